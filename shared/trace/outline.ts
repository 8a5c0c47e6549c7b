import type { StatusCode } from '../otlp/span.ts'
import { unixNano } from '../otlp/time.ts'
import type { SpanAttributes } from './attributes.ts'
import { type TraceKind, traceKinds } from './kind.ts'
import { microsBetween, type SimulationTrace, type TraceSpan } from './model.ts'
import { type Coded, encodeSparse, encodeTexts, type Sparse, spread, textAt } from './outline-columns.ts'
import { longestOutlineValue, outlineKeys } from './outline-keys.ts'

/** What travels: a simulation without the bulk of its attributes, as columns. Nobody but the two functions below reads it. */
interface Outline {
  readonly version: 1
  /** The earliest start, decimal nanoseconds since the epoch. */
  readonly origin: string
  readonly durationUs: number
  readonly traceIds: Coded
  /** One text where every id has 16 characters. */
  readonly spanIds: string | readonly string[]
  /** 0: a root. n: the parent has the id of span n-1. -n: the parent's id is `lost[n-1]`, which no span of the trace has. */
  readonly parents: readonly number[]
  readonly lost: readonly string[]
  /** Nanoseconds after the origin, and from start to end; decimal text where a number would lose digits. */
  readonly starts: readonly (number | string)[]
  readonly lengths: readonly (number | string)[]
  readonly names: Coded
  readonly phoenixNames: Coded
  readonly services: Coded
  readonly statuses: Coded
  readonly kinds: Coded
  readonly messages: Sparse
  readonly events: readonly number[]
  readonly attributes: readonly AttributeColumn[]
}

interface AttributeColumn extends Sparse {
  readonly key: string
  /** Span and characters of the whole value, where only the beginning is here. */
  readonly cut: readonly (readonly [number, number])[]
}

/** A status message longer than this is cut; `trace.span` has it whole. */
const longestMessage = 500

/**
 * Some 60 bytes a span and a few dozen milliseconds for 50,000 of them.
 * @param keys the attributes to hold; the others are absent from what `decodeOutline` answers
 */
export function encodeOutline(trace: SimulationTrace, keys: readonly string[] = outlineKeys): string {
  const { spans } = trace
  const outline: Outline = {
    version: 1,
    origin: trace.start.toString(),
    durationUs: trace.durationUs,
    traceIds: encodeTexts(spans, (span) => span.traceId),
    spanIds: spans.every((span) => span.spanId.length === 16)
      ? spans.map((span) => span.spanId).join('')
      : spans.map((span) => span.spanId),
    ...encodeParents(spans),
    starts: spans.map((span) => shortest(span.start - trace.start)),
    lengths: spans.map((span) => shortest(span.end - span.start)),
    names: encodeTexts(spans, (span) => span.name),
    phoenixNames: encodeTexts(spans, (span) => span.phoenixName),
    services: encodeTexts(spans, (span) => span.service),
    statuses: encodeTexts(spans, (span) => span.status),
    kinds: encodeTexts(spans, (span) => span.kind),
    messages: encodeSparse(spans, (span) =>
      span.statusMessage === '' ? undefined : beginningOf(span.statusMessage, longestMessage),
    ),
    events: spans.map((span) => span.events),
    attributes: keys.map((key) => encodeAttribute(spans, key)).filter((column) => column.codes.length > 0),
  }
  return JSON.stringify(outline)
}

/**
 * The simulation of an `encodeOutline`: ids, times, names, status and kinds exactly as they were, in the same order; of the
 * attributes those that were encoded, of status messages the first 500 characters.
 */
