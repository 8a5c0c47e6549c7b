import type { StatusCode } from '../otlp/span.ts'
import { unixNano } from '../otlp/time.ts'
import type { SpanAttributes } from './attributes.ts'
import { type TraceKind, traceKinds } from './kind.ts'
import { microsBetween, type SimulationTrace, type TraceSpan } from './model.ts'
import { type Coded, type Sparse, SparseBuilder, spread, TextBuilder, textAt } from './outline-columns.ts'
import { longestOutlineValue, outlineKeys } from './outline-keys.ts'

/** What travels: a simulation without the bulk of its attributes, as columns. Nobody but this file reads it. */
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
  /** A trace has an id twice. */
  readonly repeats: boolean
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
export const longestOutlineMessage = 500

/** One span on its way into an outline. */
export interface OutlineSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly phoenixName: string
  readonly service: string
  readonly status: StatusCode
  readonly statusMessage: string
  readonly kind: TraceKind
  readonly events: number
  readonly start: bigint
  readonly end: bigint
}

/** What a header says of all spans. */
export interface OutlineCounts {
  readonly spans: number
  readonly traces: number
  readonly errors: number
  /** Earliest start and latest end, nanoseconds since the epoch; null without spans. */
  readonly start: bigint | null
  readonly end: bigint | null
}

export function countSpans(spans: Iterable<Pick<OutlineSpan, 'traceId' | 'status' | 'start' | 'end'>>): OutlineCounts {
  const traces = new Set<string>()
  let [size, errors] = [0, 0]
  let start: bigint | null = null
  let end: bigint | null = null
  for (const span of spans) {
    size++
    if (span.status === 'Error') errors++
    traces.add(span.traceId)
    if (start === null || span.start < start) start = span.start
    for (const time of [span.start, span.end]) if (end === null || time > end) end = time
  }
  return { spans: size, traces: traces.size, errors, start, end }
}

/** Gathers spans in their order and makes the text of an outline: some 60 bytes a span. */
export class OutlineBuilder {
  readonly #traceIds = new TextBuilder()
  readonly #spanIds: string[] = []
  readonly #parentIds: (string | null)[] = []
  readonly #names = new TextBuilder()
  readonly #phoenixNames = new TextBuilder()
  readonly #services = new TextBuilder()
  readonly #statuses = new TextBuilder()
  readonly #kinds = new TextBuilder()
  readonly #messages = new SparseBuilder()
  readonly #events: number[] = []
  readonly #starts: bigint[] = []
  readonly #lengths: (number | string)[] = []
  readonly #attributes = new Map<string, { column: SparseBuilder; cut: [number, number][] }>()
  #first: bigint | null = null
  #last: bigint | null = null
  #errors = 0

