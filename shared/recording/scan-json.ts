import { caseLimits } from './limits.ts'

/**
 * What is wrong with a JSON text before it is parsed: nested too deeply, a key too long, or too many values. Null for anything else, also for
 * text that is no JSON: the parser says so. One pass, no memory; a parser would build what it is to be kept from building.
 */
export function scanJson(
  text: string,
  limits: { readonly nesting: number; readonly keyLength: number; readonly values: number } = caseLimits,
): string | null {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === openBrace || code === openBracket || code === comma) {
      if (++values > limits.values) return `of more than ${limits.values.toLocaleString('en')} values`
    }
    if (code === openBrace || code === openBracket) {
      if (++depth > limits.nesting) return `nested more than ${limits.nesting} levels deep`
    } else if (code === closeBrace || code === closeBracket) depth--
    else if (code === quote) {
      const end = endOfJsonString(text, at)
      if (end - at - 1 > limits.keyLength && isKey(text, end)) return `a key of more than ${limits.keyLength} characters`
      at = end
    }
  }
  return null
}

const quote = 0x22
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** The closing quote, or the end of a text that does not close it. */
export function endOfJsonString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function isKey(text: string, end: number): boolean {
  let at = end + 1
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++
  return text.charAt(at) === ':'
}
