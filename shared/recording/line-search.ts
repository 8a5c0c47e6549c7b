/** Where a line of a file holds what is searched for: how often, and what stands around the first place. */
export interface LineHit {
  readonly hits: number
  /** Of the first one, in characters; 0 where the line holds it in another form. */
  readonly offset: number
  readonly excerpt: string
  /** Characters before the excerpt. */
  readonly from: number
}

const before = 40
const excerptCharacters = 400
const encodedBody = '{"kind":"body","encoding":"base64","text":"'
/** A line is JSON, an answer in it is JSON once more, and so are values of attributes in that. */
const mostNested = 3

/**
 * Searches whole lines for a text, without regard to letter case, also as JSON in JSON writes it, and in answers that stand as base64.
 * Null where a line does not hold it.
 */
export function createLineSearch(text: string, decodeBase64: (base64: string) => string): (line: string) => LineHit | null {
  const pattern = new RegExp(spellings(text).map(escapePattern).join('|'), 'giu')
  const find = (line: string): LineHit | null => {
    let [hits, offset] = [0, 0]
    for (const { index } of line.matchAll(pattern)) {
      if (hits === 0) offset = index
      hits++
    }
    if (hits === 0) return null
    const excerpt = pageOfLine(line, Math.max(0, offset - before), excerptCharacters)
    return { hits, offset, excerpt: excerpt.text, from: excerpt.offset }
  }
  return (line) => {
    const found = find(line)
    if (found !== null || !line.startsWith(encodedBody)) return found
    const inside = find(decodeBase64(line.slice(encodedBody.length, line.lastIndexOf('"'))))
    return inside && { ...inside, offset: 0 }
  }
}

/** Part of a line; never half a character. */
export function pageOfLine(line: string, offset: number, length: number): { readonly text: string; readonly offset: number } {
  const from = isLowHalf(line, offset) ? offset - 1 : offset
  const to = Math.min(line.length, offset + length)
  return { text: line.slice(from, isLowHalf(line, to) ? to + 1 : to), offset: from }
}

const isLowHalf = (line: string, at: number): boolean =>
  at > 0 && at < line.length && /^[\udc00-\udfff]$/.test(line.charAt(at)) && /^[\ud800-\udbff]$/.test(line.charAt(at - 1))

/** The text as it is and as JSON writes it, level by level, with and without letters beyond ASCII; the longest first. */
function spellings(text: string): string[] {
  const all = new Set([text])
  let level = new Set([text])
  for (let nested = 0; nested < mostNested; nested++) {
    level = new Set([...level].flatMap((one) => [escapeJson(one), escapeAscii(escapeJson(one))]))
    for (const one of level) all.add(one)
  }
  return [...all].sort((a, b) => b.length - a.length)
}

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)
const escapeAscii = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
