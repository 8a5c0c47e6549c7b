import { isDistinctive } from '../correlation/classify-value.ts'
import { isCorrelationKey } from '../correlation/keys.ts'
import { jsonText } from '../otlp/attributes.ts'
import { entriesOf, isList, isObject, type Json, parseJson, RawNumber, writeList, writeObject } from './exact-json.ts'
import type { NearTags } from './near-tags.ts'
import type { Tagger } from './tagger.ts'
import type { Tally } from './tally.ts'
import { isKnownNumber, isKnownValue, isNumberKey } from './vocabulary.ts'

/** Where a value stands: under a correlation key it is compared with the hint; `metadata` is looked into; anything else is just a value. */
export type Position = 'correlation' | 'metadata' | 'plain'

export interface ValueTools {
  readonly level: 'structure' | 'text'
  readonly hint: string | null
  readonly tagger: Tagger
  readonly near: NearTags
  readonly tagKey: (key: string) => string
  readonly tally: Tally
}

/** Redacts single values of attributes: texts, numbers, and the JSON inside `metadata`. */
export interface ValueRedactor {
  text(value: string, key: string, position: Position): string
  /** A free text that belongs to no attribute: a status message, an answer that is no page. */
  freeText(value: string, place: string): string
  /** A whole number as its digits. */
  integer(digits: string, key: string, position: Position): string
  /** As many bytes; only the first say anything, so that equal ones stay equal. */
  bytes(value: Uint8Array): Uint8Array
  /** A double as JSON text. */
  double(value: number, key: string, position: Position): string
}

const longestCompared = 4096
/** As near-misses.ts: longer metadata is not looked through. */
const longestMetadata = 65_536
const numeric = /^\s*-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/

export function createValueRedactor({ level, hint, tagger, near, tagKey, tally }: ValueTools): ValueRedactor {
  const fate = level === 'text' ? 'masked' : 'tagged'
  const cover = (value: string): string => (level === 'text' ? tagger.mask(value) : tagger.opaque(value))

  function compared(value: string): string {
    tally.note('ids', 'tagged')
    return value.length <= longestCompared ? near.tag(value) : tagger.opaque(value).padEnd(longestCompared + 1, '~')
  }

  function text(value: string, key: string, position: Position): string {
    if (value === hint || position === 'correlation') return compared(value)
    if (position === 'metadata') return metadata(value)
    if (value === '') return value
    if (isKnownValue(key, value)) {
      tally.note('attribute values', 'kept')
      return value
    }
    if (isNumberKey(key) && numeric.test(value)) {
      // Whether a token count is a number decides; which one it is does not.
      const known = isKnownNumber(key, value)
      tally.note('numbers', known ? 'kept' : 'tagged')
      return known ? value : String(tagger.number(value))
    }
    tally.note('attribute values', fate)
    return cover(value)
  }

  function metadata(value: string): string {
    const made = metadataJson(value)
    if (made !== null) return value.length > longestMetadata ? made.padEnd(value.length) : made
    tally.note('metadata', fate)
    const holds =
      hint !== null && near.hint !== null && isDistinctive(hint) && value.length <= longestMetadata && value.includes(hint)
    return holds ? `${cover(value)} ${near.hint}` : cover(value)
  }

  /** As metadata.ts parses it: JSON of an object or list, or of a text with such JSON; null for anything else. */
  function metadataJson(value: string): string | null {
    const first = value.trimStart().charAt(0)
    if (first !== '{' && first !== '[' && first !== '"') return null
    const parsed = parseJson(value)
    if (parsed === undefined) return null
    if (typeof parsed !== 'string') return plain(parsed, 'metadata', [])
    const inner = first === '"' && !parsed.trimStart().startsWith('"') ? metadataJson(parsed) : null
    return inner === null ? null : JSON.stringify(inner)
  }

  function plain(value: Json, key: string, path: readonly string[]): string {
    if (value instanceof RawNumber) return plainNumber(value.source, key, positionAt(path))
    if (isList(value)) return writeList(value.map((item, at) => plain(item, key, [...path, String(at)])))
    if (isObject(value)) {
      return writeObject(entriesOf(value).map(([name, item]) => [tagName(name), plain(item, `${key}.${name}`, [...path, name])]))
    }
    return typeof value === 'string' ? JSON.stringify(text(value, key, positionAt(path))) : JSON.stringify(value)
  }

  function tagName(name: string): string {
    const tag = tagKey(name)
    tally.note('attribute names', tag === name ? 'kept' : 'tagged')
    return tag
  }

  function plainNumber(source: string, key: string, position: Position): string {
    if (/^-?\d{16,}$/.test(source)) return integer(BigInt(source).toString(), key, position)
    const value = Number(source)
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? integer(String(value), key, position)
      : double(value, key, position)
  }

  function integer(digits: string, key: string, position: Position): string {
    if (digits === hint || position === 'correlation') {
      tally.note('ids', 'tagged')
      const tag = near.tag(digits)
      if (/^-?(?:0|[1-9]\d*)$/.test(tag)) return tag
    }
    if (isKnownNumber(key, digits)) {
      tally.note('numbers', 'kept')
      return digits
    }
    tally.note('numbers', 'tagged')
    // Of a single digit every ninth tag would be the digit itself.
    for (let attempt = 0; attempt < 64; attempt++) {
      const tag = tagger.fresh(digits, attempt)
      if (tag !== near.hint && tag !== digits) return tag
    }
    return digits
  }

  function double(value: number, key: string, position: Position): string {
    const source = jsonText(value)
    // JSON has no NaN; its name says nothing.
    if (!Number.isFinite(value)) return JSON.stringify(source)
    if (value === 0) return source
    if (source === hint || position === 'correlation') {
      tally.note('ids', 'tagged')
      const tag = near.tag(source)
      if (String(Number(tag)) === tag) return tag
    } else if (isKnownNumber(key, source)) {
      tally.note('numbers', 'kept')
      return source
    }
    tally.note('numbers', 'tagged')
    return `${value < 0 ? '-' : ''}${(tagger.number(source) % 1_000_000) + 1}.5`
  }

  return {
    text,
    integer,
    double,
    bytes(value) {
      const made = new Uint8Array(value.length)
      const seed = value.join(' ')
      for (let at = 0; at < Math.min(value.length, 32); at++) made[at] = tagger.number(`byte ${at} ${seed}`) & 0xff
      return made
    },
    freeText(value, place) {
      if (value === '') return value
      tally.note(place, fate)
      return cover(value)
    },
  }
}

/** Inside `metadata` a correlation key counts at the top, and as `session: {id}`. */
function positionAt(path: readonly string[]): Position {
  if (path.length === 1 && isCorrelationKey(path[0] ?? '')) return 'correlation'
  return path.length === 2 && path.join('.') === 'session.id' ? 'correlation' : 'plain'
}

/** The position of a span's attribute. */
export function positionOf(key: string): Position {
  if (key === 'metadata') return 'metadata'
  const inner = key.startsWith('metadata.') ? key.slice('metadata.'.length) : key
  return isCorrelationKey(inner) ? 'correlation' : 'plain'
}
