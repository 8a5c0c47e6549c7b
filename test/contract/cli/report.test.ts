import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const id = simulation.simulation_id
const otherCase = id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase()

describe('the report of an import', () => {
  let home: string
  let server: ReplayServer
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-report-'))
    server = await startReplayServer({ recordings: readCorpusProjects(['support-agent']) })
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  const run = (hint: string, ...more: string[]) => {
    const window = ['--from', '2026-11-22T14:37:52.729831Z', '--to', '2026-11-22T14:37:54.021801Z']
    const words = ['--host', server.url, '--project', 'support-agent', '--simulation', hint, ...window]
    return runCommandLine(home, ['import', ...words, ...more])
  }

  it('says by which key and on which span it matched', async () => {
    const { stdout } = await run(id, '--json')
    const { matchedBy, evidence, nearMisses } = JSON.parse(stdout)
    const [{ traceId }] = evidence
    expect({ matchedBy, evidence, nearMisses }).toEqual({
      matchedBy: ['simulation_output_id'],
      evidence: [
        {
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
          spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
          spanName: 'conversation',
          root: true,
          key: 'simulation_output_id',
          place: 'attribute',
          value: id,
        },
      ],
      nearMisses: undefined,
    })
    const again = await run(id, '--replace')
    expect(again.stdout).toContain(`matched by  simulation_output_id: on the root conversation of ${traceId}`)
  })

  it('of nothing shows near misses with the fix, and the snippets to paste', async () => {
    const { code, stdout } = await run(otherCase)
    expect(code).toBe(3)
    expect(stdout).toMatch(/letter-case {2}attribute simulation_output_id/)
    expect(stdout).toContain(`found     "${id}"`)
    expect(stdout).toContain(`root.set_attribute("simulation_output_id", "${otherCase}")`)
    expect(stdout).toContain(`using_metadata({"simulation_output_id": "${otherCase}"})`)
    const { nearMisses } = JSON.parse((await run(otherCase, '--json')).stdout)
    expect(nearMisses).toMatchObject([{ kind: 'letter-case', value: id, expected: otherCase }])
  })
})
