import { spanNameKey } from '../aliases/normalise.ts'
import { ownKey } from '../otlp/own-attribute.ts'
import type { StatusCode } from '../otlp/span.ts'
import { endTimeKey, startTimeKey } from '../otlp/trace-row.ts'
import { kindOf, type TraceKind } from './kind.ts'
import { OutlineBuilder } from './outline.ts'

/** Spans as the trace store answers them for an outline: one list a column, one entry a span. */
export interface StoredColumns {
  readonly traceIds: readonly string[]
  readonly spanIds: readonly string[]
  readonly parentSpanIds: readonly string[]
  readonly names: readonly string[]
  readonly services: readonly string[]
  readonly statuses: readonly StatusCode[]
  readonly messages: readonly string[]
  readonly events: readonly number[]
  /** Decimal nanoseconds. */
  readonly starts: readonly string[]
  readonly durations: readonly string[]
  /** Of the attributes only those that were asked for, and those that `importKeys` names. */
  readonly keys: readonly (readonly string[])[]
  /** Their values, or the values' beginnings. */
  readonly values: readonly (readonly string[])[]
  /** Characters of the whole values, where one of a span's values is only the beginning; else empty. */
  readonly wholes: readonly (readonly number[])[]
}

/** Prefixes of the attributes by which an import keeps what the table's columns cannot hold. */
export const importKeys: readonly string[] = [spanNameKey, startTimeKey, endTimeKey]

/** The outline of stored spans; what it decodes to is what `traceOfStored` makes of the same rows. */
export function outlineOfStored(columns: StoredColumns): OutlineBuilder {
  const builder = new OutlineBuilder()
  const kinds = new KindCache()
  columns.spanIds.forEach((spanId, index) => {
    const keys = columns.keys[index] ?? []
    const values = columns.values[index] ?? []
    const added = keys.some((key) => key.startsWith('coval.import.')) ? keys : null
    const textOf = (key: string): string | undefined => {
      const place = keys.indexOf(key)
      return place < 0 ? undefined : values[place]
    }
    const own = (key: string): string | undefined => {
      const found = added === null ? null : ownKey({ keys: () => added }, key)
      return found === null ? undefined : textOf(found)
    }
    const name = columns.names[index] ?? ''
    const phoenixName = own(spanNameKey) ?? name
    const start = wholeNumber(own(startTimeKey)) ?? BigInt(columns.starts[index] ?? 0)
    const parent = columns.parentSpanIds[index] ?? ''
    builder.add({
      traceId: columns.traceIds[index] ?? '',
      spanId,
      parentSpanId: parent === '' ? null : parent,
      name,
      phoenixName,
      service: columns.services[index] ?? '',
      status: columns.statuses[index] ?? 'Unset',
      statusMessage: columns.messages[index] ?? '',
      kind: kinds.of(phoenixName, textOf('openinference.span.kind'), textOf('gen_ai.operation.name')),
      events: columns.events[index] ?? 0,
      start,
      end: wholeNumber(own(endTimeKey)) ?? start + BigInt(columns.durations[index] ?? 0),
    })
    const wholes = columns.wholes[index] ?? []
    keys.forEach((key, place) => {
      const value = values[place] ?? ''
      if (key.startsWith('coval.import.')) return
      const whole = wholes[place]
      builder.attribute(key, value, whole !== undefined && whole > value.length ? whole : null)
    })
  })
  return builder
}

const wholeNumber = (text: string | undefined): bigint | null =>
  text !== undefined && /^-?\d{1,40}$/.test(text) ? BigInt(text) : null

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
