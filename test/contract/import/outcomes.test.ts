import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { onSpans } from '../../../electron/engine/replay/faults.ts'
import type { Progress } from '../../../shared/contract/import.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const [simulation, other] = readCorpusManifest('support-agent').simulations
if (simulation === undefined || other === undefined) throw new Error('the recording holds too few simulations')
const request = { simulation: simulation.simulation_id, window: exactWindow(simulation) }

describe('one import after another', () => {
  let replayed: ReplayedEngine
  let connectionId: string
  beforeAll(async () => {
    replayed = await startReplayedEngine(['support-agent', 'near-miss-agent'])
    connectionId = replayed.connect('support-agent')
  })
  afterAll(() => replayed.close())

  it('the second of a simulation answers already-imported and asks Phoenix nothing; --replace makes a new one', async () => {
    const first = await replayed.import({ connectionId, ...request })
    const asked = replayed.server.requests.length
    const second = await replayed.import({ connectionId, ...request })
    expect({ outcome: second.outcome, importId: second.importId, asked: replayed.server.requests.length }).toEqual({
      outcome: 'already-imported',
      importId: first.importId,
      asked,
    })
    const third = await replayed.import({ connectionId, ...request, replace: true })
    const store = await replayed.engine.store()
    const imports = (await store.listImports()).filter((record) => record.simulation === request.simulation)
    expect({
      outcome: third.outcome,
      imports: imports.map((record) => record.importId),
      spans: (await store.size()).spans,
    }).toEqual({
      outcome: 'imported',
      imports: [third.importId],
      spans: 16,
    })
  })

  it('keeps the report with the record', async () => {
    const store = await replayed.engine.store()
    const record = await store.findImport(request.simulation)
    expect(record?.report).toMatchObject({ outcome: 'imported', spans: { written: 16 }, importId: record?.importId })
  })

  it('a trace with two ids is imported for the hint, and the conflict is in the report', async () => {
    const two = readCorpusManifest('near-miss-agent').simulations.find((each) => each.case === 'two_ids_in_one_trace')
    if (two === undefined) throw new Error('the recording holds no such case')
    const report = await replayed.import({
      connectionId: replayed.connect('near-miss-agent'),
      simulation: two.simulation_id,
      window: exactWindow(two),
    })
    expect({
      written: report.spans.written,
      ids: report.conflicts.map((conflict) => conflict.ids.map(({ value }) => value)),
    }).toEqual({
      written: 5,
      ids: [[two.simulation_id, 'KzhsMJsZfF9Fjw47hVMzxE']],
    })
  })

  it('refuses a second import of the same simulation while the first is under way', async () => {
    const running = replayed.import({ connectionId, simulation: other.simulation_id, window: exactWindow(other) })
    await expect(
      replayed.import({ connectionId, simulation: other.simulation_id, window: exactWindow(other) }),
    ).rejects.toMatchObject({ code: 'usage' })
    expect((await running).outcome).toBe('imported')
  })
})

describe('an import that does not end well', () => {
  let replayed: ReplayedEngine
  afterEach(() => replayed.close())

  const inStore = async () => {
    const store = await replayed.engine.store()
    return { imports: (await store.listImports()).length, spans: (await store.size()).spans }
  }

  it.each([
    ['a redirect elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/' }, 'phoenix-redirect'],
    ['truncated JSON', { kind: 'truncated-json' }, 'phoenix-malformed'],
    ['HTML with 200', { kind: 'html' }, 'phoenix-not-json'],
    ['403', { kind: 'status', status: 403, body: 'no' }, 'phoenix-forbidden'],
  ] as const)('%s: failed with its code and the next step, nothing written', async (_name, fault, code) => {
    replayed = await startReplayedEngine(['support-agent'], { faults: onSpans(fault) })
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request })
    expect({ outcome: report.outcome, code: report.error?.code, store: await inStore() }).toEqual({
      outcome: 'failed',
      code,
      store: { imports: 0, spans: 0 },
    })
    expect(report.error?.next).toMatch(/\w{3}/)
  })

  it('silence ends with the budget, naming the step, and writes nothing', async () => {
    replayed = await startReplayedEngine(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request, budgetSeconds: 1 })
    expect({ outcome: report.outcome, code: report.error?.code, store: await inStore() }).toEqual({
      outcome: 'failed',
      code: 'budget-exhausted',
      store: { imports: 0, spans: 0 },
    })
  })

  it('cancelling ends a silent request at once', async () => {
    replayed = await startReplayedEngine(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
    const abort = new AbortController()
    const seen: Progress[] = []
    const running = replayed.import(
      { connectionId: replayed.connect('support-agent'), ...request },
      { signal: abort.signal, onProgress: (progress) => void seen.push(progress) },
    )
    while (!seen.some((progress) => progress.phase === 'fetch')) await new Promise((resolve) => setTimeout(resolve, 5))
    abort.abort()
    const report = await running
    expect({ outcome: report.outcome, code: report.error?.code, store: await inStore() }).toEqual({
      outcome: 'cancelled',
      code: 'cancelled',
      store: { imports: 0, spans: 0 },
    })
  })

  it('one that was cancelled lets the next one of the same simulation start at once', async () => {
    replayed = await startReplayedEngine(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
    const connectionId = replayed.connect('support-agent')
    const abort = new AbortController()
    const first = replayed.import({ connectionId, ...request }, { signal: abort.signal })
    await expect.poll(() => replayed.server.requests.length).toBeGreaterThan(0)
    abort.abort()
    replayed.server.setFaults(null)
    const second = replayed.import({ connectionId, ...request })
    expect([(await first).outcome, (await second).outcome]).toEqual(['cancelled', 'imported'])
  })

  it('one that was cancelled removes what it staged before the next one of the same simulation starts', async () => {
    replayed = await startReplayedEngine(['support-agent'])
    const connectionId = replayed.connect('support-agent')
    const abort = new AbortController()
    const order: string[] = []
    const note = (what: string) => void (order.includes(what) || order.push(what))
    const next = () => replayed.import({ connectionId, ...request }, { onProgress: () => note('the second asks') })
    const seconds: ReturnType<typeof next>[] = []
    const onProgress = ({ written }: Progress) => {
      if (written === 0 || seconds.length > 0) return
      abort.abort()
      seconds.push(next())
    }
    const first = await replayed.import({ connectionId, ...request }, { signal: abort.signal, onProgress })
    note(`the first is ${first.outcome}`)
    expect([(await seconds[0])?.outcome, order]).toEqual(['imported', ['the first is cancelled', 'the second asks']])
    expect(await inStore()).toEqual({ imports: 1, spans: 16 })
  })

  it('one malformed span among good ones stays out and is reported; the rest is imported', async () => {
    replayed = await startReplayedEngine(['support-agent'], { faults: onSpans({ kind: 'malformed-span', index: 0 }) })
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request })
    expect({ outcome: report.outcome, partial: report.partial?.reason, malformed: report.malformed.length }).toEqual({
      outcome: 'imported',
      partial: 'malformed-spans',
      malformed: 1,
    })
  })

  it('is repeated after a 503, and the report counts the requests', async () => {
    let answers = 0
    replayed = await startReplayedEngine(['support-agent'], {
      faults: (asked) =>
        asked.path.endsWith('/spans/otlpv1') && answers++ === 0 ? { kind: 'status', status: 503, retryAfter: '0' } : null,
    })
    const report = await replayed.import({ connectionId: replayed.connect('support-agent'), ...request })
    expect({ outcome: report.outcome, written: report.spans.written, requests: report.requests }).toEqual({
      outcome: 'imported',
      written: 16,
      requests: 2,
    })
  })
})
