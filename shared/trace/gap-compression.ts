import type { IdleGap } from './critical-path.ts'

/** A gap on the compressed axis: `viewUs` wide where it was `endUs - startUs`. */
export interface CompressedGap extends IdleGap {
  readonly viewStartUs: number
  readonly viewUs: number
}

/** A map between time and a shorter axis on which long idle gaps have a fixed width; monotone and continuous both ways. */
export interface CompressedTime {
  readonly gaps: readonly CompressedGap[]
  readonly durationUs: number
  toView(timeUs: number): number
  toTime(viewUs: number): number
}

/** Draws each of `gaps` (in order, apart from one another) `gapUs` wide where it is longer than that. Look-ups are O(log gaps). */
export function compressGaps(gaps: readonly IdleGap[], durationUs: number, gapUs: number): CompressedTime {
  const times: number[] = [0]
  const views: number[] = [0]
  const compressed: CompressedGap[] = []
  let saved = 0
  for (const gap of gaps) {
    const length = gap.endUs - gap.startUs
    if (length <= gapUs) continue
    const viewStartUs = gap.startUs - saved
    saved += length - gapUs
    compressed.push({ ...gap, viewStartUs, viewUs: gapUs })
    times.push(gap.startUs, gap.endUs)
    views.push(viewStartUs, viewStartUs + gapUs)
  }
  times.push(Math.max(durationUs, times.at(-1) ?? 0))
  views.push((times.at(-1) ?? 0) - saved)
  return {
    gaps: compressed,
    durationUs: views.at(-1) ?? 0,
    toView: (timeUs) => interpolate(times, views, timeUs),
    toTime: (viewUs) => interpolate(views, times, viewUs),
  }
}

/** Piecewise linear, with slope 1 beyond both ends. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0
  let high = from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((from[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  const x0 = from[low] ?? 0
  const y0 = to[low] ?? 0
  const x1 = from[low + 1]
  const y1 = to[low + 1]
  if (value < x0 || x1 === undefined || y1 === undefined || x1 === x0) return y0 + value - x0
  return y0 + ((value - x0) / (x1 - x0)) * (y1 - y0)
}
