import { attributeText } from '../otlp/attributes.ts'
import type { AttributeMap } from '../otlp/span.ts'

/**
 * Read access to the attributes of one span, as the text that the trace store holds. It is a set of functions, not a record,
 * so that a source may hold the beginning of a large value only and load the rest when somebody asks for it.
 */
export interface SpanAttributes {
  /** The value as text, or its beginning where `cutFrom` is not null; undefined where there is no such attribute. */
  get(key: string): string | undefined
  keys(): Iterable<string>
  /** Characters of the whole value where `get` returns its beginning only, else null. */
  cutFrom(key: string): number | null
}

export function attributesOfMap(map: AttributeMap): SpanAttributes {
  return {
    get: (key) => {
      const value = map.get(key)
      return value === undefined ? undefined : attributeText(value)
    },
    keys: () => map.keys(),
    cutFrom: () => null,
  }
}

/** `cut` names the values that `record` holds the beginning of only, with the characters of the whole value. */
export function attributesOfRecord(record: Readonly<Record<string, string>>, cut?: ReadonlyMap<string, number>): SpanAttributes {
  return {
    // A key such as `constructor` must not reach the prototype.
    get: (key) => (Object.hasOwn(record, key) ? record[key] : undefined),
    keys: () => Object.keys(record),
    cutFrom: (key) => cut?.get(key) ?? null,
  }
}

/** A finite number in plain decimal, as a table or an SDK writes it; null for everything else, also for ''. */
export function attributeNumber(text: string | undefined): number | null {
  if (text === undefined || text.length > 400 || !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

/** The first of these attributes that is there and not empty. */
export function firstAttribute(attributes: SpanAttributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = attributes.get(key)
    if (text !== undefined && text !== '') return text
  }
  return undefined
}
