/** A text a span, each different text held once. */
export interface Coded {
  readonly texts: readonly string[]
  /** Place in `texts`, by span. */
  readonly codes: readonly number[]
}

/** The same for texts that only some spans have. */
export interface Sparse extends Coded {
  /** The spans that have one: the first's index, then each one's distance from the one before; null where all have one. */
  readonly at: readonly number[] | null
}

export function encodeTexts<Item>(items: readonly Item[], textOf: (item: Item) => string): Coded {
  const places = new Map<string, number>()
  const codes = items.map((item) => placeOf(places, textOf(item)))
  return { texts: [...places.keys()], codes }
}

export function encodeSparse<Item>(items: readonly Item[], textOf: (item: Item) => string | undefined): Sparse {
  const places = new Map<string, number>()
  const codes: number[] = []
  const at: number[] = []
  let last = 0
  items.forEach((item, index) => {
    const text = textOf(item)
    if (text === undefined) return
    codes.push(placeOf(places, text))
    at.push(index - last)
    last = index
  })
  return { texts: [...places.keys()], codes, at: at.length === items.length ? null : at }
}

function placeOf(places: Map<string, number>, text: string): number {
  const known = places.get(text)
  if (known !== undefined) return known
  places.set(text, places.size)
  return places.size - 1
}

export const textAt = (column: Coded, index: number): string => column.texts[column.codes[index] ?? 0] ?? ''

/** Texts by span; undefined where a span has none. */
export function spread(column: Sparse, size: number): (string | undefined)[] {
  const spread = new Array<string | undefined>(size).fill(undefined)
  let index = 0
  column.codes.forEach((code, place) => {
    index = column.at === null ? place : index + (column.at[place] ?? 0)
    spread[index] = column.texts[code]
  })
  return spread
}
