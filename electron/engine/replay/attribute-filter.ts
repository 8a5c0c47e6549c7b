import type { Row } from './rows.ts'

/** One parsed `attribute=key:value`. */
export interface AttributeFilter {
  readonly key: string
  readonly wanted: string | bigint | number | boolean
}

/** Reads `attribute=`; a text where Phoenix answers 422 with it. */
export function parseAttributeFilter(text: string): AttributeFilter | string {
  const colon = text.indexOf(':')
  if (colon === -1) return `Invalid attribute '${text}': expected format 'key:value'`
  const [key, value] = [text.slice(0, colon), text.slice(colon + 1)]
  if (key === '') return 'Invalid attribute: key must not be empty'
  if (value === '') return 'Invalid attribute: value must not be empty'
  const wanted = parseValue(value)
  if (wanted !== null && typeof wanted !== 'object') return { key, wanted }
  return (
    `Invalid attribute value '${value}': must be a string, integer, float, or boolean.` +
    ' To match a string that looks like a number or boolean, JSON-quote the value: `key:"12345"`.'
  )
}

/** What Python's `json.loads` makes of it; text that is no JSON stays text. Integers are exact. */
function parseValue(text: string): AttributeFilter['wanted'] | object | null {
  const trimmed = text.trim()
  if (/^-?(?:0|[1-9]\d*)$/.test(trimmed)) return BigInt(trimmed)
  if (/^(?:NaN|-?Infinity)$/.test(trimmed)) return Number(trimmed)
  try {
    return JSON.parse(text) as string | number | boolean | object | null
  } catch {
    // As Phoenix does: what cannot be parsed is a plain string.
    return text
  }
}

/**
 * Whether Phoenix finds the span by this filter. It compares the JSON text of one value per path, so lists, non-ASCII
 * text and keys that a dot splits wrongly are never found, although the answer shows them.
 */
export function matchesAttribute(row: Row, { key, wanted }: AttributeFilter): boolean {
  if (!row.raw.includes(`"key":${JSON.stringify(key)}`)) return false
  const attributes = readAttributes(row.raw)
  if (!isReachable(key, attributes)) return false
  const value = attributes.get(key)
  if (value === undefined) return false
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof wanted === 'string') return value === wanted && /^[\x20-\x7e]*$/.test(wanted)
  if (typeof wanted === 'bigint') return typeof number === 'bigint' ? number === wanted : number === Number(wanted)
  if (typeof wanted === 'number') return value === wanted && !Object.is(value, -0)
  if (wanted) return Number(number) === 1 && typeof value !== 'string'
  // SQLite's NOT: a text counts as the number that it begins with.
  return typeof value === 'string'
    ? !(Number.parseFloat(value) !== 0 && /^\s*[-+]?\.?\d/.test(value))
    : typeof number === 'object' || Number(number) === 0
}

/**
 * The answer shows flattened keys; stored are objects and lists. A path finds a value unless a part of it is a list index
 * with more behind it, a scalar lies on the way, or a key inside `metadata` held the dot itself (`session.id`).
 */
function isReachable(key: string, attributes: ReadonlyMap<string, unknown>): boolean {
  if (key === 'metadata.session.id' || key.includes('"')) return false
  const parts = key.split('.')
  return parts.every((part, index) => {
    if (index > 0 && index < parts.length - 1 && /^\d+$/.test(part)) return false
    return index === parts.length - 1 || !attributes.has(parts.slice(0, index + 1).join('.'))
  })
}

type Value = string | bigint | number | boolean | object

function readAttributes(raw: string): Map<string, Value> {
  // A file from elsewhere may write integers as texts, as OTLP/JSON does.
  const exactly = (name: string, value: unknown, context?: { source?: string }) => {
    const digits = typeof value === 'string' ? value : context?.source
    return name === 'int_value' && value !== null && /^-?\d+$/.test(digits ?? '') ? BigInt(digits ?? '') : value
  }
  const span = JSON.parse(raw, exactly as (name: string, value: unknown) => unknown) as {
    attributes: { key: string; value: Record<string, Value | null> }[] | null
  }
  return new Map(
    (span.attributes ?? []).flatMap(({ key, value }) => {
      const held = Object.values(value).find((candidate) => candidate !== null)
      return held === null || held === undefined ? [] : [[key, held] as const]
    }),
  )
}
