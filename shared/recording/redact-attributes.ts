import { isCorrelationKey } from '../correlation/keys.ts'
import { fromBase64, toBase64 } from '../otlp/attributes.ts'
import { isList, isObject, type Json, member, RawNumber, writeList, writeObject } from './exact-json.ts'
import { type Position, positionOf, type ValueRedactor, type ValueTools } from './redact-values.ts'

export interface AttributeRedactor {
  /** `[{key, value}]` as JSON text; what cannot be read stays unreadable in the same way. `fixed` gives some keys another text. */
  list(attributes: Json | undefined, fixed?: ReadonlyMap<string, string>): string
}

const types = ['array_value', 'bool_value', 'bytes_value', 'double_value', 'int_value', 'kvlist_value', 'string_value'] as const
/** Deeper than any reader goes (wire-value.ts): what lies there is refused, whatever it is. */
const deepest = 66

export function createAttributeRedactor(
  values: ValueRedactor,
  { tagKey, tally }: Pick<ValueTools, 'tagKey' | 'tally'>,
): AttributeRedactor {
  function list(
    attributes: Json | undefined,
    path: readonly string[],
    depth: number,
    fixed?: ReadonlyMap<string, string>,
  ): string {
    if (attributes === null || attributes === undefined) return 'null'
    if (!isList(attributes)) return '0'
    return writeList(
      attributes.map((item) => {
        const key = member(item, 'key')
        if (typeof key !== 'string') return '{}'
        const tag = tagKey(key)
        tally.note('attribute names', tag === key ? 'kept' : 'tagged')
        const given = depth === 0 ? fixed?.get(key) : undefined
        const value =
          given === undefined
            ? typed(member(item, 'value'), [...path, key], depth)
            : writeObject([['string_value', JSON.stringify(given)]])
        return writeObject([
          ['key', JSON.stringify(tag)],
          ['value', value],
        ])
      }),
    )
  }

  function typed(value: Json | undefined, path: readonly string[], depth: number): string {
    if (value === null || value === undefined) return 'null'
    if (!isObject(value)) return '0'
    if (depth >= deepest) return '{}'
    const members = types.flatMap((type) => {
      const held = member(value, type)
      return held === undefined ? [] : [[type, held === null ? 'null' : one(type, held, path, depth)] as const]
    })
    return writeObject(members)
  }

  function one(type: (typeof types)[number], held: Json, path: readonly string[], depth: number): string {
    const key = path.join('.')
    const position = positionIn(path)
    switch (type) {
      case 'string_value':
        return typeof held === 'string' ? JSON.stringify(values.text(held, key, position)) : '0'
      case 'int_value': {
        const digits = integerOf(held)
        if (digits === null) return '"~"'
        const made = values.integer(digits, key, position)
        return typeof held === 'string' ? JSON.stringify(made) : made
      }
      case 'double_value': {
        const double = doubleOf(held)
        return double === null ? '"~"' : values.double(double, key, position)
      }
      case 'bool_value':
        return typeof held === 'boolean' ? String(held) : '0'
      case 'bytes_value': {
        const bytes = typeof held === 'string' ? fromBase64(held) : null
        if (bytes === null) return '0'
        tally.note('attribute values', 'tagged')
        return JSON.stringify(toBase64(values.bytes(bytes)))
      }
      case 'array_value':
      case 'kvlist_value': {
        const items = isObject(held) ? (member(held, 'values') ?? []) : held
        if (!isList(items)) return '0'
        const made =
          type === 'kvlist_value'
            ? list(items, path, depth + 1)
            : writeList(items.map((item, at) => typed(item, [...path, String(at)], depth + 1)))
        return isObject(held) ? writeObject([['values', made]]) : made
      }
    }
  }

  return { list: (attributes, fixed) => list(attributes, [], 0, fixed) }
}

/** `path` holds the attribute's key and the names below it. */
function positionIn(path: readonly string[]): Position {
  const [key = '', ...below] = path
  if (below.length === 0) return positionOf(key)
  if (key !== 'metadata') return 'plain'
  if (below.length === 1 && isCorrelationKey(below[0] ?? '')) return 'correlation'
  return below.length === 2 && below.join('.') === 'session.id' ? 'correlation' : 'plain'
}

/** As wire-value.ts reads integers; null for what it refuses. */
function integerOf(held: Json): string | null {
  if (typeof held === 'string') return /^-?\d{1,40}$/.test(held) ? BigInt(held).toString() : null
  if (!(held instanceof RawNumber)) return null
  if (/^-?\d{1,40}$/.test(held.source)) return BigInt(held.source).toString()
  const number = Number(held.source)
  return Number.isInteger(number) && Math.abs(number) < 1e40 ? BigInt(number).toString() : null
}

function doubleOf(held: Json): number | null {
  if (held instanceof RawNumber) return Number(held.source)
  if (held === 'NaN' || held === 'Infinity' || held === '-Infinity') return Number(held)
  return typeof held === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(held) ? Number(held) : null
}
