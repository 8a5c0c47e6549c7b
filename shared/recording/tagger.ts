import { roundToMicros } from '../otlp/time.ts'

/** A hash with a secret of this one file inside; the secret is thrown away with the redactor, so that no tag can be tried out. */
export type KeyedHash = (text: string) => Uint8Array

/** Makes tags: the same for the same text within one file, different for different texts, and telling nothing but what they keep. */
export interface Tagger {
  /** Another text of the same shape: class and letter case of every character, white space and punctuation. Words in other letter case stay the same word. */
  word(text: string): string
  /** `~Ab3dE9xQ2k~148`: a tag and the length. The empty text stays. */
  opaque(text: string): string
  /** Letters become x, digits 9; white space and punctuation stay. */
  mask(text: string): string
  /** A text of the same shape as `word`'s, but of nothing that any other text shares; for when a tag came out badly. */
  fresh(text: string, attempt: number): string
  /** 32 bits that depend on the text alone. */
  number(text: string): number
}

export function createTagger(hash: KeyedHash): Tagger {
  const wordTags = new Map<string, string>()
  const taken = new Set<string>()
  const opaqueTags = new Map<string, string>()

  /** Tags of words are injective: two ids that differ would otherwise become one, and a conflict would be gone. */
  function tagWord(folded: string): string {
    const known = wordTags.get(folded)
    if (known !== undefined) return known
    let tag = folded
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      tag = reshape(folded, byteSource(hash, `word ${attempt} ${folded}`))
      if (!taken.has(tag) && tag !== folded) break
      // All but one of the words of a shape may be taken; the last one may have to keep its own.
      if (attempt > mostAttempts / 2 && !taken.has(tag)) break
    }
    taken.add(tag)
    wordTags.set(folded, tag)
    return tag
  }

  const word = (text: string): string => text.replace(wordPattern, (token) => withCase(token, tagWord(fold(token))))

  return {
    word,
    opaque(text) {
      if (text === '') return ''
      const known = opaqueTags.get(text)
      if (known !== undefined) return known
      const bytes = byteSource(hash, `text ${text}`)
      let tag = '~'
      for (let count = 0; count < 10; count++) tag += alphabet.charAt(bytes() % alphabet.length)
      const made = `${tag}~${text.length}`
      if (text.length < 2000) opaqueTags.set(text, made)
      return made
    },
    mask: (text) =>
      text.replace(wordPattern, (token) =>
        withCase(
          token,
          reshape(fold(token), () => 0, true),
        ),
      ),
    fresh: (text, attempt) =>
      text.replace(wordPattern, (token, at: number) =>
        withCase(token, reshape(fold(token), byteSource(hash, `fresh ${attempt} ${at} ${text}`))),
      ),
    number(text) {
      const bytes = hash(`number ${text}`)
      return (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0
    },
  }
}

const mostAttempts = 4000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/**
 * Letters, digits and marks of every script, symbols; and on their own, because words of the same letters stay the same word, what is
 * invisible or unusual: all of it may tell something.
 */
const wordPattern =
  /[\p{L}\p{N}\p{M}\p{So}\p{Co}\p{Cn}\u{e0000}-\u{e0fff}]+|(?:(?![\s\x20-\x7e])[\p{Cf}\p{Cs}\p{Cc}\p{Sk}\p{Sc}\p{Sm}])+/gu

/** Lower case, where that keeps the length; `İ` becomes two characters and is left alone. */
function fold(token: string): string {
  const lower = token.toLowerCase()
  return lower.length === token.length ? lower : token
}

function byteSource(hash: KeyedHash, seed: string): () => number {
  let block = hash(seed)
  let blocks = 0
  let at = 0
  return () => {
    if (at === block.length) {
      blocks++
      block = hash(`${blocks} ${seed}`)
      at = 0
    }
    return block[at++] ?? 0
  }
}

/** A character of the same class for each character. A number keeps whether it starts with zero: `007` is no JSON number, `7` is. */
function reshape(folded: string, next: () => number, mask = false): string {
  let made = ''
  let first = true
  for (const character of folded) {
    const code = character.codePointAt(0) ?? 0
    const spread = (next() << 8) | next()
    if (character >= 'a' && character <= 'z') made += mask ? 'x' : String.fromCharCode(97 + (spread % 26))
    else if (character >= 'A' && character <= 'Z') made += mask ? 'X' : String.fromCharCode(65 + (spread % 26))
    else if (character >= '0' && character <= '9') made += digit(character, first, spread, mask)
    // What JSON can only write as an escape must stay so: metadata is searched as text, too.
    else if (code < 0x20) made += String.fromCharCode(0x0e + (mask ? 0 : spread % 18))
    else if (code >= 0xd800 && code <= 0xdfff) made += String.fromCharCode((code & 0xfc00) + (mask ? 0 : spread % 1024))
    // What has a letter case goes on having one, also where its capital is two letters (`ß`).
    else if (code > 0xffff && hasCase(character)) made += String.fromCodePoint(0x10428 + (mask ? 0 : spread % 40))
    else if (code > 0xffff) made += String.fromCodePoint(0x20000 + (mask ? 0 : spread % 40_000))
    else if (hasCase(character)) made += String.fromCharCode(0x430 + (mask ? 0 : spread % 32))
    else made += String.fromCharCode(0x4e00 + (mask ? 0 : spread % 20_000))
    first = false
  }
  return made
}

