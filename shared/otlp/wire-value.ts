import { fromBase64 } from './attributes.ts'
import type { AttributeMap, AttributeValue } from './span.ts'

/** Thrown for one bad value, caught for its span. Never leaves this room. */
export class WireProblem extends Error {}

const noAttributes: AttributeMap = new Map()
const deepest = 64

/** `[{ key, value }]` as Phoenix writes attributes; null stands for none. Throws `WireProblem`. */
export function readAttributes(list: unknown, where: string, depth = 0): AttributeMap {
  if (list === null || list === undefined) return noAttributes
  if (!Array.isArray(list)) throw new WireProblem(`${where} is not a list`)
  if (list.length === 0) return noAttributes
  const attributes = new Map<string, AttributeValue>()
  for (const item of list) {
    if (!isRecord(item) || typeof item.key !== 'string') throw new WireProblem(`${where} holds an entry without a key`)
    attributes.set(item.key, readValue(item.value, item.key, depth))
  }
  return attributes
}

/**
 * One AnyValue. All seven type keys may be present; the one that is not null counts, whatever its truth: 0, false, '' and []
 * are values. None of them (or a missing value) is the empty value, `null`. Written without Zod: it runs for every attribute
 * of every span, and a page holds tens of thousands.
 */
export function readValue(value: unknown, key: string, depth = 0): AttributeValue {
  if (value === null || value === undefined) return null
  if (!isRecord(value)) throw new WireProblem(`attribute ${quote(key)} has no typed value`)
  if (depth > deepest) throw new WireProblem(`attribute ${quote(key)} is nested too deeply`)
  const { string_value: string, int_value: int, double_value: double, bool_value: bool } = value
  if (string !== null && string !== undefined) {
    if (typeof string !== 'string') throw wrongType(key, 'string_value')
    return string
  }
  if (int !== null && int !== undefined) return readInt(int, key)
  if (double !== null && double !== undefined) return readDouble(double, key)
  if (bool !== null && bool !== undefined) {
    if (typeof bool !== 'boolean') throw wrongType(key, 'bool_value')
    return bool
  }
  const { array_value: array, kvlist_value: kvlist, bytes_value: bytes } = value
  if (array !== null && array !== undefined) {
    return readItems(array, key, 'array_value').map((item) => readValue(item, key, depth + 1))
  }
  if (kvlist !== null && kvlist !== undefined) {
    return readAttributes(readItems(kvlist, key, 'kvlist_value'), `attribute ${quote(key)}`, depth + 1)
  }
  if (bytes !== null && bytes !== undefined) {
    const read = typeof bytes === 'string' ? fromBase64(bytes) : null
    if (!read) throw wrongType(key, 'bytes_value')
    return read
  }
  return null
}

/** Nanoseconds as a JSON number, or as text where the number would lose digits; in the range of a signed or unsigned 64-bit integer. Throws `WireProblem`. */
export function readNanos(value: unknown, where: string): bigint {
  const nanos = readInteger(value)
  if (nanos === null || nanos < -(2n ** 63n) || nanos >= 2n ** 64n) throw new WireProblem(`${where} is not a time`)
  return nanos
}

function readInt(value: unknown, key: string): bigint {
  const int = readInteger(value)
  if (int === null) throw wrongType(key, 'int_value')
  return int
}

function readInteger(value: unknown): bigint | null {
  if (typeof value === 'string') return /^-?\d{1,40}$/.test(value) ? BigInt(value) : null
  // A number above 2^53 only gets here in exponent form; its digits were lost by the sender.
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e40 ? BigInt(value) : null
}

function readDouble(value: unknown, key: string): number {
  if (typeof value === 'number') return value
  // JSON has no NaN or infinity; protobuf's JSON mapping writes them, and also plain doubles, as text.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value)
  throw wrongType(key, 'double_value')
}

function readItems(value: unknown, key: string, type: string): unknown[] {
  const values = Array.isArray(value) ? value : isRecord(value) ? (value.values ?? []) : null
  if (!Array.isArray(values)) throw wrongType(key, type)
  return values
}

const wrongType = (key: string, type: string): WireProblem => new WireProblem(`attribute ${quote(key)} has a bad ${type}`)
const quote = (key: string): string => JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)

type WireRecord = Readonly<Record<string, unknown>>
export const isRecord = (value: unknown): value is WireRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
