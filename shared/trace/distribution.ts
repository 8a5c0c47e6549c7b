/** Figures over a set of numbers. Quantiles interpolate linearly between neighbours (ClickHouse's `quantileExactInclusive`, NumPy's default). */
export interface Distribution {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly average: number
  readonly median: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

/** Null for no numbers: an empty set has no average and no percentile, and 0 would claim one. */
export function distributionOf(values: readonly number[]): Distribution | null {
  const sorted = Float64Array.from(values).sort()
  const min = sorted[0]
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return null
  let sum = 0
  for (const value of sorted) sum += value
  return {
    count: sorted.length,
    sum,
    min,
    max,
    average: sum / sorted.length,
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
  }
}

/** @param sorted ascending, not empty @param level 0 to 1 */
export function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1)
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

/** Microseconds to seconds, figure by figure: sums stay whole numbers until the end and so do not gather rounding errors. */
export function inSeconds(us: Distribution | null): Distribution | null {
  if (us === null) return null
  return {
    count: us.count,
    sum: us.sum / 1e6,
    min: us.min / 1e6,
    max: us.max / 1e6,
    average: us.average / 1e6,
    median: us.median / 1e6,
    p90: us.p90 / 1e6,
    p95: us.p95 / 1e6,
    p99: us.p99 / 1e6,
  }
}
