import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createSkippingClock } from '../../../electron/engine/phoenix/clock.ts'
import { type Faults, onSpans } from '../../../electron/engine/replay/faults.ts'
import type { ReplayOptions } from '../../../electron/engine/replay/server.ts'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { RedactionLevel } from '../../../shared/contract/recordings.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const open: ReplayedEngine[] = []
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close().catch(() => undefined)
})

async function start(projects: readonly string[], options: Omit<ReplayOptions, 'recordings'> = {}): Promise<ReplayedEngine> {
  const engine = await startReplayedEngine(projects, { clock: createSkippingClock(), ...options })
  open.push(engine)
  return engine
}

interface Failed {
  readonly options?: Omit<ReplayOptions, 'recordings'>
  readonly project?: string
  readonly key?: string
  readonly budgetSeconds?: number
  readonly window?: ImportRequest['window']
  readonly code: string
}

/** Records a run that fails, opens the file where no Phoenix is, and answers with what both decided. */
async function recordFailure(
  { options = {}, project = 'support-agent', key, budgetSeconds = 60, window = exactWindow(simulation as never) }: Failed,
  level: RedactionLevel,
) {
  const here = await start(['support-agent'], options)
  const connectionId = here.connect(project, key ?? null)
  const recorder = createRecordings(here.engine)
  const request = {
    ...defaultRequest,
    connectionId,
    simulation: simulation?.simulation_id ?? '',
    window,
    budgetSeconds,
  }
  const held = await recorder.record(request, never)
  const live = await here.preview(request)
  const draft = await recorder.draft(held.id, level)
  const { bytes } = recorder.file(draft.draftId)
  await here.server.close()
  const player = createRecordings((await start([])).engine)
  const replayed = await player.replay((await player.open('a.cvcase', bytes)).id, never)
  return {
    live: live.error?.code,
    preview: replayed.preview.error?.code,
    import: replayed.import.error?.code,
    changed: replayed.changed,
  }
}

/** The recorded checks of a run, and what its file decides where no Phoenix is. */
async function replayedChecks(options: Omit<ReplayOptions, 'recordings'>, key: string | null) {
  const here = await start(['support-agent'], options)
  const recorder = createRecordings(here.engine)
  const window = exactWindow(simulation as never)
  const request = { ...defaultRequest, connectionId: here.connect('support-agent', key), simulation: null, window }
  const held = await recorder.record(request, never)
  const { bytes } = recorder.file((await recorder.draft(held.id, 'structure')).draftId)
  await here.server.close()
  const player = createRecordings((await start([])).engine)
  const opened = await player.open('a.cvcase', bytes)
  return { opened, ...(await player.replay(opened.id, never)) }
}

describe('checks of a recording', () => {
  test.each([
    { named: 'Phoenix refuses the key', options: { apiKey: 'right-key' }, key: 'wrong-key', verdict: 'fail' },
    { named: 'Phoenix answers', options: {}, key: null, verdict: 'pass' },
  ])('are decided anew where the answers tell: $named', async ({ options, key, verdict }) => {
    const { opened, checks, checksAsRecorded, changed } = await replayedChecks(options, key)
    const named = (id: string) => checks.checks.find((check) => check.id === id)
    expect([named('server')?.verdict, named('authorised')?.verdict, changed]).toEqual(['pass', verdict, []])
    expect(named('server')?.evidence[0]).toMatch(/^Phoenix 20\.26\.1, answered in/)
    expect(named('authorised')?.evidence.join(' ')).not.toMatch(/no key was sent|the words are not part/)
    expect(named('authorised')?.next?.text).toBe(opened.held?.checks?.checks.find(({ id }) => id === 'authorised')?.next?.text)
    expect(checksAsRecorded).not.toContain('server')
    expect(checksAsRecorded).not.toContain('authorised')
    expect(checksAsRecorded).toContain('dns')
  })
})

const status = (code: number, body = 'a text'): Faults => onSpans({ kind: 'status', status: code, body })

