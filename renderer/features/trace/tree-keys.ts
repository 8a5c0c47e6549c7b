import type { SpanTree } from '../../../shared/trace/tree.ts'
import type { ComposedRows } from './composed-rows.ts'
import { hasHeaders, isHeader, traceOfHeader } from './composed-rows.ts'

/** What a key in the tree asks for. `row` is a value of `ComposedRows.rows`: a span, or a trace's header. */
export type TreeMove =
  | { readonly kind: 'go'; readonly row: number }
  | { readonly kind: 'toggle'; readonly row: number; readonly open: boolean }
  | { readonly kind: 'panel' }
  | { readonly kind: 'leave' }

export interface TreePlace {
  readonly tree: SpanTree
  readonly composed: ComposedRows
  readonly collapsed: ReadonlySet<number>
  readonly closed: ReadonlySet<number>
  /** The current row; null before there is one. */
  readonly at: number | null
  /** Rows of one screen. */
  readonly page: number
}

/**
 * The keys of a tree, as the ARIA practices have them: up and down go through rows, right opens or goes to the first child,
 * left closes or goes to the parent. Null where the key means nothing here.
 */
export function moveByKey(key: string, place: TreePlace): TreeMove | null {
  const { composed, at } = place
  const last = composed.rows.length - 1
  if (last < 0) return null
  const row = at === null ? -1 : rowNumber(composed, at)
  const go = (number: number): TreeMove => ({ kind: 'go', row: composed.rows[Math.max(0, Math.min(last, number))] ?? 0 })
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return go(row + 1)
    case 'ArrowUp':
    case 'k':
      return go(row < 0 ? 0 : row - 1)
    case 'PageDown':
      return go(row + place.page)
    case 'PageUp':
      return go(row < 0 ? 0 : row - place.page)
    case 'Home':
      return go(0)
    case 'End':
      return go(last)
    case 'ArrowRight':
      return at === null ? go(0) : openOrEnter(place, at)
    case 'ArrowLeft':
      return at === null ? go(0) : closeOrLeave(place, at)
    case 'Enter':
      return at === null ? go(0) : isHeader(at) ? { kind: 'toggle', row: at, open: isClosed(place, at) } : { kind: 'panel' }
    case 'Escape':
      return { kind: 'leave' }
    default:
      return null
  }
}

export function rowNumber(composed: ComposedRows, row: number): number {
  return isHeader(row) ? (composed.headerOf.get(traceOfHeader(row)) ?? -1) : (composed.rowOf[row] ?? -1)
}

export const hasBelow = (tree: SpanTree, row: number): boolean => isHeader(row) || (tree.childCount[row] ?? 0) > 0

export const isClosed = ({ collapsed, closed }: Pick<TreePlace, 'collapsed' | 'closed'>, row: number): boolean =>
  isHeader(row) ? closed.has(traceOfHeader(row)) : collapsed.has(row)

function openOrEnter(place: TreePlace, at: number): TreeMove | null {
  if (!hasBelow(place.tree, at)) return null
  if (isClosed(place, at)) return { kind: 'toggle', row: at, open: true }
  const { composed } = place
  const next = composed.rows[rowNumber(composed, at) + 1]
  return next === undefined || isHeader(next) ? null : { kind: 'go', row: next }
}

function closeOrLeave(place: TreePlace, at: number): TreeMove | null {
  const { tree } = place
  if (hasBelow(tree, at) && !isClosed(place, at)) return { kind: 'toggle', row: at, open: false }
  if (isHeader(at)) return null
  const above = tree.parent[at] ?? -1
  if (above >= 0) return { kind: 'go', row: above }
  return hasHeaders(tree) ? { kind: 'go', row: -1 - (tree.traceOf[at] ?? 0) } : null
}
