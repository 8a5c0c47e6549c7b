/** A run of a text. `hidden` is the name of a character that would not show, or that would turn the text around it. */
export interface TextRun {
  readonly text: string
  readonly hidden: string | null
}

const names: Readonly<Record<number, string>> = {
  0: 'NUL',
  7: 'BEL',
  8: 'BS',
  11: 'VT',
  12: 'FF',
  13: 'CR',
  27: 'ESC',
  127: 'DEL',
  173: 'soft hyphen',
  8203: 'zero-width space',
  8206: 'LRM',
  8207: 'RLM',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'word joiner',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
}

/**
 * Control and bidirectional characters, and those of no width; not tab and line feed, nor the joiners (U+200C, U+200D) that
 * scripts and emoji need. CR only where no line feed follows; half a surrogate pair too.
 */
const hiddenPattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]|\r(?!\n)/gu

/** Splits a text at what would not show, or would reorder what does. The runs together are the text. */
export function splitHidden(text: string): TextRun[] {
  const runs: TextRun[] = []
  let last = 0
  for (const match of text.matchAll(hiddenPattern)) {
    if (match.index > last) runs.push({ text: text.slice(last, match.index), hidden: null })
    runs.push({ text: match[0], hidden: nameOf(match[0]) })
    last = match.index + match[0].length
  }
  if (last < text.length || runs.length === 0) runs.push({ text: text.slice(last), hidden: null })
  return runs
}

/** The same as one line of plain text, for labels that cannot hold elements. */
export const showHidden = (text: string): string =>
  text.replace(hiddenPattern, (character) => `‹${nameOf(character)}›`).replace(/\s*[\n\t]\s*/g, ' ')

function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0
  return names[point] ?? `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}
