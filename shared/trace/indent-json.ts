import { endOfJsonString, scanJson } from '../recording/scan-json.ts'

/** Larger texts are left as they are: indenting them would hold up the page. */
const longest = 200_000
/** Deeper ones too: their indents alone would fill it. */
const deepest = 100

/**
 * A JSON object or list with indents; null for any other text. Only the white space between tokens changes: numbers stay as
 * they were written, and no member is moved, merged or left out, as a parser would do.
 */
export function indentJson(text: string): string | null {
  if (text.length > longest || !/^\s*[[{]/.test(text) || !isJson(text)) return null
  let indented = ''
  let depth = 0
  let empty = false
  const newLine = () => {
    indented += `\n${'  '.repeat(depth)}`
  }
  for (const token of tokensOf(text)) {
    if (token === '}' || token === ']') {
      depth--
      if (!empty) newLine()
      indented += token
      empty = false
      continue
    }
    if (empty) newLine()
    empty = token === '{' || token === '['
    indented += token === ':' ? ': ' : token
    if (empty) depth++
    else if (token === ',') newLine()
  }
  return indented
}

/** The tokens of a text that is known to be JSON, as they are written. */
export function* tokensOf(json: string): Generator<string, void, void> {
  for (let at = 0; at < json.length; ) {
    const character = json.charAt(at)
    if (isSpace(character)) {
      at++
      continue
    }
    const end = endOfToken(json, at, character)
    yield json.slice(at, end)
    at = end
  }
}

function endOfToken(json: string, start: number, first: string): number {
  if (isMark(first)) return start + 1
  if (first === '"') return endOfJsonString(json, start) + 1
  let end = start + 1
  while (end < json.length && !isMark(json.charAt(end)) && !isSpace(json.charAt(end))) end++
  return end
}

const isMark = (character: string): boolean => '{}[],:'.includes(character)
const isSpace = (character: string): boolean => ' \n\r\t'.includes(character)

function isJson(text: string): boolean {
  if (scanJson(text, { nesting: deepest, keyLength: longest, values: Number.POSITIVE_INFINITY }) !== null) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
