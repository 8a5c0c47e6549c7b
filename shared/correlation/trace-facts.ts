import type { Evidence } from '../contract/import.ts'
import type { Span } from '../otlp/span.ts'
import { looksLikeSimulationId } from './classify-value.ts'
import { correlationKeys } from './keys.ts'
import type { CorrelationEntry } from './match.ts'
import { cutValue, type SpanNearMiss } from './near-misses.ts'
import { compareText, keepSmallest, type Smallest } from './smallest.ts'

/** An id on a span of a trace, whichever simulation it names. `key` is `metadata.<key>` for one inside metadata. */
export interface SeenId {
  readonly key: string
  readonly value: string
  readonly spanId: string
}

export interface SeenMiss extends SpanNearMiss {
  readonly spanId: string
}

/** What is remembered of one trace: a bounded number of facts, however many spans it has. */
export interface TraceFacts {
  readonly traceId: string
  spans: number
  start: bigint
  end: bigint
  errors: number
  /** The earliest root, else null. */
  root: NamedSpan | null
  earliest: NamedSpan
  matched: boolean
  /** A root itself carries the hint. */
  rootMatched: boolean
  readonly evidence: Smallest<Evidence>
  /** The hint, where the trace carries it, counts among these. */
  readonly ids: Smallest<SeenId>
  /** Null once the trace has matched: its near misses no longer matter. */
  misses: Smallest<SeenMiss> | null
}

interface NamedSpan {
  readonly name: string
  readonly start: bigint
  readonly spanId: string
}

/** Nothing longer can be a hint (simulation-input.ts), so nothing longer is kept in full. */
const longestId = 500
const mostEvidence = 20
const mostIds = 8
const mostMisses = 8

export function startTrace(span: Span, hint: string | null): TraceFacts {
  return {
    traceId: span.traceId,
    spans: 0,
    start: span.startTime,
    end: span.startTime,
    errors: 0,
    root: null,
    earliest: nameOf(span),
    matched: false,
    rootMatched: false,
    evidence: keepSmallest(mostEvidence, identifyEvidence, orderEvidence),
    ids: keepSmallest(mostIds, ({ value }) => value, orderIds(hint)),
    misses: hint === null ? null : keepSmallest(mostMisses, identifyMiss, orderMisses),
  }
}

export function addSpan(facts: TraceFacts, span: Span): void {
  facts.spans++
  if (span.startTime < facts.start) facts.start = span.startTime
  if (span.endTime > facts.end) facts.end = span.endTime
  if (span.status.code === 'Error') facts.errors++
  if (span.parentSpanId === null && (facts.root === null || isEarlier(span, facts.root))) facts.root = nameOf(span)
  if (isEarlier(span, facts.earliest)) facts.earliest = nameOf(span)
}

export function addIds(facts: TraceFacts, span: Span, entries: readonly CorrelationEntry[]): void {
  for (const { key, place, comparable } of entries) {
    if (comparable === null || comparable.trim() === '') continue
    const value = comparable.length > longestId ? cutValue(comparable) : comparable
    facts.ids.add({ key: place === 'metadata' ? `metadata.${key}` : key, value, spanId: span.spanId })
  }
}

export function addEvidence(facts: TraceFacts, evidence: readonly Evidence[]): void {
  if (evidence.length === 0) return
  facts.matched = true
  facts.misses = null
  for (const found of evidence) {
    if (found.root) facts.rootMatched = true
    facts.evidence.add({ ...found, spanName: cutValue(found.spanName) })
  }
}

/** Ids of other simulations: shaped like one and not the hint, in whatever letter case. */
export function otherSimulationIds(facts: TraceFacts, hint: string | null): readonly SeenId[] {
  return facts.ids.list().filter(({ value }) => looksLikeSimulationId(value) && value.toLowerCase() !== hint?.toLowerCase())
}

const nameOf = (span: Span): NamedSpan => ({ name: cutValue(span.name), start: span.startTime, spanId: span.spanId })

const isEarlier = (span: Span, known: NamedSpan): boolean =>
  span.startTime < known.start || (span.startTime === known.start && span.spanId < known.spanId)

const identifyEvidence = ({ spanId, key, place }: Evidence): string => `${spanId} ${place} ${key}`

/** Roots first, then attributes, then the more specific key. */
const orderEvidence = (a: Evidence, b: Evidence): number =>
  Number(b.root) - Number(a.root) ||
  compareText(a.place, b.place) ||
  rankKey(a.key) - rankKey(b.key) ||
  compareText(a.spanId, b.spanId)

/** The hint first, then what looks like a simulation output id: those are what a conflict is about. */
const orderIds =
  (hint: string | null) =>
  (a: SeenId, b: SeenId): number =>
    rankId(a.value, hint) - rankId(b.value, hint) ||
    compareText(a.value, b.value) ||
    rankKey(a.key) - rankKey(b.key) ||
    compareText(a.spanId, b.spanId)

const rankId = (value: string, hint: string | null): number => (value === hint ? 0 : looksLikeSimulationId(value) ? 1 : 2)

const rankKey = (key: string): number => {
  const inside = key.startsWith('metadata.')
  const position = correlationKeys.findIndex(
    (known) => key.endsWith(known) && key.length - known.length === (inside ? 'metadata.'.length : 0),
  )
  return position + (inside ? correlationKeys.length : 0)
}

const identifyMiss = ({ kind, key, place, value }: SpanNearMiss): string => `${kind} ${place} ${key} ${value}`
const orderMisses = (a: SeenMiss, b: SeenMiss): number =>
  compareText(identifyMiss(a), identifyMiss(b)) || compareText(a.spanId, b.spanId)
