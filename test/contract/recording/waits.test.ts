import { afterEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../../electron/engine/phoenix/clock.ts'
import { createSkippingClock } from '../../../electron/engine/phoenix/clock.ts'
import { type Faults, onSpans } from '../../../electron/engine/replay/faults.ts'
import type { ReplayOptions } from '../../../electron/engine/replay/server.ts'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const window = exactWindow(simulation)
const justAfter = () => new Date(Number(BigInt(simulation.window_end_unix_nano) / 1_000_000n) + 5_000)

/** An engine with this one must not wait. */
const noClock: Clock = {
  elapsed: () => performance.now(),
  sleep: () => Promise.reject(new Error('somebody waits for what is there already')),
}

describe('nobody waits for what an opened recording holds', () => {
  const open: ReplayedEngine[] = []
  afterEach(async () => {
    for (const engine of open.splice(0)) await engine.close().catch(() => undefined)
  })
  async function start(options: Parameters<typeof startReplayedEngine>[1]): Promise<ReplayedEngine> {
    const engine = await startReplayedEngine(['support-agent'], options)
    open.push(engine)
    return engine
  }

  /** What was decided live, by a clock that counts its waits, and from the file. */
  async function recordAndReplay(
    options: Parameters<typeof startReplayedEngine>[1],
    asked: Partial<ImportRequest>,
    { project = 'support-agent', clock = createSkippingClock() } = {},
  ) {
    const here = await start({ ...options, now: justAfter, clock })
    const recorder = createRecordings(here.engine)
    const request = { ...defaultRequest, window, ...asked, connectionId: here.connect(project) }
    const held = await recorder.record(request, never)
    const { draftId } = await recorder.draft(held.id, 'everything')
    const player = createRecordings((await start({ clock: noClock })).engine)
    const opened = await player.open('a.cvcase', recorder.file(draftId).bytes)
    const { changed, preview, import: imported } = await player.replay(opened.id, never)
    const live = opened.held?.import
    return {
      partial: [opened.held?.preview?.partial?.reason, preview.partial?.reason],
      waited: clock.elapsed() > 10_000,
      changed,
      live: { outcome: live?.outcome, code: live?.error?.code, attempts: live?.attempts, requests: live?.requests },
      replayed: {
        outcome: imported.outcome,
        code: imported.error?.code,
        attempts: imported.attempts,
        requests: imported.requests,
      },
    }
  }

  test('a fresh window without a match is asked as often as it was, and at once', async () => {
    const { waited, changed, live, replayed } = await recordAndReplay({}, { simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ' })
    expect([waited, changed, replayed]).toEqual([true, [], live])
    expect(live).toMatchObject({ outcome: 'empty', attempts: 7 })
  })

  test('a project that does not appear is as unknown as it was', async () => {
    const { waited, changed, live, replayed } = await recordAndReplay({}, {}, { project: 'first-agent' })
    expect([waited, changed, replayed]).toEqual([true, [], live])
    expect(live).toMatchObject({ outcome: 'failed', code: 'phoenix-project-unknown', attempts: 7 })
  })

  test('a wish to wait is granted by the clock, as far as the budget goes', async () => {
    const faults = onSpans({ kind: 'status', status: 429, retryAfter: '25' })
    const { waited, changed, live, replayed } = await recordAndReplay({ faults }, { budgetSeconds: 60 })
    expect([waited, changed, replayed]).toEqual([true, [], live])
    expect(live).toEqual({ outcome: 'failed', code: 'phoenix-rate-limited', attempts: 1, requests: 3 })
  })

  test('answers take as long as they took, so that a budget that ended too soon does so again', async () => {
    const clock = createSkippingClock()
    const [own] = simulation?.expected_trace_ids ?? []
    // Each answer takes four seconds; more spans are there every ten.
    let spans = 0
    const arrivals: ReplayOptions['arrivals'] = ({ traceId, root }) =>
      traceId === own && !root ? { afterMs: 10_000 * spans++ } : null
    const faults: Faults = ({ project }) => {
      if (project !== null) clock.reach(clock.elapsed() + 4000)
      return null
    }
    const asked = { simulation: simulation?.simulation_id ?? '', budgetSeconds: 20 }
    const { changed, live, replayed, partial } = await recordAndReplay({ arrivals, faults }, asked, { clock })
    expect([changed, replayed, partial]).toEqual([[], live, ['budget', 'budget']])
  })
})
