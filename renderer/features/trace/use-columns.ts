import { useState } from 'react'

/** Pixels of the columns at the left of the timeline. */
export interface ColumnWidths {
  readonly name: number
  readonly start: number
  readonly duration: number
}
export type ColumnName = keyof ColumnWidths

const narrowest: ColumnWidths = { name: 120, start: 56, duration: 60 }
const widest = 1200
/** In a narrow window the names give way, so that the timeline keeps the most of it. */
const usual = (): ColumnWidths => ({
  name: Math.round(Math.max(180, Math.min(300, window.innerWidth / 5.5))),
  start: 92,
  duration: 72,
})
const storageKey = 'coval.trace.columns'

const clamp = (column: ColumnName, width: number): number =>
  Math.round(Math.max(narrowest[column], Math.min(widest, Number.isFinite(width) ? width : usual()[column])))

/** Reads widths as they were kept; anything else falls back to the usual ones. */
export function readColumns(text: string | null): ColumnWidths {
  const parts = (text ?? '').split(',').map(Number)
  if (parts.length !== 3 || parts.some((part) => !(part > 0))) return usual()
  return { name: clamp('name', parts[0] ?? 0), start: clamp('start', parts[1] ?? 0), duration: clamp('duration', parts[2] ?? 0) }
}

/** Widths of the columns, kept for this tab. */
export function useColumns() {
  const [widths, setWidths] = useState(() => readColumns(window.sessionStorage.getItem(storageKey)))
  return {
    widths,
    resize: (column: ColumnName, width: number) =>
      setWidths((before) => {
        const next = { ...before, [column]: clamp(column, width) }
        window.sessionStorage.setItem(storageKey, `${next.name},${next.start},${next.duration}`)
        return next
      }),
    reset: (column: ColumnName) => setWidths((before) => ({ ...before, [column]: usual()[column] })),
  }
}
