import type { FilteredTree, VisibleRows } from '../../../shared/trace/rows.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'

/**
 * The rows as people see them: spans, and a header above each trace where there are several. A row is a span's index, or
 * `-1 - place` for the header of the trace at that place.
 */
export interface ComposedRows {
  readonly rows: Int32Array
  /** Row by span, -1 where it has none. */
  readonly rowOf: Int32Array
  /** Row of the header by trace; empty where traces have no header. */
  readonly headerOf: ReadonlyMap<number, number>
}

export const traceOfHeader = (row: number): number => -1 - row
export const isHeader = (row: number): boolean => row < 0

/** A single trace needs a header only to say what is wrong with it. */
export const hasHeaders = (tree: SpanTree): boolean =>
  tree.traces.length > 1 || tree.traces.some((trace) => trace.problem !== null)

/** Puts headers between the visible spans and leaves out what stands in closed traces. O(rows). */
export function composeRows(tree: SpanTree, visible: VisibleRows, closed: ReadonlySet<number>): ComposedRows {
  if (!hasHeaders(tree)) return { rows: visible.spans, rowOf: visible.rowOf, headerOf: new Map() }
  const rows = new Int32Array(visible.spans.length + tree.traces.length)
  const rowOf = new Int32Array(tree.order.length).fill(-1)
  const headerOf = new Map<number, number>()
  let count = 0
  let current = -1
  for (const index of visible.spans) {
    const place = tree.traceOf[index] ?? 0
    if (place !== current) {
      current = place
      headerOf.set(place, count)
      rows[count++] = -1 - place
    }
    if (closed.has(place)) continue
    rowOf[index] = count
    rows[count++] = index
  }
  return { rows: rows.subarray(0, count), rowOf, headerOf }
}

/** Spans that a row hides: of a collapsed span those below it, of a closed trace all; as the filter leaves them. */
export function hiddenBelow(filtered: FilteredTree, index: number): number {
  const own = filtered.keep[index] === 2 ? 1 : 0
  return (filtered.selectedWithin[index] ?? 0) - own
}
