import type { CompareColumn, CompareReport, CompareRow } from '../../../shared/contract/metrics.ts'

export type Standing = 'best' | 'worst' | 'least' | 'most'

export interface ComparedColumn {
  readonly column: CompareColumn
  /** Its place in `CompareRow.cells`. */
  readonly at: number
  readonly values: readonly number[]
  readonly max: number
  /** What stands out, by row; empty where all are alike or fewer than three have a value. */
  readonly standings: ReadonlyMap<CompareRow, Standing>
}

/** Of which less is better without doubt. Counts, scores and custom metrics are named least and most instead. */
const lessIsBetter = new Set(['llm_ttfb', 'tts_ttfb', 'stt_ttfb', 'duration', 'turn_duration', 'error_rate'])

export function comparedColumns(report: CompareReport): ComparedColumn[] {
  return report.columns.map((column, at) => {
    const valued = report.rows.flatMap((row) => {
      const value = row.cells[at]?.value
      return value === null || value === undefined ? [] : [{ row, value }]
    })
    const values = valued.map(({ value }) => value)
    const least = Math.min(...values)
    const most = Math.max(...values)
    const standings = new Map<CompareRow, Standing>()
    if (values.length >= 3 && least < most) {
      const judged = lessIsBetter.has(column.id)
      // More than one row may share a place; naming half of the rows would say nothing.
      const lows = valued.filter(({ value }) => value === least)
      const highs = valued.filter(({ value }) => value === most)
      if (lows.length * 3 <= values.length) for (const { row } of lows) standings.set(row, judged ? 'best' : 'least')
      if (highs.length * 3 <= values.length) for (const { row } of highs) standings.set(row, judged ? 'worst' : 'most')
    }
    return { column, at, values, max: Math.max(0, most), standings }
  })
}

/** @param sort a column's id, `title` or `spans`, with `-` before it for descending. Rows without a value come last either way. */
export function sortRows(report: CompareReport, sort: string | null): readonly CompareRow[] {
  if (sort === null) return report.rows
  const id = sort.replace(/^-/, '')
  const direction = sort.startsWith('-') ? -1 : 1
  if (id === 'title') return [...report.rows].sort((a, b) => direction * a.title.localeCompare(b.title))
  const at = report.columns.findIndex((column) => column.id === id)
  const numberOf = (row: CompareRow) =>
    id === 'spans' ? (row.error === null ? row.spans : null) : (row.cells[at]?.value ?? null)
  return [...report.rows].sort((a, b) => {
    const [x, y] = [numberOf(a), numberOf(b)]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return direction * (x - y)
  })
}
