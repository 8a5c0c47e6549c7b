import { spanNameKey } from '../aliases/normalise.ts'
import { ownKey } from '../otlp/own-attribute.ts'
import type { StatusCode } from '../otlp/span.ts'
import { unixNano } from '../otlp/time.ts'
import { endTimeKey, startTimeKey } from '../otlp/trace-row.ts'
import type { SpanAttributes } from './attributes.ts'
import { kindOf, type TraceKind } from './kind.ts'
import { microsBetween, type SimulationTrace, type TraceSpan } from './model.ts'
import { OutlineBuilder, type OutlineSpan } from './outline.ts'

/** Spans as the trace store answers them for an outline: one list a column, one entry a span. */
export interface StoredColumns {
  readonly traceIds: readonly string[]
  readonly spanIds: readonly string[]
  readonly parentSpanIds: readonly string[]
  readonly names: readonly string[]
  readonly statuses: readonly StatusCode[]
  /** Decimal nanoseconds. */
  readonly starts: readonly string[]
  readonly durations: readonly string[]
  /** Of the attributes only those that were asked for, and those that `importKeys` names. */
  readonly keys: readonly (readonly string[])[]
  /** Their values, or the values' beginnings. */
  readonly values: readonly (readonly string[])[]
  /** Characters of the whole values, where one of a span's values is only the beginning; else empty. */
  readonly wholes: readonly (readonly number[])[]
  /** Empty lists where nobody asked for them. */
  readonly services: readonly string[]
  readonly messages: readonly string[]
  readonly events: readonly number[]
}

/** Prefixes of the attributes by which an import keeps what the table's columns cannot hold. */
export const importKeys: readonly string[] = [spanNameKey, startTimeKey, endTimeKey]
const isImportKey = (key: string): boolean => key.startsWith('coval.import.')

/** The outline of stored spans; what it decodes to is what `traceOfStored` makes of the same rows. */
export function outlineOfStored(columns: StoredColumns): OutlineBuilder {
  const builder = new OutlineBuilder()
  for (const { span, attributes } of readStored(columns)) {
    builder.add(span)
    for (const key of attributes.keys()) builder.attribute(key, attributes.get(key) ?? '', attributes.cutFrom(key))
  }
  return builder
}

/** The same spans without the way over an outline. */
export function traceOfColumns(columns: StoredColumns): SimulationTrace {
  let origin: bigint | null = null
  const facts = [...readStored(columns)]
  for (const { span } of facts) if (origin === null || span.start < origin) origin = span.start
  const start = unixNano(origin ?? 0n)
  let durationUs = 0
  const spans = facts.map(({ span, attributes }, index): TraceSpan => {
    const startUs = microsBetween(start, span.start)
    const endUs = Math.max(startUs, microsBetween(start, span.end))
    durationUs = Math.max(durationUs, endUs)
    return {
      ...span,
      index,
      start: unixNano(span.start),
      end: unixNano(span.end),
      startUs,
      endUs,
      error: span.status === 'Error',
      attributes,
    }
  })
  return { spans, start, durationUs }
}

function* readStored(columns: StoredColumns): Generator<{ span: OutlineSpan; attributes: SpanAttributes }> {
  const kinds = new KindCache()
  for (const [index, spanId] of columns.spanIds.entries()) {
    const keys = columns.keys[index] ?? []
    const attributes = new ColumnAttributes(keys, columns.values[index] ?? [], columns.wholes[index] ?? [])
    const added = keys.some(isImportKey)
    const own = (key: string): string | undefined => {
      const found = added ? ownKey({ keys: () => keys }, key) : null
      return found === null ? undefined : attributes.text(found)
    }
    const name = columns.names[index] ?? ''
    const phoenixName = own(spanNameKey) ?? name
    const start = wholeNumber(own(startTimeKey)) ?? BigInt(columns.starts[index] ?? 0)
    const parent = columns.parentSpanIds[index] ?? ''
    const span: OutlineSpan = {
      traceId: columns.traceIds[index] ?? '',
      spanId,
      parentSpanId: parent === '' ? null : parent,
      name,
      phoenixName,
      service: columns.services[index] ?? '',
      status: columns.statuses[index] ?? 'Unset',
      statusMessage: columns.messages[index] ?? '',
      kind: kinds.of(phoenixName, attributes.text('openinference.span.kind'), attributes.text('gen_ai.operation.name')),
      events: columns.events[index] ?? 0,
      start,
      end: wholeNumber(own(endTimeKey)) ?? start + BigInt(columns.durations[index] ?? 0),
    }
    yield { span, attributes }
  }
}

const wholeNumber = (text: string | undefined): bigint | null =>
  text !== undefined && /^-?\d{1,40}$/.test(text) ? BigInt(text) : null

/** A handful of keys: looking through them is quicker than a map. What the import added is no attribute here. */
class ColumnAttributes implements SpanAttributes {
  readonly #keys: readonly string[]
  readonly #values: readonly string[]
  readonly #wholes: readonly number[]

  constructor(keys: readonly string[], values: readonly string[], wholes: readonly number[]) {
    this.#keys = keys
    this.#values = values
    this.#wholes = wholes
  }

  text(key: string): string | undefined {
    const place = this.#keys.indexOf(key)
    return place < 0 ? undefined : this.#values[place]
  }

  get(key: string): string | undefined {
    return isImportKey(key) ? undefined : this.text(key)
  }

  *keys(): Generator<string> {
    for (const key of this.#keys) if (!isImportKey(key)) yield key
  }

  cutFrom(key: string): number | null {
    const place = this.#keys.indexOf(key)
    const whole = this.#wholes[place]
    return whole !== undefined && whole > (this.#values[place] ?? '').length ? whole : null
  }
}

/** A simulation has few different names and kinds, and looking at a name takes a regular expression. */
class KindCache {
  readonly #known = new Map<string, TraceKind>()

  of(phoenixName: string, openInferenceKind: string | undefined, operation: string | undefined): TraceKind {
    const key = `${phoenixName}\n${openInferenceKind ?? ''}\n${operation ?? ''}`
    let kind = this.#known.get(key)
    if (kind === undefined) {
      kind = kindOf({ phoenixName, openInferenceKind, operation })
      this.#known.set(key, kind)
    }
    return kind
  }
}
