/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<Item>(items: readonly Item[]): Item
  hex(length: number): string
  /** Words, so many characters. */
  text(length: number): string
  /** True in so many of a hundred. */
  percent(of100: number): boolean
}

const words =
  'the customer asked for a refund on an order please check the policy before acting confirm shipping address balance updated tool returned result status retry later assistant summarise conversation budget token limit invoice agent plan step search query document index vector chunk'.split(
    ' ',
  )

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <Item>(items: readonly Item[]): Item => {
    const picked = items[between(0, items.length - 1)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
  return {
    between,
    pick,
    hex: (length) => Array.from({ length }, () => between(0, 15).toString(16)).join(''),
    text(length) {
      let text = ''
      while (text.length < length) text += `${pick(words)} `
      return text.slice(0, length)
    },
    percent: (of100) => between(1, 100) <= of100,
  }
}
