/** A JSON number as it was written: digits beyond 2^53 and `1.0` survive. */
export class RawNumber {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type Json = string | boolean | null | RawNumber | readonly Json[] | { readonly [key: string]: Json }

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

const keepNumbers: Reviver = (_key, value, context) =>
  typeof value === 'number' ? new RawNumber(context?.source ?? String(value)) : value

/** Parses JSON with every number as written; `undefined` for text that is no JSON or nested beyond the stack. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text, keepNumbers) as Json
  } catch {
    return undefined
  }
}

export const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawNumber)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A member, whatever its name: `__proto__` and `constructor` are names like others. */
export const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

export const entriesOf = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : [])

/** An object as text, from members that are text already: a member named `__proto__` stays one. */
export const writeObject = (members: readonly (readonly [string, string])[]): string =>
  `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`

export const writeList = (items: readonly string[]): string => `[${items.join(',')}]`

export function writeJson(value: Json): string {
  if (value instanceof RawNumber) return value.source
  if (isList(value)) return writeList(value.map(writeJson))
  if (isObject(value)) return writeObject(entriesOf(value).map(([name, item]) => [name, writeJson(item)]))
  return JSON.stringify(value)
}
