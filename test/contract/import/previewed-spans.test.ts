import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'
import { openTransport, type TransportName } from '../../support/transports.ts'

let replayed: ReplayedEngine
beforeAll(async () => {
  replayed = await startReplayedEngine(['busy-agent', 'support-agent'])
})
afterAll(() => replayed.close())

it('the spans of a preview are named after their simulation, and say that they are not all wherever they are shown', async () => {
  const [simulation] = readCorpusManifest('busy-agent').simulations
  if (simulation === undefined) throw new Error('the recording holds no simulation')
  const connectionId = replayed.connect('busy-agent')
  const request = { connectionId, simulation: simulation.simulation_id, window: exactWindow(simulation) }
  const told = async (limits: 'simulation' | 'documented') => {
    const report = await replayed.preview({ ...request, limits })
    const source = { kind: 'preview', previewId: report.previewId } as const
    const { title, project, host, partial, spans } = await replayed.engine.sources.header(source)
    return { report, header: { title, project, host, partial, spans }, partial: await replayed.engine.sources.partial(source) }
  }
  const whole = await told('simulation')
  const cut = await told('documented')
  for (const { report, header, partial } of [whole, cut])
    expect({ header, partial }).toEqual({
      header: {
        title: simulation.simulation_id,
        project: 'busy-agent',
        host: replayed.server.url,
        partial: report.partial,
        spans: report.spans.matched,
      },
      partial: report.partial,
    })
  expect([whole.partial, cut.partial?.reason]).toEqual([null, 'page-cap'])
})

it.each<TransportName>(['in memory', 'MessagePort', 'HTTP'])(
  'what a preview answered is there again without asking Phoenix, until newer ones take its place: %s',
  async (name) => {
    const transport = await openTransport(name, () => createRouter(replayed.engine, '0.0.0'))
    const { client } = transport
    const [simulation] = readCorpusManifest('support-agent').simulations
    if (simulation === undefined) throw new Error('the recording holds no simulation')
    const connectionId = replayed.connect('support-agent')
    const request = { ...defaultRequest, connectionId, simulation: simulation.simulation_id, window: exactWindow(simulation) }
    const run = async () => {
      for await (const event of await client.preview.run(request)) if (event.kind === 'report') return event.report
      throw new Error('no report')
    }
    const report = await run()
    const asked = replayed.server.requests.length
    expect(await client.preview.get({ previewId: report.previewId })).toEqual(report)
    expect(replayed.server.requests.length).toBe(asked)
    for (let newer = 0; newer < 3; newer += 1) await run()
    await expect(client.preview.get({ previewId: report.previewId })).rejects.toMatchObject({ data: { code: 'no-longer-held' } })
    await transport.close()
  },
)