export function decodeOutline(text: string): SimulationTrace {
  const outline = JSON.parse(text) as Outline
  if (outline.version !== 1) throw new Error(`an outline of version ${String(outline.version)} cannot be read`)
  const origin = BigInt(outline.origin)
  const size = outline.starts.length
  const ids = outline.spanIds
  const spanIds = typeof ids === 'string' ? Array.from({ length: size }, (_, at) => ids.slice(at * 16, at * 16 + 16)) : ids
  const messages = spread(outline.messages, size)
  const columns = new Map(
    outline.attributes.map((column) => [column.key, { texts: spread(column, size), cut: new Map(column.cut) }]),
  )
  const spans = outline.starts.map((startNs, index): TraceSpan => {
    const lengthNs = outline.lengths[index] ?? 0
    const start = unixNano(origin + BigInt(startNs))
    const end = unixNano(start + BigInt(lengthNs))
    const startUs = typeof startNs === 'number' ? startNs / 1000 : microsBetween(origin, start)
    const parent = outline.parents[index] ?? 0
    const status = textAt(outline.statuses, index) as StatusCode
    return {
      index,
      traceId: textAt(outline.traceIds, index),
      spanId: spanIds[index] ?? '',
      parentSpanId: parent === 0 ? null : ((parent > 0 ? spanIds[parent - 1] : outline.lost[-parent - 1]) ?? null),
      name: textAt(outline.names, index),
      phoenixName: textAt(outline.phoenixNames, index),
      kind: readKind(textAt(outline.kinds, index)),
      start,
      end,
      startUs,
      endUs: Math.max(startUs, microsBetween(origin, end)),
      status,
      statusMessage: messages[index] ?? '',
      error: status === 'Error',
      events: outline.events[index] ?? 0,
      service: textAt(outline.services, index),
      attributes: new OutlineAttributes(columns, index),
    }
  })
  return { spans, start: unixNano(origin), durationUs: outline.durationUs }
}

type Columns = ReadonlyMap<string, { readonly texts: readonly (string | undefined)[]; readonly cut: ReadonlyMap<number, number> }>

class OutlineAttributes implements SpanAttributes {
  readonly #columns: Columns
  readonly #index: number

  constructor(columns: Columns, index: number) {
    this.#columns = columns
    this.#index = index
  }

  get(key: string): string | undefined {
    return this.#columns.get(key)?.texts[this.#index]
  }

  *keys(): Generator<string> {
    for (const [key, { texts }] of this.#columns) if (texts[this.#index] !== undefined) yield key
  }

  cutFrom(key: string): number | null {
    return this.#columns.get(key)?.cut.get(this.#index) ?? null
  }
}

function encodeParents(spans: readonly TraceSpan[]): Pick<Outline, 'parents' | 'lost'> {
  const places = new Map<string, Map<string, number>>()
  for (const span of spans) {
    const trace = places.get(span.traceId) ?? new Map<string, number>()
    places.set(span.traceId, trace)
    if (!trace.has(span.spanId)) trace.set(span.spanId, span.index)
  }
  const lost = new Map<string, number>()
  const parents = spans.map((span) => {
    if (span.parentSpanId === null) return 0
    const place = places.get(span.traceId)?.get(span.parentSpanId)
    if (place !== undefined) return place + 1
    if (!lost.has(span.parentSpanId)) lost.set(span.parentSpanId, lost.size + 1)
    return -(lost.get(span.parentSpanId) ?? 0)
  })
  return { parents, lost: [...lost.keys()] }
}

function encodeAttribute(spans: readonly TraceSpan[], key: string): AttributeColumn {
  const cut: [number, number][] = []
  const column = encodeSparse(spans, (span) => {
    const value = span.attributes.get(key)
    if (value === undefined) return undefined
    const shown = beginningOf(value, longestOutlineValue)
    const whole = span.attributes.cutFrom(key) ?? (shown === value ? null : value.length)
    if (whole !== null) cut.push([span.index, whole])
    return shown
  })
  return { key, ...column, cut }
}

/** Never half of a surrogate pair. */
function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

const shortest = (ns: bigint): number | string =>
  ns <= Number.MAX_SAFE_INTEGER && ns >= -Number.MAX_SAFE_INTEGER ? Number(ns) : ns.toString()

const readKind = (text: string): TraceKind => traceKinds.find((kind) => kind === text) ?? 'other'