  add(span: OutlineSpan): void {
    this.#traceIds.add(span.traceId)
    this.#spanIds.push(span.spanId)
    this.#parentIds.push(span.parentSpanId)
    this.#names.add(span.name)
    this.#phoenixNames.add(span.phoenixName)
    this.#services.add(span.service)
    this.#statuses.add(span.status)
    this.#kinds.add(span.kind)
    if (span.statusMessage !== '') this.#messages.add(this.#events.length, beginningOf(span.statusMessage, longestOutlineMessage))
    this.#starts.push(span.start)
    this.#lengths.push(shortest(span.end - span.start))
    this.#events.push(span.events)
    if (this.#first === null || span.start < this.#first) this.#first = span.start
    for (const time of [span.start, span.end]) if (this.#last === null || time > this.#last) this.#last = time
    if (span.status === 'Error') this.#errors++
  }

  /** An attribute of the span added last. @param whole characters of the whole value, where `value` is its beginning */
  attribute(key: string, value: string, whole: number | null): void {
    let kept = this.#attributes.get(key)
    if (kept === undefined) {
      kept = { column: new SparseBuilder(), cut: [] }
      this.#attributes.set(key, kept)
    }
    const index = this.#events.length - 1
    const shown = beginningOf(value, longestOutlineValue)
    kept.column.add(index, shown)
    const length = whole ?? (shown.length < value.length ? value.length : null)
    if (length !== null) kept.cut.push([index, length])
  }

  counts(): OutlineCounts {
    return {
      spans: this.#events.length,
      traces: this.#traceIds.different,
      errors: this.#errors,
      start: this.#first,
      end: this.#last,
    }
  }

  finish(): string {
    const size = this.#events.length
    const origin = this.#first ?? 0n
    const starts = this.#starts.map((start) => shortest(start - origin))
    const outline: Outline = {
      version: 1,
      origin: origin.toString(),
      // A span whose end lies before its start has no length, but it is there.
      durationUs: microsBetween(origin, this.#last ?? origin),
      traceIds: this.#traceIds.finish(),
      spanIds: this.#spanIds.every((id) => id.length === 16) ? this.#spanIds.join('') : this.#spanIds,
      ...this.#resolveParents(),
      starts,
      lengths: this.#lengths,
      names: this.#names.finish(),
      phoenixNames: this.#phoenixNames.finish(),
      services: this.#services.finish(),
      statuses: this.#statuses.finish(),
      kinds: this.#kinds.finish(),
      messages: this.#messages.finish(size),
      events: this.#events,
      attributes: [...this.#attributes].map(([key, { column, cut }]) => ({ key, ...column.finish(size), cut })),
    }
    return JSON.stringify(outline)
  }

  #resolveParents(): Pick<Outline, 'parents' | 'lost' | 'repeats'> {
    const { codes, texts } = this.#traceIds.finish()
    const places = texts.map(() => new Map<string, number>())
    let repeats = false
    this.#spanIds.forEach((id, index) => {
      const trace = places[codes[index] ?? 0]
      if (trace?.has(id)) repeats = true
      else trace?.set(id, index)
    })
    const lost = new Map<string, number>()
    const parents = this.#parentIds.map((id, index) => {
      if (id === null) return 0
      const place = places[codes[index] ?? 0]?.get(id)
      if (place !== undefined) return place + 1
      if (!lost.has(id)) lost.set(id, lost.size + 1)
      return -(lost.get(id) ?? 0)
    })
    return { parents, lost: [...lost.keys()], repeats }
  }
}

/** @param keys the attributes to hold; the others are absent from what `decodeOutline` answers */
export function encodeOutline(trace: SimulationTrace, keys: readonly string[] = outlineKeys): string {
  return buildOutline(trace, keys).finish()
}

export function buildOutline(trace: SimulationTrace, keys: readonly string[] = outlineKeys): OutlineBuilder {
  const builder = new OutlineBuilder()
  for (const span of trace.spans) {
    builder.add(span)
    for (const key of keys) {
      const value = span.attributes.get(key)
      if (value !== undefined) builder.attribute(key, value, span.attributes.cutFrom(key))
    }
  }
  return builder
}

/**
 * The simulation of an outline: ids, times, names, status and kinds exactly as they were, in the same order; of the attributes
 * those that were encoded, of status messages the first 500 characters.
 */
export function decodeOutline(text: string): SimulationTrace {
  const outline = JSON.parse(text) as Outline
  if (outline.version !== 1) throw new Error(`an outline of version ${String(outline.version)} cannot be read`)
  const origin = BigInt(outline.origin)
  const size = outline.starts.length
  const ids = outline.spanIds
  const spanIds = typeof ids === 'string' ? Array.from({ length: size }, (_, at) => ids.slice(at * 16, at * 16 + 16)) : ids
  const messages = spread(outline.messages, size)
  const columns: Columns = new Map(
    outline.attributes.map((column) => [column.key, { texts: spread(column, size), cut: new Map(column.cut) }]),
  )
  const kinds = outline.kinds.texts.map(readKind)
  const spans = outline.starts.map((startNs, index): TraceSpan => {
    const start = unixNano(origin + BigInt(startNs))
    const end = unixNano(start + BigInt(outline.lengths[index] ?? 0))
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
      kind: kinds[outline.kinds.codes[index] ?? 0] ?? 'other',
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
  const trace = { spans, start: unixNano(origin), durationUs: outline.durationUs }
  if (outline.repeats) return trace
  return { ...trace, parents: Int32Array.from(outline.parents, (parent) => (parent > 0 ? parent - 1 : -1)) }
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

/** Never half of a surrogate pair. */
function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

const shortest = (ns: bigint): number | string =>
  ns <= Number.MAX_SAFE_INTEGER && ns >= -Number.MAX_SAFE_INTEGER ? Number(ns) : ns.toString()

const readKind = (text: string): TraceKind => traceKinds.find((kind) => kind === text) ?? 'other'