/** For what is in lower case. */
const hasCase = (character: string): boolean => character.toUpperCase() !== character

function digit(character: string, first: boolean, spread: number, mask: boolean): string {
  if (first && character === '0') return '0'
  if (mask) return '9'
  return first ? String(1 + (spread % 9)) : String(spread % 10)
}

/** Upper case where the original has it. */
function withCase(original: string, tag: string): string {
  const lower = fold(original)
  if (lower === original) return tag
  const [seen, folded] = [[...original], [...lower]]
  return [...tag].map((character, at) => (seen[at] === folded[at] ? character : character.toUpperCase())).join('')
}

/**
 * Other hex ids for these, in the same order: what is sorted by id, and cut after so many, stays the same. `ids` are lower case; ids
 * of one length share a space. Answers a map from each to its tag.
 */
export function tagHexIds(ids: Iterable<string>, hash: KeyedHash): Map<string, string> {
  const byLength = new Map<number, string[]>()
  for (const id of new Set(ids)) {
    const same = byLength.get(id.length)
    if (same) same.push(id)
    else byLength.set(id.length, [id])
  }
  const tags = new Map<string, string>()
  for (const [length, same] of byLength) {
    const made = drawHexIds(same.length, length, hash)
    for (const [at, id] of same.sort().entries()) tags.set(id, made[at] ?? id)
  }
  return tags
}

function drawHexIds(count: number, length: number, hash: KeyedHash): string[] {
  const drawn = new Set<string>()
  // Ids of one or two digits can run out; those say nothing and keep their own.
  if (count * 2 > 16 ** Math.min(length, 8)) return []
  for (let at = 0; drawn.size < count; at++) {
    let text = ''
    for (let block = 0; text.length < length; block++) {
      for (const byte of hash(`id ${length} ${at} ${block}`)) text += byte.toString(16).padStart(2, '0')
    }
    const id = text.slice(0, length)
    // All zeros is no id to OpenTelemetry.
    if (!/^0+$/.test(id)) drawn.add(id)
  }
  return [...drawn].sort()
}

/** Nanoseconds. */
const day = 86_400_000_000_000n
const millisecond = 1_000_000n
/** April 1971: a number below was meant as something else than nanoseconds. */
const lastMistaken = 40_000_000_000_000_000n
/** May 1976: what is later is a date. */
const firstDate = 200_000_000_000_000_000n
const firstOfAll = -(2n ** 63n)
const endOfAll = 2n ** 64n

/**
 * Other times in the same order. Dates move by the same whole number of days into the past; earlier ones, which are seconds or
 * milliseconds that were taken for nanoseconds, move by something else, so that they do not tell by how much. Times within a
 * millisecond of zero stay, and what is no 64-bit number becomes another one that is none.
 */
export function createTimeShift(hash: KeyedHash): (nanoseconds: bigint) => bigint {
  const bytes = hash('time shift')
  const read = (from: number, count: number): bigint =>
    bytes.slice(from, from + count).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const dates = (365n + (read(0, 2) % 1000n)) * day
  // Whole milliseconds: what Phoenix rounds is rounded as before. Up to half a year.
  const mistaken = (1n + (read(2, 6) % 15_000_000_000n)) * millisecond
  const [low, high] = [lastMistaken + mistaken, firstDate - dates]
  return (time) => {
    if (time >= endOfAll || time < firstOfAll) return time < 0n ? firstOfAll - 1n : endOfAll
    if (time >= firstDate) return time - dates
    if (time > lastMistaken) {
      const part = ((roundToMicros(time) - lastMistaken) * (high - low)) / (firstDate - lastMistaken)
      return low + roundToMicros(part)
    }
    if (time >= millisecond - 500n) return time + mistaken
    if (time >= 500n - millisecond) return time
    return time - mistaken < firstOfAll ? firstOfAll : time - mistaken
  }
}
