import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startJob } from '../../../electron/engine/import/job.ts'
import { selectTraces } from '../../../electron/engine/import/select.ts'
import { rangeOf, resolveWindow } from '../../../electron/engine/import/window.ts'
import { createPhoenixClient } from '../../../electron/engine/phoenix/client.ts'
import { createMemoryStore } from '../../../electron/engine/recording/memory-store.ts'
import type { ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { corpusProjects, readCorpusManifest, spansOfWindow } from '../../support/corpus.ts'
import { createSpanMaker, type MadePhoenix, madeIso, madeNow, startMadePhoenix } from '../../support/made-phoenix.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const hint = 'HINThintHINThintHINThint'
const asText = JSON.stringify(JSON.stringify({ simulation_output_id: hint }))

describe.each(corpusProjects)('selecting from %s', (project) => {
  let replayed: ReplayedEngine
  beforeAll(async () => {
    replayed = await startReplayedEngine([project])
  })
  afterAll(() => replayed.close())

  it.each(readCorpusManifest(project).simulations.map((simulation) => [simulation.simulation_id, simulation] as const))(
    'finds the traces of %s that the rule takes from every span of the window',
    async (id, simulation) => {
      const ledger = createTraceLedger(id)
      for (const span of spansOfWindow(project, simulation)) ledger.add(span)
      const window = resolveWindow(exactWindow(simulation), madeNow())
      if (window === null) throw new Error('unreachable: the window is exact')
      const job = startJob(
        { ...defaultRequest, connectionId: '', simulation: id },
        { host: replayed.server.url, project, apiKey: null },
        { openPhoenix: createPhoenixClient },
        { signal: new AbortController().signal, onProgress: () => undefined },
      )
      try {
        const selection = await selectTraces(job, id, rangeOf(window))
        expect(selection.kind === 'found' ? selection.traceIds : []).toEqual(ledger.matchedTraceIds())
      } finally {
        await job.client.close()
      }
    },
  )
})

describe('a window of more than one page', () => {
  let phoenix: MadePhoenix | null = null
  afterEach(async () => {
    await phoenix?.close()
    phoenix = null
  })
  const span = createSpanMaker()
  const others = (count: number): Span[] =>
    Array.from({ length: count }, (_, index) => span(10 + index, { attributes: { session_id: `another-simulation-${index}` } }))
  const taken = ({ spans, traces, partial, strategy }: ImportReport) => ({
    written: spans.written,
    traces,
    partial: partial?.reason ?? null,
    how: strategy?.kind,
  })

  /** A trace with the id on its root, and one whose root carries an id of its own: only a child's metadata says whose it is. */
  function twoTraces() {
    const plain = span(0, { attributes: { simulation_output_id: hint } })
    const root = span(1, { attributes: { 'session.id': 'the-agents-own-session' } })
    return {
      spans: [plain, span(0, { parent: plain }), root, span(1, { parent: root })],
      child: span(1, { parent: root, attributes: { 'metadata.session.id': hint } }),
    }
  }

  it('takes a trace whole that only its newest span shows to match', async () => {
    const { spans, child } = twoTraces()
    phoenix = await startMadePhoenix([...spans, ...others(1500), child], hint)
    expect(taken(await phoenix.import())).toEqual({ written: 5, traces: 2, partial: null, how: 'select' })
  })

  it('says which shapes it cannot find below roots with another id; a preview shows what they hid, and promises no more', async () => {
    const { spans, child } = twoTraces()
    phoenix = await startMadePhoenix([child, ...spans, ...others(1500)], hint)
    const report = await phoenix.import()
    expect(taken(report)).toEqual({ written: 2, traces: 1, partial: null, how: 'select' })
    expect(report.strategy?.unsearchable).toContain(
      '`session.id` inside `metadata`, below a root with another id, or without a root in the window',
    )
    const preview = await phoenix.preview()
    expect([preview.spans.matched, preview.partial?.reason]).toEqual([2, 'selection'])
    expect(preview.strategy?.unsearchable).toEqual(report.strategy?.unsearchable)
    expect(preview.partial?.detail).toMatch(/3 more matching spans/)
    expect(taken(await phoenix.import({ strategy: 'scan' }))).toEqual({ written: 5, traces: 2, partial: null, how: 'scan' })
  })

  it('looks into the traces of roots with another id where they are few', async () => {
    const { spans, child } = twoTraces()
    const one = Array.from({ length: 1500 }, () => span(10, { attributes: { session_id: 'another-simulation' } }))
    phoenix = await startMadePhoenix([child, ...spans, ...one.slice(0, 1100)], hint)
    expect(taken(await phoenix.import())).toEqual({ written: 5, traces: 2, partial: null, how: 'select' })
  })

  it('says that traces without a root in the window may hide an id', async () => {
    const orphan = span(1, { parent: span(99), attributes: { metadata: asText } })
    const root = span(0, { attributes: { simulation_output_id: hint } })
    phoenix = await startMadePhoenix([orphan, root, ...others(150), ...Array.from({ length: 1000 }, () => span(9))], hint)
    const report = await phoenix.import()
    expect(taken(report)).toEqual({ written: 1, traces: 1, partial: null, how: 'select' })
    const innocent = await phoenix.preview({ simulation: 'another-simulation-0' })
    expect([innocent.spans.matched, innocent.strategy]).toEqual([1, { kind: 'select', reason: null, unsearchable: [] }])
    expect(report.strategy?.unsearchable).toContain(
      '`metadata` that Phoenix keeps as text, in a trace without a root in the window',
    )
  })

  it('loses nothing without saying so, whatever the shapes, and previews what it imports', async () => {
    const shapes = ['simulation_output_id', 'session.id', 'metadata.session_id', 'metadata.session.id', 'metadata'] as const
    const aTrace = fc.record({
      shape: fc.constantFrom(...shapes),
      rootCarries: fc.constantFrom('hint', 'another', 'nothing'),
      rootMissing: fc.boolean(),
      children: fc.integer({ min: 1, max: 3 }),
      newest: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(aTrace, { minLength: 1, maxLength: 4 }), fc.boolean(), async (traces, manyOthers) => {
        const made = traces.map(({ shape, rootCarries, rootMissing, children, newest }, index) => {
          const id = { [shape]: shape === 'metadata' ? asText : hint }
          const root = span(index, {
            attributes:
              rootCarries === 'hint' ? id : rootCarries === 'another' ? { 'session.id': 'own-session-of-the-agent' } : {},
          })
          const below = Array.from({ length: children }, (_, at) => span(index, { parent: root, attributes: at === 0 ? id : {} }))
          return { newest, spans: rootMissing ? below : [root, ...below] }
        })
        const of = (newest: boolean) => made.flatMap((trace) => (trace.newest === newest ? trace.spans : []))
        const filler = manyOthers ? others(1100) : Array.from({ length: 1100 }, () => span(9))
        const server = await startMadePhoenix([...of(false), ...filler, ...of(true)], hint)
        try {
          const whole = new Map(made.map(({ spans }) => [spans[0]?.traceId, spans.length]))
          const store = createMemoryStore()
          const report = await server.import({}, undefined, { openStore: async () => store })
          const stored = report.importId === null ? [] : await store.readSpans(report.importId)
          const counts = new Map<string, number>()
          for (const { TraceId } of stored) counts.set(TraceId, (counts.get(TraceId) ?? 0) + 1)
          // No trace is torn, and none of another simulation is there.
          for (const [traceId, count] of counts) expect(count).toBe(whole.get(traceId))
          const told = (report.strategy?.unsearchable.length ?? 0) > 0
          expect(counts.size === whole.size || told).toBe(true)
          expect((await server.preview()).spans.matched).toBe(report.spans.written)
        } finally {
          await server.close()
        }
      }),
      { numRuns: 25 },
    )
  })

  it('by the documented limits is previewed as it is imported', async () => {
    const root = span(0, { attributes: { simulation_output_id: hint } })
    const early = Array.from({ length: 99 }, () => span(0, { parent: root }))
    const late = Array.from({ length: 50 }, () => span(0, { parent: root, attributes: { session_id: hint } }))
    phoenix = await startMadePhoenix([root, ...early, ...others(5500), ...late], hint)
    const [imported, preview] = [await phoenix.import({ limits: 'documented' }), await phoenix.preview({ limits: 'documented' })]
    expect([imported.spans.written, preview.spans.matched, preview.spans.documentedLimits]).toEqual([50, 50, 50])
  })
})

describe('the cap of 5,000 spans', () => {
  const span = createSpanMaker()
  const root = span(0, { attributes: { simulation_output_id: hint } })
  const many = (count: number): Span[] => [root, ...Array.from({ length: count - 1 }, () => span(0, { parent: root }))]
  const noise = Array.from({ length: 150 }, (_, index) => span(10 + index))
  const cases = [
    { title: 'a scan whose last page crosses it', spans: many(5400), version: '12.0.0', written: 5000, partial: 'span-cap' },
    { title: 'a selection beyond it', spans: [...many(5400), ...noise], version: '20.26.1', written: 5000, partial: 'span-cap' },
    {
      title: 'a selection of exactly so many',
      spans: [...many(5000), ...noise],
      version: '20.26.1',
      written: 5000,
      partial: null,
    },
    { title: 'a scan of exactly so many', spans: [...many(5000), ...noise], version: '12.0.0', written: 5000, partial: null },
  ]
  it.each(cases)('is told where it cuts, and only there: $title', async ({ spans, version, written, partial }) => {
    const phoenix = await startMadePhoenix(spans, hint, { version })
    try {
      const report = await phoenix.import()
      expect([report.spans.written, report.partial?.reason ?? null]).toEqual([written, partial])
    } finally {
      await phoenix.close()
    }
  })
})

describe('a found window', () => {
  let phoenix: MadePhoenix | null = null
  afterEach(async () => {
    await phoenix?.close()
    phoenix = null
  })
  const find: Partial<ImportRequest> = { window: { kind: 'find' } }
  /** Five seconds after the made spans: a fresh window. */
  const justNow = () => madeNow(5000)

  it('grows with spans that arrive late and lie outside of what was there', async () => {
    const span = createSpanMaker()
    const id = { 'session.id': hint }
    const root = span(0, { at: 0, for: 3000, id: '00000000000000aa', attributes: id })
    const children = [1, 2, 3, 4, 5].map((at) => span(0, { at: at * 100, parent: root, attributes: id }))
    const last = span(0, { at: 2000, for: 100, parent: root, attributes: id })
    phoenix = await startMadePhoenix([...children, root, last], hint, {
      arrivals: ({ spanId }) => (spanId === root.spanId || spanId === last.spanId ? { afterMs: 1500 } : null),
    })
    const report = await phoenix.import(find, justNow)
    expect({ written: report.spans.written, window: report.window, partial: report.partial }).toEqual({
      written: 7,
      window: { start: madeIso(0), end: madeIso(3000).replace('000Z', '001Z'), source: 'found' },
      partial: null,
    })
  })

  it('is looked for again while the project receives spans, and not where it does not', async () => {
    const span = createSpanMaker()
    const id = { 'session.id': hint }
    const late = [span(0, { at: 10, attributes: id }), span(0, { at: 20, attributes: id })]
    const arrivals = ({ traceId }: { traceId: string }) => (traceId === late[0]?.traceId ? { afterMs: 1500 } : null)
    phoenix = await startMadePhoenix([span(9, { at: 1 }), ...late], hint, { arrivals })
    const report = await phoenix.import(find, justNow)
    expect([report.outcome, report.spans.written]).toEqual(['imported', 2])
    await phoenix.close()
    phoenix = await startMadePhoenix([span(9, { at: 1 }), ...late], hint, { arrivals })
    const old = await phoenix.import(find)
    expect([old.outcome, old.attempts]).toEqual(['empty', 1])
  })

  it('holds traces of the simulation in a shape that only their roots show, beside one that filters find', async () => {
    const span = createSpanMaker()
    const spans = [
      span(0, { at: 0, attributes: { simulation_output_id: hint } }),
      span(1, { at: 1000, attributes: { 'metadata.session.id': hint } }),
    ]
    phoenix = await startMadePhoenix(spans, hint)
    const report = await phoenix.import(find)
    expect([report.spans.written, report.traces]).toEqual([2, 2])
  })

  it('on a server that cannot filter says what it did not look at', async () => {
    const span = createSpanMaker()
    const id = { attributes: { simulation_output_id: hint } }
    const spans = [span(0, id), ...Array.from({ length: 20_000 }, () => span(9)), span(1, id)]
    phoenix = await startMadePhoenix(spans, hint, { version: '12.0.0' })
    const report = await phoenix.import(find)
    expect([report.spans.written, report.partial?.reason]).toEqual([1, 'search-cap'])
    const nothing = await phoenix.import({ ...find, simulation: 'nobody-sent-this-id-ever' })
    expect([nothing.outcome, nothing.note]).toEqual([
      'empty',
      'No trace with the hint was found in the project; not looked at: spans older than the newest 20,000',
    ])
  })
})

describe('a fresh window with a short budget', () => {
  it('is told as one in which spans may still arrive', async () => {
    const span = createSpanMaker()
    const root = span(0, { at: 0, for: 3000, attributes: { 'session.id': hint } })
    const child = span(0, { at: 100, parent: root, attributes: { 'session.id': hint } })
    const phoenix = await startMadePhoenix([child, root], hint, { arrivals: (one) => (one.root ? { afterMs: 60_000 } : null) })
    try {
      const window = { kind: 'exact', start: madeIso(-10), end: madeIso(3100) } as const
      const report = await phoenix.import({ window, budgetSeconds: 5 }, () => madeNow(5000))
      expect([report.spans.written, report.partial?.reason]).toEqual([1, 'still-arriving'])
    } finally {
      await phoenix.close()
    }
  })
})

describe('what a preview looks for beside the window', () => {
  const span = createSpanMaker()
  const id = { attributes: { 'session.id': hint } }
  const inside = Array.from({ length: 60 }, (_, at) => span(0, { at, ...id }))
  const window = { kind: 'exact', start: madeIso(-10), end: madeIso(3100) } as const

  it('is told to be more where the window that is named holds only what was looked at', async () => {
    const outside = Array.from({ length: 60 }, (_, at) => span(3, { at: -3_600_000 + at, ...id }))
    const phoenix = await startMadePhoenix(outside, hint)
    try {
      const { nearMisses } = await phoenix.preview({ window })
      expect(nearMisses.map(({ kind }) => kind)).toEqual(['outside-window'])
      expect(nearMisses[0]?.fix).toMatch(/More spans carry it than were looked at; let the window be found to have them all\.$/)
    } finally {
      await phoenix.close()
    }
  })

  it('is found behind many spans that lie inside', async () => {
    const phoenix = await startMadePhoenix([span(3, { at: -3_600_000, ...id }), ...inside], hint)
    try {
      const { spans, nearMisses } = await phoenix.preview({ window })
      expect([spans.matched, nearMisses.map(({ kind }) => kind)]).toEqual([60, ['outside-window']])
      expect(nearMisses[0]?.fix).not.toContain('More spans carry it')
    } finally {
      await phoenix.close()
    }
  })

  it('does not undo the verdict when it fails', async () => {
    const phoenix = await startMadePhoenix(inside, hint, {
      faults: ({ query }) => (query.has('attribute') ? { kind: 'status', status: 500, body: 'boom' } : null),
    })
    try {
      const { outcome, spans, partial } = await phoenix.preview({ window, budgetSeconds: 12 })
      expect([outcome, spans.matched, partial?.reason]).toEqual(['matched', 60, 'budget'])
    } finally {
      await phoenix.close()
    }
  })
})
