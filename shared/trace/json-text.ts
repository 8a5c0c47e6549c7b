/** Values of JSON as it is parsed: what this room takes apart. Numbers beyond 2^53 lose digits, so ids are not read this way. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonRecord = { readonly [key: string]: Json }

/** Text longer than this is not parsed: it would block the view that shows it. */
export const longestJson = 8_000_000

/** The value of a text that looks like a JSON object or array; undefined for any other text, also for a bare number. */
export function parseJson(text: string): Json | undefined {
  const first = /^\s*[[{]/.test(text.slice(0, 100))
  if (!first || text.length > longestJson) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

export const isJsonRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isJsonList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A member of its own: `__proto__` and `constructor` reach no prototype. */
export const member = (record: JsonRecord, key: string): Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** The first of these members that is text and not empty. */
export function textMember(record: JsonRecord, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = member(record, key)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}
