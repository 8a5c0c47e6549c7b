import { readHidden } from './hidden-bytes.ts'
import { createNeedleFinder, encodedForms, formsOf, looseFormsOf, type Needle } from './needles.ts'
import { unescapeOnce } from './unescape.ts'

/** Secrets of fewer characters cannot be told from chance: they are not sought, and counted as such. */
export const shortestSwept = 4
/** Shorter ones are not sought by letters and digits alone: chance makes them of neighbouring words. */
const shortestLoose = 8

/** Levels of escapes, and of bytes in bytes. */
const mostEscapes = 10
const mostNested = 6
/** All that is looked at for a line, in lines of its length: a text that unfolds without end is not followed. */
const mostUnfolded = 12
const alwaysUnfolded = 8 * 2 ** 20

/**
 * Looks for secrets in whatever spelling they travel: a line is unescaped until nothing is escaped, then whatever could be bytes is
 * read as bytes, and so on. Time and memory grow with the line's length and no faster.
 */
export interface Sweeper {
  readonly secrets: number
  /** Those that are too short to be looked for. */
  readonly tooShort: number
  /** The name of the spelling in which one was found; null where there is none. */
  find(line: string): string | null
}

export function createSweeper(secrets: Iterable<string>): Sweeper {
  const all = [...new Set(secrets)].filter((secret) => secret !== '')
  const swept = all.filter((secret) => secret.length >= shortestSwept)
  const { exact, loose, signs } = needlesOf(swept)

  function find(line: string): string | null {
    let text: Buffer = Buffer.from(line, 'utf8')
    let left = text.length * mostUnfolded + alwaysUnfolded
    for (let depth = 0; depth <= mostNested; depth++) {
      for (let level = 0; level <= mostEscapes && left > 0; level++) {
        left -= text.length
        const found = exact.find(text)
        if (found !== null) return depth > 0 ? 'encoded' : level > 0 && found === 'as it is' ? 'escaped' : found
        const next = unescapeOnce(text)
        if (next === text) break
        text = next
      }
      const found = loose.find(onlyKept(text, lettersAndDigits)) ?? signs?.find(onlyKept(text, visible)) ?? null
      if (found !== null) return found
      if (depth === mostNested || left <= 0) return null
      text = hiddenIn(text, left)
      if (text.length === 0) return null
    }
    return null
  }

  return { secrets: swept.length, tooShort: all.length - swept.length, find: (line) => (swept.length === 0 ? null : find(line)) }
}

/** All that is hidden in a text, with line ends between; no more than `most` bytes. */
function hiddenIn(text: Buffer, most: number): Buffer {
  const pieces: Buffer[] = []
  let room = most
  for (const piece of readHidden(text)) {
    room -= piece.length + between.length
    if (room < 0) break
    pieces.push(piece, between)
  }
  return Buffer.concat(pieces)
}

const between = Buffer.from('\n\n')

/** The bytes of a text that a table keeps, as it has them. */
function onlyKept(text: Uint8Array, table: Uint8Array): Buffer {
  const made = Buffer.allocUnsafe(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const kept = table[text[at] ?? 0] ?? 0
    if (kept !== 0) made[length++] = kept
  }
  return made.subarray(0, length)
}

const tableOf = (keep: (byte: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, byte) => keep(byte))

/**
 * Letters and digits in lower case, and whatever is not ASCII: so a secret in other letter case, broken into lines, grouped, spelled
 * out as a list or with zeros between (as UTF-16 has them) is the same.
 */
const lettersAndDigits = tableOf((byte) =>
  byte >= 0x80 ? byte : /[a-z0-9]/i.test(String.fromCharCode(byte)) ? String.fromCharCode(byte).toLowerCase().charCodeAt(0) : 0,
)
/**
 * For secrets that are mostly signs; lines that go on may end in an equals sign, and a backslash reads as part of an escape where only
 * what follows it was escaped.
 */
const visible = tableOf((byte) => (byte > 32 && byte !== 0x3d && byte !== 0x5c ? byte : 0))

function needlesOf(secrets: readonly string[]) {
  const encoded = secrets.map(encodedForms)
  const base64 = encoded.flatMap((forms) => forms.base64)
  const hex = encoded.flatMap((forms) => forms.hex)
  const plain = secrets.map((secret) => looseFormsOf(secret, mostEscapes))
  const named = (name: string, all: readonly Buffer[]): Needle[] => all.map((bytes) => ({ name, bytes }))
  const longEnough = (shortest: number, needles: readonly Needle[]) => needles.filter(({ bytes }) => bytes.length >= shortest)
  const exact = [
    ...named(
      'as it is',
      secrets.flatMap((secret) => formsOf(secret, mostEscapes)),
    ),
    ...named('base64', base64),
    ...named('hex', hex),
  ]
  const forwards = [
    ...named(
      'in other letters or broken up',
      plain.flatMap((forms) => forms.forwards),
    ),
    ...named('base64', base64),
    ...named('hex', hex),
    ...named(
      'base32',
      encoded.flatMap((forms) => forms.base32),
    ),
  ]
  const backwards = [
    ...plain.flatMap((forms) => forms.backwards),
    ...[...base64, ...hex].map((bytes) => Buffer.from(bytes).reverse()),
  ]
  const inTable = (table: Uint8Array, needles: readonly Needle[]): Needle[] =>
    longEnough(
      shortestLoose,
      needles.map(({ name, bytes }) => ({ name, bytes: onlyKept(bytes, table) })),
    )
  const loose = inTable(lettersAndDigits, [...forwards, ...named('backwards', backwards)])
  const ofSigns = secrets.filter((secret) => onlyKept(Buffer.from(secret), lettersAndDigits).length < shortestLoose)
  const signs = inTable(
    visible,
    named(
      'broken up',
      ofSigns.flatMap((secret) => formsOf(secret, mostEscapes)),
    ),
  )
  return {
    exact: createNeedleFinder(longEnough(shortestSwept, exact)),
    loose: createNeedleFinder(loose),
    signs: signs.length === 0 ? null : createNeedleFinder(signs),
  }
}
