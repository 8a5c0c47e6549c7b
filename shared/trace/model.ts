import { phoenixNameOf, spanNameKey } from '../aliases/normalise.ts'
import { attributeText } from '../otlp/attributes.ts'
import { ownKey } from '../otlp/own-attribute.ts'
import type { Span, StatusCode } from '../otlp/span.ts'
import { type UnixNano, unixNano } from '../otlp/time.ts'
import { endTimeKey, startTimeKey } from '../otlp/trace-row.ts'
import { attributesOfMap, attributesOfRecord, type SpanAttributes } from './attributes.ts'
import { kindOf, type TraceKind } from './kind.ts'

/** One span as the viewer, the metrics and the heatmap read it. */
export interface TraceSpan {
  /** Its place in `SimulationTrace.spans`: what every typed array of this room is indexed by. */
  readonly index: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  /** The name in the trace store: `llm` for every LLM span of an import. */
  readonly name: string
  /** The name that the instrumentation gave. */
  readonly phoenixName: string
  readonly kind: TraceKind
  /** Exact. `end` may lie before `start`. */
  readonly start: UnixNano
  readonly end: UnixNano
  /** Microseconds since the simulation's start, for layout. `endUs` is never before `startUs`. */
  readonly startUs: number
  readonly endUs: number
  readonly status: StatusCode
  readonly statusMessage: string
  /** The status is Error. An exception event alone does not make an error. */
  readonly error: boolean
  readonly events: number
  readonly service: string
  readonly attributes: SpanAttributes
}

/** All spans of one simulation, over all its traces, in the order in which they came. */
export interface SimulationTrace {
  readonly spans: readonly TraceSpan[]
  /** The earliest start; 0 without spans. */
  readonly start: UnixNano
  /** Microseconds from the earliest start to the latest end. */
  readonly durationUs: number
  /**
   * By span, the index of the span that its parent id names, -1 where its trace has none. Only where somebody has looked already
   * and no trace has an id twice.
   */
  readonly parents?: Int32Array
  /** What stands beside a span's own attributes, by index. Only where spans are held whole. */
  readonly beside?: (index: number) => BesideSpan
}

/** What the search reads beyond a span's own attributes. */
export interface BesideSpan {
  /** Of each event in its order, then of the resource. */
  readonly attributes: readonly SpanAttributes[]
  readonly eventNames: readonly string[]
}

/** A span as the trace store reads it back; the columns that this room needs. */
export interface StoredSpanLike {
  readonly TraceId: string
  readonly SpanId: string
  readonly ParentSpanId: string
  readonly SpanName: string
  readonly ServiceName: string
  readonly SpanAttributes: Readonly<Record<string, string>>
  readonly StatusCode: StatusCode
  readonly StatusMessage: string
  readonly 'Events.Name': readonly string[]
  readonly 'Events.Attributes'?: readonly Readonly<Record<string, string>>[]
  readonly ResourceAttributes?: Readonly<Record<string, string>>
  readonly start: UnixNano
  readonly durationNs: bigint
  /** Attributes of which `SpanAttributes` holds the beginning only, with the characters of the whole value. */
  readonly cut?: ReadonlyMap<string, number>
}

/** What every source is brought to before the offsets are known. */
export interface SpanFacts {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly phoenixName: string
  readonly start: UnixNano
  readonly end: UnixNano
  readonly status: StatusCode
  readonly statusMessage: string
  readonly events: number
  readonly service: string
  readonly attributes: SpanAttributes
}

export function traceOfSpans(spans: readonly Span[]): SimulationTrace {
  const beside = (index: number): BesideSpan => {
    const { events = [], resource = new Map() } = spans[index] ?? {}
    return {
      attributes: [...events.map((event) => event.attributes), resource].map(attributesOfMap),
      eventNames: events.map((event) => event.name),
    }
  }
  const trace = traceOfFacts(
    spans.map((span) => {
      const service = span.resource.get('service.name')
      return {
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        phoenixName: phoenixNameOf(span),
        start: span.startTime,
        end: span.endTime,
        status: span.status.code,
        statusMessage: span.status.message,
        events: span.events.length,
        service: service === undefined ? '' : attributeText(service),
        attributes: attributesOfMap(span.attributes),
      }
    }),
  )
  return { ...trace, beside }
}

