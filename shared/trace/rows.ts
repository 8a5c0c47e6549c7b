import type { TraceKind } from './kind.ts'
import type { SpanTree } from './tree.ts'

export interface RowFilter {
  /** The types to show; null shows all. */
  readonly kinds: ReadonlySet<TraceKind> | null
  readonly errorsOnly: boolean
  /** Search hits by span (1 = hit); null shows all. */
  readonly hits: Uint8Array | null
}

export const noFilter: RowFilter = { kinds: null, errorsOnly: false, hits: null }

/** What the filter leaves of the tree, by span. */
export interface FilteredTree {
  /** 0: hidden. 1: kept only because a span below it is selected. 2: selected by the filter itself. */
  readonly keep: Uint8Array
  readonly selected: number
  /** Selected spans in the subtree of each span, itself included. */
  readonly selectedWithin: Int32Array
}

export const hidden = 0
export const keptAsAncestor = 1
export const selected = 2

/** Applies the filter to every span and keeps the ancestors of what it selects. O(n). */
export function filterTree(tree: SpanTree, filter: RowFilter): FilteredTree {
  const size = tree.order.length
  const keep = new Uint8Array(size)
  const selectedWithin = new Int32Array(size)
  let count = 0
  for (let place = size - 1; place >= 0; place--) {
    const index = tree.order[place] ?? 0
    const span = tree.trace.spans[index]
    if (span === undefined) continue
    const wanted =
      (filter.kinds === null || filter.kinds.has(span.kind)) &&
      (!filter.errorsOnly || span.error) &&
      (filter.hits === null || filter.hits[index] === 1)
    if (wanted) {
      count++
      selectedWithin[index] = (selectedWithin[index] ?? 0) + 1
    }
    const within = selectedWithin[index] ?? 0
    keep[index] = wanted ? selected : within > 0 ? keptAsAncestor : hidden
    const above = tree.parent[index] ?? -1
    if (above >= 0) selectedWithin[above] = (selectedWithin[above] ?? 0) + within
  }
  return { keep, selected: count, selectedWithin }
}

/** The rows of the waterfall, and of the accessible tree beside the flame graph. */
export interface VisibleRows {
  /** Span index by row. */
  readonly spans: Int32Array
  /** Row by span, -1 where the span has no row. */
  readonly rowOf: Int32Array
}

/**
 * The visible rows: what the filter keeps, without what lies below a collapsed span. A change of `collapsed` alone needs this
 * only, not the filter again; it visits visible rows and collapsed spans, not what they hide.
 */
export function visibleRows(tree: SpanTree, filtered: FilteredTree, collapsed: ReadonlySet<number>): VisibleRows {
  const { order, subtreeSize } = tree
  const rows = new Int32Array(order.length)
  const rowOf = new Int32Array(order.length).fill(-1)
  let count = 0
  let place = 0
  while (place < order.length) {
    const index = order[place] ?? 0
    if (filtered.keep[index] === hidden) {
      place += subtreeSize[index] ?? 1
      continue
    }
    rowOf[index] = count
    rows[count++] = index
    place += collapsed.has(index) ? (subtreeSize[index] ?? 1) : 1
  }
  return { spans: rows.subarray(0, count), rowOf }
}

/** Every span that has children at or below `depth`, so that rows deeper than it start out collapsed. */
export function collapsedBelow(tree: SpanTree, depth: number): Set<number> {
  const collapsed = new Set<number>()
  tree.order.forEach((index) => {
    if ((tree.depth[index] ?? 0) >= depth && (tree.childCount[index] ?? 0) > 0) collapsed.add(index)
  })
  return collapsed
}

/** `collapsed` without the ancestors of `index`, so that its row can be seen; the same set where nothing has to open. */
export function revealSpan(tree: SpanTree, collapsed: ReadonlySet<number>, index: number): ReadonlySet<number> {
  let opened: Set<number> | null = null
  for (let above = tree.parent[index] ?? -1; above >= 0; above = tree.parent[above] ?? -1) {
    if (!collapsed.has(above)) continue
    opened ??= new Set(collapsed)
    opened.delete(above)
  }
  return opened ?? collapsed
}

/**
 * The next selected span after (`step` 1) or before (`step` -1) `from` in tree order, round the end; also inside collapsed rows.
 * `from` -1 starts at the first or last one. -1 where nothing is selected.
 */
export function nextSelected(
  tree: SpanTree,
  filtered: FilteredTree,
  from: number,
  step: 1 | -1,
  wanted: (index: number) => boolean = () => true,
): number {
  const size = tree.order.length
  const first = from < 0 ? (step === 1 ? -1 : size) : (tree.position[from] ?? 0)
  for (let far = 1; far <= size; far++) {
    const index = tree.order[(((first + far * step) % size) + size) % size] ?? 0
    if (filtered.keep[index] === selected && wanted(index)) return index
  }
  return -1
}
