import { aliasRules } from '../aliases/rules.ts'
import { isCorrelationKey } from '../correlation/keys.ts'
import type { Tagger } from './tagger.ts'
import { isKnownName, isKnownSegment, isListIndex } from './vocabulary.ts'

/** Digits of a whole attribute name that may stay: three list indexes or so, but no telephone number in pieces. */
const mostDigits = 6

/** Attribute names segment by segment between dots: known words and list indexes stay, another segment becomes a tag. */
export function createKeyTags(tagger: Tagger): (key: string) => string {
  const tags = new Map<string, string>()
  const segmentTags = new Map<string, string>()
  const taken = new Set<string>()
  const tagSegment = (segment: string): string => {
    const known = segmentTags.get(segment)
    if (known !== undefined) return known
    let tag = segment.length > 200 ? tagger.opaque(segment) : tagger.word(segment)
    // The tag of a short name may happen to be a known word: it would pass for a name that was kept, or become one with it.
    while (isKnownSegment(tag) || taken.has(tag)) tag += '~'
    taken.add(tag)
    segmentTags.set(segment, tag)
    return tag
  }
  const tagSegments = (key: string): string => {
    const segments = key.split('.')
    const stays = segments.map(
      (segment, at) => segment === '' || isKnownSegment(segment) || isListIndex(segment, segments[at - 1]),
    )
    const digits = segments
      .filter((_, at) => stays[at])
      .join('')
      .replace(/\D/g, '').length
    return segments
      .map((segment, at) => (stays[at] && (digits <= mostDigits || !/\d/.test(segment)) ? segment : tagSegment(segment)))
      .join('.')
  }
  return (key) => {
    if (isCorrelationKey(key) || ruleKeys.has(key)) return key
    const known = tags.get(key)
    if (known !== undefined) return known
    // A prefix of many dots would cost more than it tells.
    const made = key.length > 2000 ? tagger.opaque(key) : tagSegments(key)
    // With a short hint, only names that look like an id's are near misses: they must go on looking like one.
    const tag = looksLikeIdKey(key) && !looksLikeIdKey(made) ? `${made}_session_id` : made
    tags.set(key, tag)
    return tag
  }
}

/** What alias rules read and write. */
const ruleKeys = new Set(aliasRules.flatMap(({ source, alias }) => [source, alias]))

/** As the near misses judge it (near-misses.ts). */
const looksLikeIdKey = (key: string): boolean =>
  key.length <= 100 && /(?:simulation|session|conversation|thread|call|coval).*id$/.test(key.toLowerCase().replace(/[^a-z]/g, ''))

/** Names of spans and events: those of known words stay. */
export const createNameTags =
  (tagger: Tagger): ((name: string) => string) =>
  (name) =>
    name === '' || isKnownName(name) ? name : name.length > 2000 ? tagger.opaque(name) : tagger.word(name)

/**
 * Names of projects. Those that nearly are the wanted one stay nearly its tag, at the same edit distance: what was mistyped must
 * still be found.
 */
export function createProjectTags(wanted: string, tagger: Tagger): (name: string) => string {
  const plain = (name: string): string => (isKnownName(name) ? name : tagger.word(name))
  const wantedTag = plain(wanted)
  const tags = new Map([[wanted, wantedTag]])
  return (name) => {
    const known = tags.get(name)
    if (known !== undefined) return known
    const tag = (wantedTag === wanted && isKnownName(name) ? name : tagAlongside(name, wanted, wantedTag, tagger)) ?? plain(name)
    const unique = [...tags.values()].includes(tag) ? `${tag}~${tags.size}` : tag
    tags.set(name, unique)
    return unique
  }
}

const longestAligned = 200

/** Null where the two have little in common. */
function tagAlongside(name: string, wanted: string, wantedTag: string, tagger: Tagger): string | null {
  if (name.length > longestAligned || wanted.length > longestAligned) return null
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()]
  if (a.length !== wanted.length || b.length !== name.length) return null
  const table = distances(a, b)
  const distance = table[a.length]?.[b.length] ?? Number.POSITIVE_INFINITY
  if (distance > Math.max(2, Math.floor(Math.max(a.length, b.length) * 0.4))) return null
  const fill = tagger.fresh(name, 0)
  let made = ''
  let [row, column] = [a.length, b.length]
  while (column > 0) {
    const here = table[row]?.[column] ?? 0
    const same = row > 0 && a[row - 1] === b[column - 1]
    if (row > 0 && here === (table[row - 1]?.[column - 1] ?? 0) + (same ? 0 : 1)) {
      made = (same ? recased(name, column - 1, wantedTag.charAt(row - 1)) : fill.charAt(column - 1)) + made
      row--
      column--
    } else if (row > 0 && here === (table[row - 1]?.[column] ?? 0) + 1) row--
    else made = fill.charAt(--column) + made
  }
  return made
}

const recased = (name: string, at: number, tag: string): string =>
  name.charAt(at) !== name.charAt(at).toLowerCase() ? tag.toUpperCase() : tag.toLowerCase()

function distances(a: string, b: string): number[][] {
  const table = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    const previous = table[row - 1] ?? []
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    table.push(current)
  }
  return table
}
