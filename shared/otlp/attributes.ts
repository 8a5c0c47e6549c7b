import type { AttributeMap, AttributeValue } from './span.ts'

export const attributeTypes = ['string', 'int', 'double', 'bool', 'bytes', 'list', 'map', 'null'] as const
export type AttributeType = (typeof attributeTypes)[number]

/** The OTLP type a value arrived with; `bigint` is OTLP's integer, `number` its double. */
export function attributeType(value: AttributeValue): AttributeType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Uint8Array) return 'bytes'
  return isMap(value) ? 'map' : 'list'
}

/**
 * A value as the OpenTelemetry Collector's ClickHouse exporter writes it into `Map(String, String)`: a string as it is, an
 * integer in decimal, a double and a boolean as JSON, lists and maps as JSON, bytes as base64, an empty value as ''.
 */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (value instanceof Uint8Array) return toBase64(value)
  return jsonText(value)
}

/**
 * A value as JSON text without spaces. Integers keep every digit, map keys are sorted (the collector sorts them too), bytes are
 * base64 strings. NaN and the infinities have no JSON form and are written as their names.
 */
export function jsonText(value: AttributeValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return value.toString()
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Uint8Array) return `"${toBase64(value)}"`
  if (!isMap(value)) return `[${value.map(jsonText).join(',')}]`
  const entries = [...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).join(',')}}`
}

/** Deep equality of value and type: the integer 1 and the double 1 differ. NaN equals itself, -0 differs from 0. */
export function sameAttribute(a: AttributeValue, b: AttributeValue): boolean {
  if (typeof a !== 'object' || a === null) return Object.is(a, b)
  return typeof b === 'object' && attributeType(a) === attributeType(b) && jsonText(a) === jsonText(b)
}

/** `Array.isArray` does not narrow a readonly array away, hence the question the other way round. */
export function isMap(value: AttributeValue): value is AttributeMap {
  return value instanceof Map
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Standard base64 with padding. Own code, because shared code has neither Buffer nor btoa. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
    const group = (a << 16) | (b << 8) | c
    const left = bytes.length - at
    text += base64Digits.charAt(group >> 18) + base64Digits.charAt((group >> 12) & 63)
    text += left > 1 ? base64Digits.charAt((group >> 6) & 63) : '='
    text += left > 2 ? base64Digits.charAt(group & 63) : '='
  }
  return text
}

/** Reads standard or URL-safe base64, padded or not; `null` for anything else. */
export function fromBase64(text: string): Uint8Array | null {
  const digits = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let held = 0
  let written = 0
  for (const digit of digits) {
    bits = ((bits << 6) | base64Digits.indexOf(digit)) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[written++] = (bits >> held) & 0xff
    }
  }
  return bytes
}
