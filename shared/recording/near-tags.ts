import { classifyValue, isDistinctive, looksLikeSimulationId, trimInvisible } from '../correlation/classify-value.ts'
import type { Tagger } from './tagger.ts'

/** Tags for values that are compared with the hint: whatever made them equal, nearly equal or different does so still. */
export interface NearTags {
  /** What stands for the hint itself; null without one. */
  readonly hint: string | null
  tag(value: string): string
  /** Values for which no tag with the same relation was found; the redaction report counts them. */
  readonly failures: number
}

export function createNearTags(hint: string | null, tagger: Tagger): NearTags {
  const hintTag = hint === null ? null : tagHint(hint, tagger)
  const tags = new Map<string, string>()
  const taken = new Set<string>()
  let failures = 0
  if (hint !== null && hintTag !== null) {
    tags.set(hint, hintTag)
    taken.add(hintTag)
  }

  function make(value: string): string {
    if (value === 'true' || value === 'false' || value === '') return value
    const kind = hint === null ? null : kindOf(value, hint)
    const large = isLargeDouble(value)
    const related = (tag: string): boolean => hintTag === null || kindOf(tag, hintTag) === kind
    const fits = (tag: string): boolean =>
      !taken.has(tag) && related(tag) && sameShape(value, tag) && (!large || isLargeDouble(tag))
    const around = (tools: Pick<Tagger, 'word' | 'opaque'>): string | null =>
      hint === null || hintTag === null ? null : tagAroundHint(value, hint, hintTag, tools)
    if (isDouble(value)) {
      for (let attempt = 0; attempt < 64; attempt++) {
        const tag = `${value.startsWith('-') ? '-' : ''}${(tagger.number(`${attempt} ${value}`) % 1_000_000) + 1}.5`
        if (fits(tag)) return tag
      }
    }
    if (trimInvisible(value) === '') return tagBlank(value, taken) ?? value
    const first = kind === 'placeholder' ? tagPlaceholder(value, tagger) : (around(tagger) ?? tagSide(value, tagger))
    if (fits(first)) return first
    for (let attempt = 0; attempt < 64; attempt++) {
      const tools = { ...tagger, word: (text: string) => tagger.fresh(text, attempt) }
      const tag = around(tools) ?? tagEdges(value, tools)
      if (fits(tag)) return tag
      const rounded = large ? String(Number(tag)) : tag
      if (fits(rounded)) return rounded
    }
    // Spaces, quotes and the words of placeholders have no other form; those say nothing about anybody.
    if (kind === 'empty-value' || (kind === 'placeholder' && value.length <= 40 && !/your/i.test(value))) return value
    failures++
    return distinct(value) ?? first
  }

  /** A near miss that cannot be kept is better lost than made a match. */
  function distinct(value: string): string | null {
    for (let attempt = 0; attempt < 64; attempt++) {
      const tag = tagSide(value, { ...tagger, word: (text) => tagger.fresh(text, attempt) })
      if (!taken.has(tag)) return tag
    }
    return null
  }

  return {
    hint: hintTag,
    tag(value) {
      const known = tags.get(value)
      if (known !== undefined) return known
      const tag = make(value)
      tags.set(value, tag)
      taken.add(tag)
      return tag
    },
    get failures() {
      return failures
    },
  }
}

/** The text of a double that is no whole number: a double must be able to hold its tag. */
const isDouble = (value: string): boolean => /^-?\d/.test(value) && String(Number(value)) === value && !/^-?\d+$/.test(value)

/** A whole number beyond those that doubles hold one by one, and that a double writes just so: it may have been one. */
const isLargeDouble = (value: string): boolean => /^-?\d{16,}$/.test(value) && String(Number(value)) === value

const kindOf = (value: string, hint: string): string =>
  value === hint
    ? 'equal'
    : classifyValue({ key: 'simulation_output_id', place: 'attribute', value, text: value, comparable: value }, hint)

const sameShape = (value: string, tag: string): boolean =>
  looksLikeSimulationId(value) === looksLikeSimulationId(tag) && (value.trim() === '') === (tag.trim() === '')

/**
 * A tag for the hint. `true`, `null` and zero say nothing and stay. A number stays one that JSON reads and a double holds as well, or
 * as badly, as the original: as JSON it finds other attributes than a text does.
 */
