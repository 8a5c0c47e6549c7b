import { endOfJsonString } from '../../../shared/recording/scan-json.ts'

/**
 * Cuts `{"data":[{…},{…}], …}` into the text of each item, byte for byte as recorded: parsing and writing again would lose
 * integers beyond 2^53 and the noise of recorded times. Throws for a text that is no such page.
 */
export function sliceSpans(page: string): string[] {
  const opening = /^\s*\{\s*"data"\s*:\s*\[/.exec(page)
  if (!opening) throw new Error('not a recorded page: it does not begin with {"data":[')
  const spans: string[] = []
  let depth = 0
  let start = 0
  for (let index = opening[0].length; index < page.length; index++) {
    const character = page.charCodeAt(index)
    if (character === quote) index = endOfJsonString(page, index)
    else if (character === openBrace || character === openBracket) {
      if (depth++ === 0) start = index
    } else if (character === closeBrace || character === closeBracket) {
      if (depth === 0) return spans
      if (--depth === 0) spans.push(page.slice(start, index + 1))
    }
  }
  throw new Error('not a recorded page: its list does not end')
}

const quote = 0x22
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
