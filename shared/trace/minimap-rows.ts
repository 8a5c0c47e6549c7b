import type { FlameLayout } from './flame.ts'

/** Rows up to this number have room beside each other as they are. */
const evenRows = 11
const tallestRow = 11

/**
 * Where each row of a small flame graph begins, and (last) where they end, in pixels. Many rows share one half of the height evenly
 * and the other half by the width that their bars take: sixty levels of a moment do not squeeze the turns of a whole conversation.
 * `widthOf` is a bar's width in any unit. O(n).
 */
export function placeMinimapRows(
  flame: FlameLayout,
  height: number,
  widthOf: (startUs: number, endUs: number) => number,
): Float64Array {
  const { rows, rowStart, startUs, endUs } = flame
  const tops = new Float64Array(rows + 1)
  if (rows <= evenRows) {
    const pitch = Math.min(tallestRow, height / Math.max(1, rows))
    return tops.map((_, row) => row * pitch)
  }
  const taken = new Float64Array(rows)
  for (let row = 0; row < rows; row++)
    for (let slot = rowStart[row] ?? 0; slot < (rowStart[row + 1] ?? 0); slot++)
      taken[row] = (taken[row] ?? 0) + widthOf(startUs[slot] ?? 0, endUs[slot] ?? 0)
  const all = taken.reduce((sum, one) => sum + one, 0)
  for (let row = 0; row < rows; row++) {
    const share = all > 0 ? (taken[row] ?? 0) / all : 1 / rows
    tops[row + 1] = (tops[row] ?? 0) + (height / 2) * (1 / rows + share)
  }
  return tops
}
