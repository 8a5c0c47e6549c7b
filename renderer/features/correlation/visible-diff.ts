/** A run of characters that is the same on both sides, or not. `shown` makes what is invisible visible. */
export interface DiffPart {
  readonly same: boolean
  readonly text: string
  readonly shown: string
}

export interface VisibleDiff {
  readonly found: readonly DiffPart[]
  readonly expected: readonly DiffPart[]
}

const visible: Readonly<Record<string, string>> = {
  ' ': '·',
  '\t': '⇥',
  '\n': '⏎',
  '\r': '␍',
  '\u00a0': '⍽',
}

/** Spaces as `·`, line breaks as `⏎`, zero-width and control characters by their code point. */
export function makeVisible(text: string): string {
  return Array.from(text, (character) => {
    const mark = visible[character]
    if (mark) return mark
    const point = character.codePointAt(0) ?? 0
    const hidden =
      point < 32 ||
      (point >= 0x7f && point < 0xa0) ||
      (point >= 0x200b && point <= 0x200f) ||
      point === 0x2060 ||
      point === 0xfeff
    return hidden ? `‹U+${point.toString(16).toUpperCase().padStart(4, '0')}›` : character
  }).join('')
}

/** Longer texts than this are compared by their common start and end only; ids have 22–27 characters. */
const longest = 400

/**
 * What differs between a value that was found and the one that would have matched, by the longest common subsequence of
 * characters. Case differences are differences: `a` and `A` never align.
 */
export function diffVisibly(found: string, expected: string): VisibleDiff {
  const left = Array.from(found)
  const right = Array.from(expected)
  const common = left.length > longest || right.length > longest ? commonEnds(left, right) : commonSubsequence(left, right)
  // Two strangers share a few letters by chance; marking those as the same would only be noise.
  const kept = common.left.size * 2 < Math.min(left.length, right.length) ? nothing : common
  return { found: group(left, kept.left), expected: group(right, kept.right) }
}

interface Kept {
  readonly left: ReadonlySet<number>
  readonly right: ReadonlySet<number>
}

const nothing: Kept = { left: new Set(), right: new Set() }

function commonSubsequence(left: readonly string[], right: readonly string[]): Kept {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      lengths[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const kept = { left: new Set<number>(), right: new Set<number>() }
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      kept.left.add(i++)
      kept.right.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return kept
}

function commonEnds(left: readonly string[], right: readonly string[]): Kept {
  const shorter = Math.min(left.length, right.length)
  let head = 0
  while (head < shorter && left[head] === right[head]) head++
  let tail = 0
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++
  const ends = (length: number) =>
    new Set(Array.from({ length }, (_, index) => index).filter((index) => index < head || index >= length - tail))
  return { left: ends(left.length), right: ends(right.length) }
}

function group(characters: readonly string[], kept: ReadonlySet<number>): DiffPart[] {
  const parts: { same: boolean; text: string }[] = []
  for (const [index, character] of characters.entries()) {
    const same = kept.has(index)
    const last = parts.at(-1)
    if (last?.same === same) last.text += character
    else parts.push({ same, text: character })
  }
  return parts.map((part) => ({ ...part, shown: makeVisible(part.text) }))
}
