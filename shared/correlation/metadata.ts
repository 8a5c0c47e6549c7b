import { isMap } from '../otlp/attributes.ts'
import type { AttributeMap, AttributeValue } from '../otlp/span.ts'

/**
 * The object inside a `metadata` attribute: an object as it is, a JSON string parsed, a JSON string of a JSON string parsed twice.
 * `null` for anything else, also for JSON that holds neither `session` nor `simulation_output_id` (escapes count as a maybe):
 * metadata can be large, and without those words it has no correlation key.
 */
export function parseMetadata(value: AttributeValue | undefined): AttributeMap | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') return isMap(value) ? value : null
  if (!value.includes('session') && !value.includes('simulation_output_id') && !value.includes('\\')) return null
  const parsed = parseJsonText(value)
  return parsed !== undefined && isMap(parsed) ? parsed : null
}

/** JSON of an object or list (or of a string that holds such JSON), with exact integers; `undefined` where it is no such thing. */
export function parseJsonText(text: string): AttributeValue | undefined {
  const first = text.trimStart().charAt(0)
  if (first !== '{' && first !== '[' && first !== '"') return undefined
  let parsed: unknown
  try {
    parsed = parseExactly(text)
  } catch {
    // Not JSON, or nested beyond the stack: says nothing about a simulation, and is no reason to fail (spec 3).
    return undefined
  }
  if (typeof parsed !== 'string') return toAttributeValue(parsed)
  return first === '"' && !parsed.trimStart().startsWith('"') ? parseJsonText(parsed) : undefined
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

/** Integers beyond 2^53 keep their digits where the runtime shows the source text (Node 22 and later do). */
function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  const revive: Reviver = (_key, value, context) =>
    typeof value === 'number' && context?.source !== undefined && /^-?\d{16,}$/.test(context.source)
      ? BigInt(context.source)
      : value
  return JSON.parse(text, revive)
}

const deepest = 32

/** JSON numbers become what Phoenix makes of them: whole ones integers, others doubles. What lies deeper than any rule looks is dropped. */
function toAttributeValue(value: unknown, depth = 0): AttributeValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  if (depth === deepest) return null
  if (Array.isArray(value)) return value.map((item) => toAttributeValue(item, depth + 1))
  return new Map(Object.entries(value as object).map(([key, item]) => [key, toAttributeValue(item, depth + 1)]))
}
