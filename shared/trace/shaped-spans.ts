import { spanNameKey } from '../aliases/normalise.ts'
import { ownKey } from '../otlp/own-attribute.ts'
import { unixNano } from '../otlp/time.ts'
import { endTimeKey, startTimeKey } from '../otlp/trace-row.ts'
import { attributesOfRecord, type SpanAttributes } from './attributes.ts'
import { kindOf, type TraceKind } from './kind.ts'
import { microsBetween, type SimulationTrace, type TraceSpan } from './model.ts'

/**
 * Spans of one simulation as the store answers them where many simulations are read at once: one list a column, times as whole
 * numbers, and name and attributes of a span as one text, its shape, which few spans have to themselves.
 */
export interface ShapedColumns {
  readonly traceIds: readonly string[]
  readonly spanIds: readonly string[]
  readonly parentSpanIds: readonly string[]
  /** 1 where the status is Error. */
  readonly errors: readonly number[]
  /** Seconds since the epoch, and the nanoseconds beside them; the same of the durations. */
  readonly startSeconds: readonly number[]
  readonly startNanos: readonly number[]
  readonly lengthSeconds: readonly number[]
  readonly lengthNanos: readonly number[]
  /** JSON: the span's name, then keys and values in turn. */
  readonly shapes: readonly string[]
}

/** The spans of several traces as those of one simulation. */
export function joinShaped(parts: readonly [ShapedColumns, ...ShapedColumns[]]): ShapedColumns {
  return parts.length === 1 ? parts[0] : joined(parts)
}

const joined = (parts: readonly ShapedColumns[]): ShapedColumns => ({
  traceIds: parts.flatMap((part) => part.traceIds),
  spanIds: parts.flatMap((part) => part.spanIds),
  parentSpanIds: parts.flatMap((part) => part.parentSpanIds),
  errors: parts.flatMap((part) => part.errors),
  startSeconds: parts.flatMap((part) => part.startSeconds),
  startNanos: parts.flatMap((part) => part.startNanos),
  lengthSeconds: parts.flatMap((part) => part.lengthSeconds),
  lengthNanos: parts.flatMap((part) => part.lengthNanos),
  shapes: parts.flatMap((part) => part.shapes),
})

interface Shape {
  readonly name: string
  readonly phoenixName: string
  readonly kind: TraceKind
  readonly attributes: SpanAttributes
  /** Exact times that the table's columns cannot hold. */
  readonly start: bigint | null
  readonly end: bigint | null
}

/** What shapes mean, each read once. One for all simulations of a question. */
export class ShapeReader {
  readonly #known = new Map<string, Shape>()

  read(text: string): Shape {
    let shape = this.#known.get(text)
    if (shape === undefined) {
      shape = readShape(text)
      this.#known.set(text, shape)
    }
    return shape
  }
}

function readShape(text: string): Shape {
  const [name = '', ...rest] = JSON.parse(text) as string[]
  const record: Record<string, string> = Object.create(null)
  const added: string[] = []
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const key = rest[at] ?? ''
    if (key.startsWith('coval.import.')) added.push(key)
    record[key] = rest[at + 1] ?? ''
  }
  const own = (key: string): string | undefined => {
    const found = ownKey({ keys: () => added }, key)
    return found === null ? undefined : record[found]
  }
  const phoenixName = own(spanNameKey) ?? name
  const [start, end] = [wholeNumber(own(startTimeKey)), wholeNumber(own(endTimeKey))]
  for (const key of added) delete record[key]
  return {
    name,
    phoenixName,
    kind: kindOf({
      phoenixName,
      openInferenceKind: record['openinference.span.kind'],
      operation: record['gen_ai.operation.name'],
    }),
    attributes: attributesOfRecord(record),
    start,
    end,
  }
}

const wholeNumber = (text: string | undefined): bigint | null =>
  text !== undefined && /^-?\d{1,40}$/.test(text) ? BigInt(text) : null

/** The simulation, as far as its columns go: no services, messages or events. */
export function traceOfShapes(columns: ShapedColumns, reader: ShapeReader): SimulationTrace {
  const nanos = (seconds: readonly number[], rest: readonly number[], index: number): bigint =>
    BigInt(seconds[index] ?? 0) * 1_000_000_000n + BigInt(rest[index] ?? 0)
  const facts = columns.spanIds.map((spanId, index) => {
    const shape = reader.read(columns.shapes[index] ?? '[]')
    const start = shape.start ?? nanos(columns.startSeconds, columns.startNanos, index)
    const end = shape.end ?? start + nanos(columns.lengthSeconds, columns.lengthNanos, index)
    return { spanId, shape, start, end }
  })
  let origin: bigint | null = null
  for (const { start } of facts) if (origin === null || start < origin) origin = start
  const first = unixNano(origin ?? 0n)
  let durationUs = 0
  const spans = facts.map(({ spanId, shape, start, end }, index): TraceSpan => {
    const startUs = microsBetween(first, start)
    const endUs = Math.max(startUs, microsBetween(first, end))
    durationUs = Math.max(durationUs, endUs)
    const parent = columns.parentSpanIds[index] ?? ''
    const error = columns.errors[index] === 1
    return {
      index,
      traceId: columns.traceIds[index] ?? '',
      spanId,
      parentSpanId: parent === '' ? null : parent,
      name: shape.name,
      phoenixName: shape.phoenixName,
      kind: shape.kind,
      start: unixNano(start),
      end: unixNano(end),
      startUs,
      endUs,
      status: error ? 'Error' : 'Unset',
      statusMessage: '',
      error,
      events: 0,
      service: '',
      attributes: shape.attributes,
    }
  })
  return { spans, start: first, durationUs }
}