function tagHint(hint: string, tagger: Tagger): string {
  if (/^(?:true|false|null|-?0)$/.test(hint)) return hint
  const fits = (tag: string): boolean =>
    tag !== hint &&
    (String(Number(tag)) === tag) === (String(Number(hint)) === hint) &&
    isDistinctive(tag) === isDistinctive(hint) &&
    looksLikeSimulationId(tag) === looksLikeSimulationId(hint)
  const fraction = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(hint) && !/^-?\d+$/.test(hint)
  if (trimInvisible(hint) === '') return hint
  const first = fraction ? tagDigits(hint, tagger, 0) : tagEdges(hint, tagger)
  if (fits(first)) return first
  for (let attempt = 0; attempt < 256; attempt++) {
    const tag = fraction
      ? tagDigits(hint, tagger, attempt)
      : tagEdges(hint, { ...tagger, word: (text) => tagger.fresh(text, attempt) })
    if (fits(tag)) return tag
  }
  return first
}

/** Other digits, and the point, the sign and the letter of the exponent as they are. */
function tagDigits(number: string, tagger: Tagger, attempt: number): string {
  const digits = tagger.fresh(number.replace(/\D+/g, ' '), attempt).split(' ')
  const between = number.split(/\d+/)
  return between.map((text, at) => text + (digits[at + (number.startsWith('-') ? 1 : 0)] ?? '')).join('')
}

/** Where the value holds the hint, in whatever letter case, or is its beginning or end: the same around the hint's tag. */
function tagAroundHint(value: string, hint: string, hintTag: string, tagger: Pick<Tagger, 'word' | 'opaque'>): string | null {
  if (value.length > 4096) return null
  const wanted = hint.trim()
  const lead = hint.indexOf(wanted)
  const core = hintTag.slice(lead, lead + wanted.length)
  const lower = value.toLowerCase()
  const at = wanted === '' || lower.length !== value.length ? value.indexOf(wanted) : lower.indexOf(wanted.toLowerCase())
  if (wanted !== '' && at >= 0) {
    const found = value.slice(at, at + wanted.length)
    return tagSide(value.slice(0, at), tagger) + recase(found, wanted, core) + tagSide(value.slice(at + wanted.length), tagger)
  }
  const part = value.trim().replace(/(?:…|\.\.\.)$/, '')
  const start = value.indexOf(part)
  if (part.length < 4 || part.length >= hint.length) return null
  const slice = hint.startsWith(part) ? hintTag.slice(0, part.length) : hint.endsWith(part) ? hintTag.slice(-part.length) : null
  return slice === null ? null : value.slice(0, start) + slice + value.slice(start + part.length)
}

/** The tag in the letter case of what was found. */
function recase(found: string, wanted: string, core: string): string {
  const [seen, known] = [[...found], [...wanted]]
  const one = (tag: string, at: number): string => {
    const character = seen[at] ?? ''
    if (character === known[at]) return tag
    return character === character.toLowerCase() ? tag.toLowerCase() : tag.toUpperCase()
  }
  return [...core].map(one).join('')
}

/** `{{simulation_id}}` keeps its braces, `your-id-here` its first word. */
function tagPlaceholder(value: string, tagger: Tagger): string {
  if (isSentence(value)) return `{{${tagger.opaque(value)}}}`
  const own = /^(\s*your[-_ ])(.*)$/is.exec(value)
  return own ? `${own[1] ?? ''}${tagger.word(own[2] ?? '')}` : tagEdges(value, tagger)
}

/** Ids have few words; a text with more is a sentence that somebody said. */
const isSentence = (text: string): boolean => (text.match(/\S+/g) ?? []).length > 3

/** A few words become words of the same shape, a sentence one tag that is not shorter: reports cut values by their length. */
const tagSide = (text: string, tagger: Pick<Tagger, 'word' | 'opaque'>): string =>
  isSentence(text) ? `${bracket(text)}${tagger.opaque(text)}`.padEnd(text.length, '~') : tagEdges(text, tagger)

/** What looks like JSON goes on looking like it: reports of lists show no value (decisions.ts). */
const bracket = (text: string): string => /^[[{]/.exec(text)?.[0] ?? ''

const longestEdge = 8

/** What is invisible at the ends stays: it makes a near miss. More than anybody types by accident could be a message and is cut. */
function tagEdges(text: string, tagger: Pick<Tagger, 'word'>): string {
  const core = trimInvisible(text)
  if (core === '') return text.length > longestEdge ? ' '.repeat(longestEdge) : text
  const start = text.indexOf(core)
  return text.slice(0, start).slice(0, longestEdge) + tagger.word(core) + text.slice(start + core.length).slice(0, longestEdge)
}

/** Spaces, or invisible characters where those were no spaces. Which and how many there were could be a message. */
function tagBlank(value: string, taken: ReadonlySet<string>): string | null {
  const character = value.trim() === '' ? ' ' : '\u200b'
  for (let length = 1; length <= 4096; length++) {
    const tag = character.repeat(length)
    if (!taken.has(tag)) return tag
  }
  return null
}
