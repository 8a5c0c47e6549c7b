import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCorpusManifest } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

let replayed: ReplayedEngine
beforeAll(async () => {
  replayed = await startReplayedEngine(['busy-agent'])
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
