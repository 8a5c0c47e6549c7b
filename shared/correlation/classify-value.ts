import { isMap, jsonText } from '../otlp/attributes.ts'
import type { AttributeValue } from '../otlp/span.ts'
import type { CorrelationEntry } from './match.ts'

export type ValueMissKind =
  | 'letter-case'
  | 'surrounding-space'
  | 'quoted'
  | 'affix'
  | 'truncated'
  | 'number'
  | 'list'
  | 'placeholder'
  | 'empty-value'
  | 'other-value'

/** A simulation output id as Coval makes them: 22 to 27 characters of base 62. */
export const looksLikeSimulationId = (text: string): boolean =>
  text.length >= 22 && text.length <= 27 && /^[0-9A-Za-z]+$/.test(text)

/** Long enough that its appearance anywhere is no accident; `1e5` and `true` are not. */
export const isDistinctive = (hint: string): boolean => hint.length >= 8

const longestValue = 4096
const shortestPart = 4

/** How the value under a correlation key differs from the hint. Call it only for an entry that does not match. Cheap for any length. */
export function classifyValue({ value, comparable }: CorrelationEntry, hint: string): ValueMissKind {
  if (value === null) return 'empty-value'
  if (comparable === null && typeof value !== 'object') return jsonText(value) === hint ? 'number' : 'other-value'
  if (comparable === null) return holdsHint(value, hint) ? 'list' : isEmpty(value) ? 'empty-value' : 'other-value'
  return classifyText(comparable, hint)
}

function classifyText(text: string, hint: string): ValueMissKind {
  if (text.length > longestValue) return 'other-value'
  const trimmed = trimInvisible(text)
  const wanted = trimInvisible(hint)
  if (trimmed === '') return 'empty-value'
  if (trimmed === wanted) return 'surrounding-space'
  if (trimInvisible(unquote(trimmed)) === wanted) return 'quoted'
  if (trimmed.toLowerCase() === wanted.toLowerCase()) return 'letter-case'
  if (isPlaceholder(trimmed)) return 'placeholder'
  if (isDistinctive(hint)) {
    if (text.includes(hint)) return 'affix'
    if (isPartOf(trimmed.replace(/(?:…|\.\.\.)$/, ''), hint)) return 'truncated'
  }
  return 'other-value'
}

/** Beside white space also what is invisible: zero-width characters, soft hyphens, direction marks. */
export const trimInvisible = (text: string): string =>
  text.replace(/^[\s\u00ad\u200b-\u200f\u2060\ufeff]+/, '').replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]{1,4096}$/, '')

function unquote(text: string): string {
  const pairs = [`""`, `''`, '``', '“”', '‘’', '«»']
  const pair = text.charAt(0) + text.charAt(text.length - 1)
  if (text.length > 2 && pairs.includes(pair)) return unquote(text.slice(1, -1))
  return text.length > 4 && text.startsWith('\\"') && text.endsWith('\\"') ? unquote(text.slice(2, -2)) : text
}

const isPlaceholder = (text: string): boolean =>
  text.length <= 200 &&
  (/^(?:\{\{.*\}\}|\$\{.*\}|\{[\w.\s-]+\}|<.+>|%.+%|\$[A-Z_]+|\[\[.*\]\])$/s.test(text) ||
    /^(?:undefined|null|none|nil|nan|todo|tbd|unknown|n\/a|changeme|your[-_ ].*|\[object object\]|(?:coval[-_.]?)?simulation[-_ ]?(?:output[-_ ]?)?id|session[-_. ]?id)$/i.test(
      text,
    ))

/** The beginning or end of the hint; a third of it at least, so that a common first letter is no finding. */
const isPartOf = (text: string, hint: string): boolean =>
  text.length >= Math.max(shortestPart, hint.length / 3) &&
  text.length < hint.length &&
  (hint.startsWith(text) || hint.endsWith(text))

function holdsHint(value: AttributeValue, hint: string): boolean {
  if (typeof value === 'string') return value === hint
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  const items = isMap(value) ? [...value.values()] : value
  return items.slice(0, 100).some((item) => holdsHint(item, hint))
}

const isEmpty = (value: AttributeValue): boolean =>
  value instanceof Uint8Array
    ? value.length === 0
    : value instanceof Map
      ? value.size === 0
      : Array.isArray(value) && value.length === 0
