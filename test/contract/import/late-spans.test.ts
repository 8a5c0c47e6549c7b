import { afterEach, describe, expect, it } from 'vitest'
import { createSkippingClock } from '../../../electron/engine/phoenix/clock.ts'
import type { Arrival } from '../../../electron/engine/replay/rows.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
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

  /** One import just after the window ended, in which spans of the simulation's trace are stored late. */
  async function importLate(lateness: (span: { spanId: string; root: boolean }) => Arrival, budgetSeconds = 60) {
    replayed = await startReplayedEngine(['support-agent'], {
      now: justAfter,
      clock: createSkippingClock(),
      arrivals: (span) => (span.traceId === traceId ? lateness(span) : null),
    })
    const request = { connectionId: replayed.connect('support-agent'), simulation: simulation?.simulation_id ?? '', window }
    const { outcome, spans, partial, attempts } = await replayed.import({ ...request, budgetSeconds })
    return { outcome, written: spans.written, partial: partial?.reason ?? null, attempts }
  }

  it('are waited for while the window is fresh, also when the root with the id lands last', async () => {
    const { attempts, ...report } = await importLate(({ root }) => ({ afterRequests: root ? 3 : 1 }))
    expect(report).toEqual({ outcome: 'imported', written: 16, partial: null })
    expect(attempts).toBeGreaterThan(3)
  })

  it('make a growing answer wait until it has stopped growing', async () => {
    let count = 0
    // The root is there at once, its children come two a poll.
    const report = await importLate(({ root }) => (root ? null : { afterRequests: 1 + Math.floor(count++ / 4) }))
    expect(report).toMatchObject({ written: 16, partial: null })
  })

  it.each([
    { afterMs: 9_000, outcome: 'imported', written: 16 },
    { afterMs: 14_000, outcome: 'empty', written: 0 },
  ])('are waited for ten seconds without their root: $afterMs ms', async ({ afterMs, outcome, written }) => {
    expect(await importLate(({ root }) => (root ? { afterMs } : null))).toMatchObject({ outcome, written })
  })

  it.each([
    { afterMs: 3_000, written: 16 },
    { afterMs: 5_000, written: 15 },
  ])('are waited for three seconds beside their root: $afterMs ms', async ({ afterMs, written }) => {
    let children = 0
    const report = await importLate(({ root }) => (!root && children++ === 0 ? { afterMs } : null))
    expect(report).toMatchObject({ outcome: 'imported', written })
  })

  it('may still arrive where the budget ends first, and the report says so', async () => {
    const parts = await importLate(({ root }) => (root ? null : { afterMs: 3_000 }), 7)
    expect(parts).toMatchObject({ outcome: 'imported', written: 1, partial: 'still-arriving' })
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
    replayed = await startReplayedEngine(['support-agent'], { now: justAfter, clock: createSkippingClock() })
    const request = { simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ', window, budgetSeconds: 8 }
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request })
    expect({ outcome: report.outcome, tried: report.attempts > 1 }).toEqual({ outcome: 'empty', tried: true })
  })
})

describe('a project that is not there', () => {
  let replayed: ReplayedEngine
  afterEach(() => replayed.close())

  interface Asked {
    readonly project?: string
    readonly window?: ImportRequest['window']
    readonly now?: () => Date
    readonly budgetSeconds?: number
  }

  /** One import from a Phoenix that stores the first span of all after so long. */
  async function importFrom(
    afterMs: number,
    { project = 'support-agent', window: asked = window, now = justAfter, budgetSeconds = 60 }: Asked = {},
  ) {
    const clock = createSkippingClock()
    replayed = await startReplayedEngine(['support-agent'], { now, clock, arrivals: () => ({ afterMs }) })
    const request = { simulation: simulation?.simulation_id ?? '', window: asked, budgetSeconds }
    const report = await replayed.import({ connectionId: replayed.connect(project), ...request })
    const { outcome, spans, attempts, error, phases } = report
    return {
      ...{ outcome, written: spans.written, code: error?.code ?? null, next: error?.next ?? '', once: attempts === 1 },
      waitedForProject: 'wait-project' in phases,
    }
  }

  it.each<[string, Asked]>([
    ['a fresh window', {}],
    ['a window that is to be found', { window: { kind: 'find' } }],
  ])('appears with its first stored span, which is waited for: %s', async (_, asked) => {
    const report = await importFrom(9_000, asked)
    expect(report).toMatchObject({ outcome: 'imported', written: 16, waitedForProject: true })
  })

  it.each<[string, number, Asked]>([
    ['ten seconds have passed', 14_000, {}],
    ['ten seconds have passed, the window to be found', 14_000, { window: { kind: 'find' } }],
    ['the budget ends', 9_000, { budgetSeconds: 8 }],
    ['it is another one', 0, { project: 'suport-agent' }],
  ])('is told as unknown when %s', async (_, afterMs, asked) => {
    const report = await importFrom(afterMs, asked)
    expect(report).toMatchObject({ outcome: 'failed', code: 'phoenix-project-unknown', once: false, waitedForProject: true })
    if (asked.project !== undefined) expect(report.next).toContain('nearest: support-agent')
  })

  it.each<[string, Asked]>([
    ['where the window is old', { now: longAfter, project: 'suport-agent' }],
    ['where one of the same letters is there', { project: 'Support_Agent' }],
  ])('is told as unknown at once %s', async (_, asked) => {
    const report = await importFrom(0, asked)
    expect(report).toMatchObject({ outcome: 'failed', code: 'phoenix-project-unknown', once: true, waitedForProject: false })
    expect(report.next).toContain('nearest: support-agent')
  })

  it('is waited for no longer than the person wants to', async () => {
    replayed = await startReplayedEngine(['support-agent'], { now: justAfter })
    const abort = new AbortController()
    const report = await replayed.import(
      { connectionId: replayed.connect('nobodys'), simulation: simulation.simulation_id, window },
      { signal: abort.signal, onProgress: ({ phase }) => phase === 'wait-project' && abort.abort() },
    )
    expect([report.outcome, report.attempts]).toEqual(['cancelled', 1])
  })
})
