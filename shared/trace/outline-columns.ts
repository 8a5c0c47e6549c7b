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

export class TextBuilder {
  readonly #places = new Map<string, number>()
  readonly #codes: number[] = []

  add(text: string): void {
    let place = this.#places.get(text)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(text, place)
    }
    this.#codes.push(place)
  }

  /** How many different texts there are. */
  get different(): number {
    return this.#places.size
  }

  finish(): Coded {
    return { texts: [...this.#places.keys()], codes: this.#codes }
  }
}

/** Spans must be added in order. */
export class SparseBuilder {
  readonly #texts = new TextBuilder()
  readonly #at: number[] = []
  #last = 0

  add(index: number, text: string): void {
    this.#texts.add(text)
    this.#at.push(index - this.#last)
    this.#last = index
  }

  finish(size: number): Sparse {
    return { ...this.#texts.finish(), at: this.#at.length === size ? null : this.#at }
  }
}

export const textAt = (column: Coded, index: number): string => column.texts[column.codes[index] ?? 0] ?? ''

/** Texts by span; undefined where a span has none. */
export function spread(column: Sparse, size: number): (string | undefined)[] {
  const texts = new Array<string | undefined>(size).fill(undefined)
  let index = 0
  column.codes.forEach((code, place) => {
    index = column.at === null ? place : index + (column.at[place] ?? 0)
    texts[index] = column.texts[code]
  })
  return texts
}
