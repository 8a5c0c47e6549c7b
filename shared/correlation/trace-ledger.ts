import type { IdConflict } from '../contract/import.ts'
import type { NearMiss, OtherSimulation, TracePreview } from '../contract/preview.ts'
import type { Span } from '../otlp/span.ts'
import { toIsoMicros, unixNano } from '../otlp/time.ts'
import { collectNearMisses } from './collect-near-misses.ts'
import { correlationEntries, matchEntries } from './match.ts'
import { findSpanNearMisses } from './near-misses.ts'
import { compareText } from './smallest.ts'
import { addEvidence, addIds, addSpan, otherSimulationIds, startTrace, type TraceFacts } from './trace-facts.ts'

/**
 * What is known of the traces of a window, one span at a time. Memory grows with the number of traces, not of spans; nothing
 * depends on the order in which spans are added. Each span is to be added once: the Phoenix client drops duplicates.
 */
export interface TraceLedger {
  add(span: Span): void
  /** Without a hint every trace is. A trace stays unmatched until a span with the hint was added (fails closed). */
  isMatched(traceId: string): boolean
  matchedTraceIds(): string[]
  /** Spans so far in traces that have matched so far. */
  readonly matchedSpans: number
  readonly totalSpans: number
  /** A matched trace still lacks its root; with a fresh window it is probably on its way. */
  hasRootlessMatch(): boolean
  readonly totalTraces: number
  spanCountOf(traceId: string): number
  /** By start time. */
  previews(): TracePreview[]
  /** Matched traces that carry more than one id; what other traces carry is not this simulation's conflict. */
  conflicts(): IdConflict[]
  /** Ids of other simulations in these traces, those with most spans first. */
  otherSimulations(): OtherSimulation[]
  nearMisses(): NearMiss[]
  /** Correlation keys on any span, `metadata.<key>` for those inside metadata. */
  readonly keysSeen: readonly string[]
  /** Those of them that carried the hint. */
  readonly keysMatched: readonly string[]
}

export function createTraceLedger(hint: string | null): TraceLedger {
  const traces = new Map<string, TraceFacts>()
  const keysSeen = new Set<string>()
  const keysMatched = new Set<string>()
  let totalSpans = 0
  let matchedSpans = 0
  const isTaken = (facts: TraceFacts): boolean => hint === null || facts.matched

  return {
    add(span) {
      let facts = traces.get(span.traceId)
      if (!facts) {
        facts = startTrace(span, hint)
        traces.set(span.traceId, facts)
      }
      totalSpans++
      const takenBefore = isTaken(facts)
      addSpan(facts, span)
      const entries = correlationEntries(span)
      for (const entry of entries) keysSeen.add(fullKey(entry))
      addIds(facts, span, entries)
      if (hint !== null) {
        const evidence = matchEntries(span, entries, hint)
        for (const found of evidence) keysMatched.add(fullKey(found))
        addEvidence(facts, evidence)
        if (facts.misses) {
          for (const found of findSpanNearMisses(span, entries, hint)) facts.misses.add({ ...found, spanId: span.spanId })
        }
      }
      if (isTaken(facts)) matchedSpans += takenBefore ? 1 : facts.spans
    },
    isMatched: (traceId) => hint === null || traces.get(traceId)?.matched === true,
    matchedTraceIds: () =>
      [...traces.values()]
        .filter(isTaken)
        .map((facts) => facts.traceId)
        .sort(compareText),
    get matchedSpans() {
      return matchedSpans
    },
    get totalSpans() {
      return totalSpans
    },
    hasRootlessMatch: () => [...traces.values()].some((facts) => isTaken(facts) && facts.root === null),
    get totalTraces() {
      return traces.size
    },
    spanCountOf: (traceId) => traces.get(traceId)?.spans ?? 0,
    previews: () =>
      [...traces.values()]
        .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : compareText(a.traceId, b.traceId)))
        .map((facts) => previewTrace(facts, hint)),
    conflicts: () =>
      [...traces.values()]
        .filter((facts) => isTaken(facts) && facts.ids.list().length > 1)
        .map((facts) => ({ traceId: facts.traceId, ids: facts.ids.list().map((id) => ({ ...id })) }))
        .sort((a, b) => compareText(a.traceId, b.traceId)),
    otherSimulations: () => countOtherSimulations(traces.values(), hint),
    nearMisses: () => (hint === null ? [] : collectNearMisses([...traces.values()], hint)),
    get keysSeen() {
      return [...keysSeen].sort(compareText)
    },
    get keysMatched() {
      return [...keysMatched].sort(compareText)
    },
  }
}

function previewTrace(facts: TraceFacts, hint: string | null): TracePreview {
  const others = otherSimulationIds(facts, hint).map(({ value }) => value)
  const taken = hint === null || facts.matched
  return {
    traceId: facts.traceId,
    name: (facts.root ?? facts.earliest).name,
    verdict: taken ? 'matched' : others.length > 0 ? 'other-simulation' : 'no-id',
    spans: facts.spans,
    start: toIsoMicros(unixNano(facts.start)),
    end: toIsoMicros(unixNano(facts.end)),
    errors: facts.errors,
    hasRoot: facts.root !== null,
    evidence: [...facts.evidence.list()],
    otherIds: others,
  }
}

function countOtherSimulations(traces: Iterable<TraceFacts>, hint: string | null): OtherSimulation[] {
  const found = new Map<string, OtherSimulation>()
  for (const facts of traces) {
    for (const { value, key } of otherSimulationIds(facts, hint)) {
      const known = found.get(value)
      if (!known) found.set(value, { id: value, key, traces: 1, spans: facts.spans })
      else {
        known.traces++
        known.spans += facts.spans
        if (compareText(key, known.key) < 0) known.key = key
      }
    }
  }
  return [...found.values()].sort((a, b) => b.spans - a.spans || compareText(a.id, b.id))
}

const fullKey = ({ key, place }: { key: string; place: 'attribute' | 'metadata' }): string =>
  place === 'metadata' ? `metadata.${key}` : key
