import { Lanes } from './lanes.ts'
import { childrenOf, type SpanTree } from './tree.ts'

/**
 * The flame graph as arrays. Rows run downwards; a span's children stand below it, and nothing but descendants stands between.
 * Children that run at the same time stand in lanes of their own, so that no two bars of a row overlap.
 */
export interface FlameLayout {
  readonly rows: number
  /** Row by span. */
  readonly rowOf: Int32Array
  /** Row r holds the slots `rowStart[r]` up to `rowStart[r + 1]`, by start. */
  readonly rowStart: Int32Array
  /** By slot: the span and its times in microseconds. */
  readonly spanOf: Int32Array
  readonly startUs: Float64Array
  readonly endUs: Float64Array
}

/**
 * Lays out the whole forest in O(n log n). From the leaves up, each subtree becomes a block (its extent in time, its height);
 * sibling blocks share a lane where they do not overlap in time, and a lane is as high as its highest block.
 */
export function layOutFlame(tree: SpanTree): FlameLayout {
  const { spans } = tree.trace
  const size = spans.length
  const height = new Int32Array(size).fill(1)
  const extentEnd = new Float64Array(size)
  const extentStart = new Float64Array(size)
  /** Rows between a span and its parent's first row of children. */
  const offset = new Int32Array(size)

  for (let place = size - 1; place >= 0; place--) {
    const index = tree.order[place] ?? 0
    const span = spans[index]
    if (span === undefined) continue
    extentStart[index] = span.startUs
    extentEnd[index] = span.endUs
    for (const child of childrenOf(tree, index)) {
      extentStart[index] = Math.min(extentStart[index] ?? 0, extentStart[child] ?? 0)
      extentEnd[index] = Math.max(extentEnd[index] ?? 0, extentEnd[child] ?? 0)
    }
    if ((tree.childCount[index] ?? 0) > 0) height[index] = 1 + stack(childrenOf(tree, index), tree.childCount[index] ?? 0)
  }
  const roots = tree.traces.flatMap((trace) => trace.roots)
  const rows = stack(roots, roots.length)

  const rowOf = new Int32Array(size)
  for (const index of tree.order) {
    const above = tree.parent[index] ?? -1
    rowOf[index] = (offset[index] ?? 0) + (above < 0 ? 0 : (rowOf[above] ?? 0) + 1)
  }
  return { rows, rowOf, ...slotsByRow(tree, rowOf, rows) }

  /** Gives sibling blocks their lanes and returns the rows that they need together. */
  function stack(siblings: Iterable<number>, count: number): number {
    const lanes = new Lanes(count)
    const laneOf: [number, number][] = []
    const laneHeight: number[] = []
    // A block may begin before its own span does (a child that starts early), so blocks are put in order by their extent.
    const blocks = [...siblings].sort((a, b) => (extentStart[a] ?? 0) - (extentStart[b] ?? 0))
    for (const block of blocks) {
      const lane = lanes.take(extentStart[block] ?? 0, extentEnd[block] ?? 0)
      laneOf.push([block, lane])
      laneHeight[lane] = Math.max(laneHeight[lane] ?? 0, height[block] ?? 1)
    }
    const laneTop: number[] = []
    let top = 0
    for (const rowsOfLane of laneHeight) {
      laneTop.push(top)
      top += rowsOfLane
    }
    for (const [block, lane] of laneOf) offset[block] = laneTop[lane] ?? 0
    return top
  }
}

function slotsByRow(tree: SpanTree, rowOf: Int32Array, rows: number) {
  const { spans } = tree.trace
  const rowStart = new Int32Array(rows + 1)
  for (const row of rowOf) rowStart[row + 1] = (rowStart[row + 1] ?? 0) + 1
  for (let row = 0; row < rows; row++) rowStart[row + 1] = (rowStart[row + 1] ?? 0) + (rowStart[row] ?? 0)
  const byStart = Int32Array.from(spans.keys()).sort((a, b) => compareStarts(spans[a], spans[b]) || a - b)
  const next = rowStart.slice()
  const spanOf = new Int32Array(spans.length)
  const startUs = new Float64Array(spans.length)
  const endUs = new Float64Array(spans.length)
  for (const index of byStart) {
    const row = rowOf[index] ?? 0
    const slot = next[row] ?? 0
    next[row] = slot + 1
    spanOf[slot] = index
    startUs[slot] = spans[index]?.startUs ?? 0
    endUs[slot] = spans[index]?.endUs ?? 0
  }
  return { rowStart, spanOf, startUs, endUs }
}

interface Bar {
  readonly startUs: number
  readonly endUs: number
}
const compareStarts = (a: Bar | undefined, b: Bar | undefined): number =>
  (a?.startUs ?? 0) - (b?.startUs ?? 0) || (a?.endUs ?? 0) - (b?.endUs ?? 0)

export interface FlameRange {
  readonly startUs: number
  readonly endUs: number
  readonly firstRow: number
  /** Exclusive. */
  readonly endRow: number
  /** Bars shorter than this are drawn as one; a pixel's worth of time. */
  readonly minUs: number
}

/**
 * Calls `draw` for each bar that meets the range. Bars shorter than `minUs` are merged with those that follow within `minUs`:
 * `index` is then the first of them and `merged` their number, so that the work is bounded by pixels, not by spans.
 */
export function eachVisibleBar(
  layout: FlameLayout,
  range: FlameRange,
  draw: (bar: { index: number; row: number; startUs: number; endUs: number; merged: number }) => void,
): void {
  const { rowStart, startUs, endUs, spanOf } = layout
  for (let row = Math.max(0, range.firstRow); row < Math.min(layout.rows, range.endRow); row++) {
    const end = rowStart[row + 1] ?? 0
    let slot = lowerBound(endUs, range.startUs, rowStart[row] ?? 0, end)
    while (slot < end && (startUs[slot] ?? 0) <= range.endUs) {
      const start = startUs[slot] ?? 0
      let after = slot + 1
      if ((endUs[slot] ?? 0) - start < range.minUs) after = Math.max(after, lowerBound(endUs, start + range.minUs, after, end))
      draw({ index: spanOf[slot] ?? 0, row, startUs: start, endUs: endUs[after - 1] ?? 0, merged: after - slot })
      slot = after
    }
  }
}

/** The span at a row and time, or the nearest one within `slackUs`; -1 where there is none. */
export function spanAt(layout: FlameLayout, row: number, timeUs: number, slackUs: number): number {
  if (row < 0 || row >= layout.rows) return -1
  const end = layout.rowStart[row + 1] ?? 0
  const first = lowerBound(layout.endUs, timeUs - slackUs, layout.rowStart[row] ?? 0, end)
  let best = -1
  let bestFar = Number.POSITIVE_INFINITY
  for (let slot = first; slot < end && (layout.startUs[slot] ?? 0) <= timeUs + slackUs; slot++) {
    const far = Math.max((layout.startUs[slot] ?? 0) - timeUs, timeUs - (layout.endUs[slot] ?? 0), 0)
    if (far < bestFar) {
      bestFar = far
      best = layout.spanOf[slot] ?? -1
    }
    if (bestFar === 0) break
  }
  return best
}

/** The first place in `[from, to)` whose value is not below `wanted`. */
function lowerBound(values: Float64Array, wanted: number, from: number, to: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