describe('a run that failed fails the same way from its recording', () => {
  test.each<[string, Failed]>([
    ['401, because the key is wrong', { options: { apiKey: 'right-key' }, key: 'wrong-key', code: 'phoenix-unauthorized' }],
    ['a project that is not there', { project: 'support-agnet', code: 'phoenix-project-unknown' }],
    ['500', { options: { faults: status(500) }, code: 'phoenix-server-error' }],
    ['503, five times', { options: { faults: status(503) }, code: 'phoenix-server-error' }],
    [
      '429 with a wish to wait',
      { options: { faults: onSpans({ kind: 'status', status: 429, retryAfter: '0' }) }, code: 'phoenix-rate-limited' },
    ],
    ['422', { options: { faults: status(422, 'no such parameter') }, code: 'phoenix-rejected' }],
    ['connections that are reset', { options: { faults: onSpans({ kind: 'reset', afterBytes: 0 }) }, code: 'phoenix-reset' }],
    [
      'connections that are reset in the middle',
      { options: { faults: onSpans({ kind: 'reset', afterBytes: 500 }) }, code: 'phoenix-reset' },
    ],
    [
      'a redirect to elsewhere',
      {
        options: { faults: onSpans({ kind: 'redirect', location: 'https://elsewhere.example.com/' }) },
        code: 'phoenix-redirect',
      },
    ],
    ['a page of HTML', { options: { faults: onSpans({ kind: 'html' }) }, code: 'phoenix-not-json' }],
    ['JSON that ends early', { options: { faults: onSpans({ kind: 'truncated-json' }) }, code: 'phoenix-malformed' }],
    [
      'silence, until the budget ends',
      { options: { faults: onSpans({ kind: 'silence' }) }, budgetSeconds: 2, code: 'budget-exhausted' },
    ],
  ])('%s', async (_, failed) => {
    const { code } = failed
    expect(await recordFailure(failed, 'structure')).toEqual({ live: code, preview: code, import: code, changed: [] })
  })

  /** Asked for anew with every run; the recording knows which days they were. */
  const last = { kind: 'last', seconds: 90 * 86_400 } as const
  test.each<[string, Failed]>([
    ['422', { options: { faults: status(422, 'no such parameter') }, code: 'phoenix-rejected' }],
    ['a page of HTML', { options: { faults: onSpans({ kind: 'html' }) }, code: 'phoenix-not-json' }],
  ])('%s, over "the last …"', async (_, failed) => {
    const { code } = failed
    expect(await recordFailure({ ...failed, window: last }, 'structure')).toEqual({
      ...{ live: code, preview: code, import: code, changed: [] },
    })
  })

  test.each(['structure', 'everything'] as const)(
    'and one that did not fail decides the same over "the last …", at the level %s',
    async (level) => {
      const decided = await recordFailure({ window: last, code: '' }, level)
      expect(decided).toEqual({ live: undefined, preview: undefined, import: undefined, changed: [] })
    },
  )

  test('a host that refuses', async () => {
    const here = await start([])
    const port = await closedPort()
    here.engine.targets.addTransient({
      connection: { id: 'gone', name: 'gone', host: `http://127.0.0.1:${port}`, project: 'p' },
      apiKey: null,
    })
    const recorder = createRecordings(here.engine)
    const held = await recorder.record({ ...defaultRequest, connectionId: 'gone', simulation: 'sim-1' }, never)
    const draft = await recorder.draft(held.id, 'structure')
    const player = createRecordings((await start([])).engine)
    const opened = await player.open('a.cvcase', recorder.file(draft.draftId).bytes)
    const replayed = await player.replay(opened.id, never)
    expect({ code: replayed.preview.error?.code, changed: replayed.changed }).toEqual({ code: 'phoenix-refused', changed: [] })
  })

  test('spans that cannot be read stay unreadable', async () => {
    const options = { faults: onSpans({ kind: 'malformed-span', index: 1 }) }
    expect(await recordFailure({ options, code: '' }, 'structure')).toEqual({
      live: undefined,
      preview: undefined,
      import: undefined,
      changed: [],
    })
  })
})

describe('what is held', () => {
  test('"record the last one" writes what a run in the app was answered, after the fact', async () => {
    const here = await start(['support-agent'])
    const request = {
      connectionId: here.connect('support-agent'),
      simulation: simulation?.simulation_id ?? '',
      window: exactWindow(simulation as never),
    }
    const live = await here.preview(request)
    const recorder = createRecordings(here.engine)
    const [held] = recorder.held()
    await here.server.close()
    const draft = await recorder.draft(held?.id ?? '', 'everything')
    const player = createRecordings((await start([])).engine)
    const opened = await player.open('last.cvcase', recorder.file(draft.draftId).bytes)
    const { preview } = await player.replay(opened.id, never)
    expect({ jobs: held?.jobs, spans: preview.spans, traces: preview.traces }).toEqual({
      jobs: ['preview'],
      spans: live.spans,
      traces: live.traces,
    })
  })

  test('a draft of what is no longer held says so', async () => {
    const recorder = createRecordings((await start([])).engine)
    await expect(recorder.draft('none', 'structure')).rejects.toMatchObject({ code: 'recording-gone' })
  })

  test('a key that was rotated meanwhile is still swept', async () => {
    const here = await start(['support-agent'], { apiKey: 'first-key-of-all' })
    const connectionId = here.connect('support-agent', 'first-key-of-all')
    const request = { connectionId, simulation: 'first-key-of-all', window: exactWindow(simulation as never) }
    await here.preview(request)
    here.connect('support-agent', 'second-key-of-all')
    const recorder = createRecordings(here.engine)
    const [held] = recorder.held()
    await expect(recorder.draft(held?.id ?? '', 'everything')).rejects.toMatchObject({ code: 'recording-secret' })
    expect((await recorder.draft(held?.id ?? '', 'structure')).secretsSwept).toBe(2)
  })
})

function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