export function traceOfStored(rows: readonly StoredSpanLike[]): SimulationTrace {
  const beside = (index: number): BesideSpan => {
    const row = rows[index]
    return {
      attributes: [...(row?.['Events.Attributes'] ?? []), row?.ResourceAttributes ?? {}].map((record) =>
        attributesOfRecord(record),
      ),
      eventNames: row?.['Events.Name'] ?? [],
    }
  }
  const trace = traceOfFacts(
    rows.map((row) => {
      const added = addedKeys(row.SpanAttributes)
      const start = exactTime(row, added, startTimeKey) ?? row.start
      return {
        traceId: row.TraceId,
        spanId: row.SpanId,
        parentSpanId: row.ParentSpanId === '' ? null : row.ParentSpanId,
        name: row.SpanName,
        phoenixName: ownText(row, added, spanNameKey) ?? row.SpanName,
        start,
        // A time that the table's own columns cannot hold (an end before its start) stands in an attribute.
        end: exactTime(row, added, endTimeKey) ?? unixNano(start + row.durationNs),
        status: row.StatusCode,
        statusMessage: row.StatusMessage,
        events: row['Events.Name'].length,
        service: row.ServiceName,
        attributes: attributesOfRecord(row.SpanAttributes, row.cut),
      }
    }),
  )
  return { ...trace, beside }
}

/** The few attributes that an import may have added, so that the many others are looked at once. */
function addedKeys(attributes: Readonly<Record<string, string>>): string[] | null {
  let added: string[] | null = null
  for (const key of Object.keys(attributes)) {
    if (!key.startsWith('coval.import.')) continue
    added ??= []
    added.push(key)
  }
  return added
}

/** The value of an attribute that the import added, whatever else has that name. */
function ownText(row: StoredSpanLike, added: readonly string[] | null, key: string): string | undefined {
  const own = added === null ? null : ownKey({ keys: () => added }, key)
  return own === null ? undefined : row.SpanAttributes[own]
}

function exactTime(row: StoredSpanLike, added: readonly string[] | null, key: string): UnixNano | null {
  const text = ownText(row, added, key)
  return text !== undefined && /^-?\d{1,40}$/.test(text) ? unixNano(BigInt(text)) : null
}

export function traceOfFacts(facts: readonly SpanFacts[]): SimulationTrace {
  let start: bigint | null = null
  for (const span of facts) if (start === null || span.start < start) start = span.start
  const origin = unixNano(start ?? 0n)
  let durationUs = 0
  const spans = facts.map((span, index): TraceSpan => {
    const startUs = microsBetween(origin, span.start)
    const endUs = Math.max(startUs, microsBetween(origin, span.end))
    if (endUs > durationUs) durationUs = endUs
    return {
      ...span,
      index,
      kind: kindOf({
        phoenixName: span.phoenixName,
        openInferenceKind: span.attributes.get('openinference.span.kind'),
        operation: span.attributes.get('gen_ai.operation.name'),
      }),
      startUs,
      endUs,
      error: span.status === 'Error',
    }
  })
  return { spans, start: origin, durationUs }
}

/** Exact to the nanosecond while the two lie within 104 days of each other. */
export const microsBetween = (from: bigint, to: bigint): number => Number(to - from) / 1000

/** The room's one order of spans: start, then end, then span id. Where all that is equal, trace id and the place in the input decide. */
export function compareSpans(a: TraceSpan, b: TraceSpan): number {
  return (
    a.startUs - b.startUs ||
    compareBigint(a.start, b.start) ||
    compareBigint(a.end, b.end) ||
    compareText(a.spanId, b.spanId) ||
    compareText(a.traceId, b.traceId) ||
    a.index - b.index
  )
}

/** Adds the spans that share their ids with one before them, with how many those are. */
export function countOccurrences(spans: readonly TraceSpan[], occurrences: Map<TraceSpan, number>): void {
  // Hardly any simulation has an id twice, and telling that takes no pairs of ids.
  if (new Set(spans.map((span) => span.spanId)).size === spans.length) return
  const seen = new Map<string, number>()
  for (const span of spans) {
    const id = `${span.traceId}/${span.spanId}`
    const before = seen.get(id) ?? 0
    seen.set(id, before + 1)
    if (before > 0) occurrences.set(span, before)
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const compareBigint = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** The spans whose tokens count and whose messages make the conversation. */
export const isLlmSpan = (span: TraceSpan): boolean => span.kind === 'llm'
