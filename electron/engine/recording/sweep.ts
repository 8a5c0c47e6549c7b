import { readHidden } from './hidden-bytes.ts'
import { createNeedleFinder, encodedForms, formsOf, type Needle } from './needles.ts'
import { unescapeOnce } from './unescape.ts'

/** Secrets of fewer characters cannot be told from chance. */
export const shortestSwept = 4
/** Shorter ones are not sought across line breaks: letters of neighbouring words would make them by chance. */
const shortestBroken = 8

/** Levels of escapes, and of bytes in bytes. */
const mostEscapes = 10
const mostNested = 4
/** All that is looked at for a line, in lines of its length: a text that unfolds without end is not followed. */
const mostUnfolded = 12
const alwaysUnfolded = 8 * 2 ** 20

/**
 * Looks for secrets in whatever spelling they travel: a line is unescaped until nothing is escaped, then whatever could be bytes is
 * read as bytes, and so on. Time and memory grow with the line's length and no faster.
 */
export interface Sweeper {
  readonly secrets: number
  /** The name of the spelling in which one was found; null where there is none. */
  find(line: string): string | null
}

export function createSweeper(secrets: Iterable<string>): Sweeper {
  const swept = [...new Set(secrets)].filter((secret) => secret.length >= shortestSwept)
  const { whole, broken } = needlesOf(swept)

  function find(line: string): string | null {
    let text: Buffer = Buffer.from(line, 'utf8')
    let left = text.length * mostUnfolded + alwaysUnfolded
    for (let depth = 0; depth <= mostNested; depth++) {
      for (let level = 0; level <= mostEscapes && left > 0; level++) {
        left -= text.length
        const found = whole.find(text)
        if (found !== null) return depth > 0 ? 'encoded' : level > 0 && found === 'as it is' ? 'escaped' : found
        const next = unescapeOnce(text)
        if (next === text) break
        text = next
      }
      if (hasBreaks(text) && broken.find(withoutSpaces(text)) !== null) return 'broken into lines'
      if (depth === mostNested || left <= 0) return null
      text = hiddenIn(text, left)
      if (text.length === 0) return null
    }
    return null
  }

  return { secrets: swept.length, find: (line) => (swept.length === 0 ? null : find(line)) }
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

const hasBreaks = (text: Buffer): boolean => text.includes(10) || text.includes(13)

/** Encoders break base64 and hex into lines, and a key may be wrapped. */
function withoutSpaces(text: Buffer): Buffer {
  const made = Buffer.allocUnsafe(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0
    if (byte !== 32 && (byte < 9 || byte > 13)) made[length++] = byte
  }
  return made.subarray(0, length)
}

function needlesOf(secrets: readonly string[]) {
  const named = (name: string, all: readonly Buffer[], shortest = shortestSwept): Needle[] =>
    all.filter((bytes) => bytes.length >= shortest).map((bytes) => ({ name, bytes }))
  const plain = secrets.flatMap((secret) => formsOf(secret, mostEscapes))
  const encoded = secrets.flatMap((secret) => {
    const { base64, hex } = encodedForms(secret)
    return [...named('base64', base64), ...named('hex', hex)]
  })
  return {
    whole: createNeedleFinder([...named('as it is', plain), ...encoded]),
    broken: createNeedleFinder([...named('broken', plain.map(withoutSpaces), shortestBroken), ...encoded]),
  }
}
