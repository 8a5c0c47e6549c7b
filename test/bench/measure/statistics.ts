export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new Error('no figures to take the median of')
  return (lower + upper) / 2
}

export interface Ratio {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Sample n of `ours` over sample n of `other`: the median of the pairs' ratios, not the ratio of the medians. */
export function ratioOf(ours: readonly number[], other: readonly number[]): Ratio {
  const ratios = ours.flatMap((figure, index) => {
    const against = other[index]
    return against === undefined ? [] : [figure / against]
  })
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}
