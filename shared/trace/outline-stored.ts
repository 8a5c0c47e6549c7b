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
  /** Of the attributes only those that were asked for, and those that `importKeys` names: a JSON list, the same for many spans. */
  readonly keys: readonly string[]
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
  readStored(columns, (span, { keys, attributes }, values, wholes) => {
    builder.add(span)
    for (const place of attributes) {
      const value = values[place] ?? ''
      const whole = wholes[place]
      builder.attribute(keys[place] ?? '', value, whole !== undefined && whole > value.length ? whole : null)
    }
  })
  return builder
}

/** The same spans without the way over an outline. */
export function traceOfColumns(columns: StoredColumns): SimulationTrace {
  let origin: bigint | null = null
  const facts: { span: OutlineSpan; attributes: SpanAttributes }[] = []
  readStored(columns, (span, { keys, attributes }, values, wholes) => {
    if (origin === null || span.start < origin) origin = span.start
    facts.push({ span, attributes: new ColumnAttributes(keys, attributes, values, wholes) })
  })
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

type Visit = (span: OutlineSpan, plan: Plan, values: readonly string[], wholes: readonly number[]) => void

function readStored(columns: StoredColumns, visit: Visit): void {
  const kinds = new KindCache()
  const plans = new Map<string, Plan>()
  columns.spanIds.forEach((spanId, index) => {
    const listed = columns.keys[index] ?? '[]'
    let plan = plans.get(listed)
    if (plan === undefined) {
      plan = planOf(JSON.parse(listed) as string[])
      plans.set(listed, plan)
    }
    const values = columns.values[index] ?? []
    const name = columns.names[index] ?? ''
    const phoenixName = values[plan.phoenixName] ?? name
    const start = wholeNumber(values[plan.start]) ?? BigInt(columns.starts[index] ?? 0)
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
      kind: kinds.of(phoenixName, values[plan.kind], values[plan.operation]),
      events: columns.events[index] ?? 0,
      start,
      end: wholeNumber(values[plan.end]) ?? start + BigInt(columns.durations[index] ?? 0),
    }
    visit(span, plan, values, columns.wholes[index] ?? [])
  })
}

/** Where a span's values stand, -1 for what it has not; worked out once for each list of keys. */
interface Plan {
  readonly keys: readonly string[]
  /** Places of the attributes, without those that the import added. */
  readonly attributes: readonly number[]
  readonly phoenixName: number
  readonly start: number
  readonly end: number
  readonly kind: number
  readonly operation: number
}

function planOf(keys: readonly string[]): Plan {
  const own = (key: string): number => {
    const found = ownKey({ keys: () => keys }, key)
    return found === null ? -1 : keys.indexOf(found)
  }
  return {
    keys,
    attributes: keys.flatMap((key, place) => (isImportKey(key) ? [] : [place])),
    phoenixName: own(spanNameKey),
    start: own(startTimeKey),
    end: own(endTimeKey),
    kind: keys.indexOf('openinference.span.kind'),
    operation: keys.indexOf('gen_ai.operation.name'),
  }
}

const wholeNumber = (text: string | undefined): bigint | null =>
  text !== undefined && /^-?\d{1,40}$/.test(text) ? BigInt(text) : null

/** A handful of keys: looking through them is quicker than a map. */
class ColumnAttributes implements SpanAttributes {
  readonly #keys: readonly string[]
  readonly #places: readonly number[]
  readonly #values: readonly string[]
  readonly #wholes: readonly number[]

  constructor(keys: readonly string[], places: readonly number[], values: readonly string[], wholes: readonly number[]) {
    this.#keys = keys
    this.#places = places
    this.#values = values
    this.#wholes = wholes
  }

  get(key: string): string | undefined {
    const place = isImportKey(key) ? -1 : this.#keys.indexOf(key)
    return place < 0 ? undefined : this.#values[place]
  }

  *keys(): Generator<string> {
    for (const place of this.#places) yield this.#keys[place] ?? ''
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
