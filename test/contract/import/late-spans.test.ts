import { afterEach, describe, expect, it } from 'vitest'
import { readCorpusManifest } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const window = exactWindow(simulation)
/** Five seconds after the window ended: spans may still be on their way. */
const justAfter = () => new Date(Number(BigInt(simulation.window_end_unix_nano) / 1_000_000n) + 5_000)
const longAfter = () => new Date(Number(BigInt(simulation.window_end_unix_nano) / 1_000_000n) + 3_600_000)
const [traceId] = simulation.expected_trace_ids

describe('spans that arrive late', () => {
  let replayed: ReplayedEngine
  afterEach(() => replayed.close())

  it('are waited for while the window is fresh, also when the root with the id lands last', async () => {
    replayed = await startReplayedEngine(['support-agent'], {
      now: justAfter,
      arrivals: ({ traceId: of, root }) => (of === traceId ? { afterRequests: root ? 3 : 1 } : null),
    })
    const report = await replayed.import({
      connectionId: replayed.connect('support-agent'),
      simulation: simulation.simulation_id,
      window,
    })
    expect({ outcome: report.outcome, written: report.spans.written, partial: report.partial }).toEqual({
      outcome: 'imported',
      written: 16,
      partial: null,
    })
    expect(report.attempts).toBeGreaterThan(3)
  })

  it('make a growing answer wait until it has stopped growing', async () => {
    let count = 0
    replayed = await startReplayedEngine(['support-agent'], {
      now: justAfter,
      // The root is there at once, its children come two a poll.
      arrivals: ({ traceId: of, root }) => (of === traceId && !root ? { afterRequests: 1 + Math.floor(count++ / 4) } : null),
    })
    const report = await replayed.import({
      connectionId: replayed.connect('support-agent'),
      simulation: simulation.simulation_id,
      window,
    })
    expect({ written: report.spans.written, partial: report.partial }).toEqual({ written: 16, partial: null })
  })

  it('are not waited for when the window is old: one pass, also when it is empty', async () => {
    replayed = await startReplayedEngine(['support-agent'], { now: longAfter })
    const report = await replayed.import({
      connectionId: replayed.connect('support-agent'),
      simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ',
      window,
    })
    expect({ outcome: report.outcome, attempts: report.attempts }).toEqual({ outcome: 'empty', attempts: 1 })
  })

  it('that never come end in an empty result inside the budget', async () => {
    replayed = await startReplayedEngine(['support-agent'], { now: justAfter })
    const request = { simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ', window, budgetSeconds: 8 }
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request })
    expect({ outcome: report.outcome, tried: report.attempts > 1 }).toEqual({ outcome: 'empty', tried: true })
  })
})
