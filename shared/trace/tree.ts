import { compareSpans, type SimulationTrace, type TraceSpan } from './model.ts'

/**
 * Why a span does not stand where its parent id says.
 * `orphan`: its parent is not in its trace, so it stands as a root. `cycle`: its parents lead back to itself, so the earliest
 * span of the ring stands as a root. `duplicate`: an earlier span of the trace has the same id, and that one has the children.
 */
export type SpanProblem = 'orphan' | 'cycle' | 'duplicate'

/** One trace of the simulation. `no-root`: no span of it is a root of its own accord, as when the root was not yet stored. */
export interface TreeTrace {
  readonly traceId: string
  /** Its roots in order, those by problem included. */
  readonly roots: readonly number[]
  readonly spans: number
  readonly errors: number
  readonly startUs: number
  readonly endUs: number
  readonly problem: 'no-root' | null
}

/**
 * One forest over all traces of a simulation, as arrays by span index (-1 stands for none). Every span is in it exactly once.
 * Siblings and roots stand in the room's order (start, end, span id), traces by their earliest start.
 */
export interface SpanTree {
  readonly trace: SimulationTrace
  readonly parent: Int32Array
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
  readonly childCount: Int32Array
  readonly depth: Int32Array
  /** Span indices depth first; the subtree of a span is contiguous in it. */
  readonly order: Int32Array
  /** Where a span stands in `order`. */
  readonly position: Int32Array
  /** Spans of the subtree, itself included. */
  readonly subtreeSize: Int32Array
  /** Microseconds that no child covers. */
  readonly selfUs: Float64Array
  readonly traces: readonly TreeTrace[]
  /** Place in `traces`, by span. */
  readonly traceOf: Int32Array
  readonly problems: ReadonlyMap<number, SpanProblem>
}

/** Builds the forest in O(n) where spans come in order, else in O(n log n), without recursion: depth and breadth are bounded by memory only. */
export function buildTree(trace: SimulationTrace): SpanTree {
  const { spans } = trace
  const size = spans.length
  // From here on numbers only: spans lie scattered in memory, and going through them in another order than theirs is what takes time.
  const { sorted, rank } = putInOrder(trace)
  const problems = new Map<number, SpanProblem>()
  const { traceOf, traceIds } = findTraces(trace, rank)
  const parent = findParents(trace, rank, traceOf, traceIds.length, problems)
  breakCycles(sorted, rank, parent, problems)

  const firstChild = new Int32Array(size).fill(-1)
  const nextSibling = new Int32Array(size).fill(-1)
  const childCount = new Int32Array(size)
  const lastChild = new Int32Array(size).fill(-1)
  const roots: number[][] = traceIds.map(() => [])
  for (const index of sorted) {
    const above = parent[index] ?? -1
    if (above < 0) {
      roots[traceOf[index] ?? 0]?.push(index)
      continue
    }
    const before = lastChild[above] ?? -1
    if (before < 0) firstChild[above] = index
    else nextSibling[before] = index
    lastChild[above] = index
    childCount[above] = (childCount[above] ?? 0) + 1
  }

  const depth = new Int32Array(size)
  const order = new Int32Array(size)
  const position = new Int32Array(size)
  let written = 0
  for (const root of roots.flat()) {
    let at = root
    while (at >= 0) {
      order[written] = at
      position[at] = written++
      const child = firstChild[at] ?? -1
      if (child >= 0) {
        depth[child] = (depth[at] ?? 0) + 1
        at = child
        continue
      }
      while (at >= 0 && at !== root && (nextSibling[at] ?? -1) < 0) at = parent[at] ?? -1
      if (at === root) break
      const next = nextSibling[at] ?? -1
      if (next >= 0) depth[next] = depth[at] ?? 0
      at = next
    }
  }

  const subtreeSize = new Int32Array(size).fill(1)
  for (let place = size - 1; place >= 0; place--) {
    const index = order[place] ?? 0
    const above = parent[index] ?? -1
    if (above >= 0) subtreeSize[above] = (subtreeSize[above] ?? 0) + (subtreeSize[index] ?? 0)
  }

  return {
    trace,
    parent,
    firstChild,
    nextSibling,
    childCount,
    depth,
    order,
    position,
    subtreeSize,
    selfUs: selfTimes(trace, firstChild, nextSibling),
    traces: describeTraces(trace, traceIds, roots, traceOf),
    traceOf,
    problems,
  }
}

/** Span indices in the room's order, and the place of each in it. The engine sends spans in that order: then O(n), else O(n log n). */
function putInOrder({ spans }: SimulationTrace) {
  const sorted = new Int32Array(spans.length)
  const rank = new Int32Array(spans.length)
  const put = ({ index }: TraceSpan, place: number): void => {
    sorted[place] = index
    rank[index] = place
  }
  let before: TraceSpan | null = null
  for (const span of spans) {
    if (before !== null && compareSpans(before, span) > 0) {
      ;[...spans].sort(compareSpans).forEach(put)
      return { sorted, rank }
    }
    before = span
  }
  spans.forEach(put)
  return { sorted, rank }
}

/** The children of one span in order. */
export function* childrenOf(tree: SpanTree, index: number): Generator<number> {
  for (let child = tree.firstChild[index] ?? -1; child >= 0; child = tree.nextSibling[child] ?? -1) yield child
}

/** The parents of a span from the nearest up to its root. */
export function ancestorsOf(tree: SpanTree, index: number): number[] {
  const chain: number[] = []
  for (let above = tree.parent[index] ?? -1; above >= 0; above = tree.parent[above] ?? -1) chain.push(above)
  return chain
}

/** Numbers the traces by their first span in order. */
function findTraces({ spans }: SimulationTrace, rank: Int32Array) {
  const places = new Map<string, number>()
  const traces: { id: string; first: number; place: number }[] = []
  const traceOf = new Int32Array(spans.length)
  for (const { traceId, index } of spans) {
    const place = places.get(traceId) ?? traces.length
    const first = rank[index] ?? 0
    const known = traces[place]
    if (known === undefined) {
      places.set(traceId, place)
      traces.push({ id: traceId, first, place })
    } else if (first < known.first) known.first = first
    traceOf[index] = place
  }
  traces.sort((a, b) => a.first - b.first)
  const numberOf = new Int32Array(traces.length)
  traces.forEach(({ place }, number) => {
    numberOf[place] = number
  })
  for (let index = 0; index < traceOf.length; index++) traceOf[index] = numberOf[traceOf[index] ?? 0] ?? 0
  return { traceOf, traceIds: traces.map((trace) => trace.id) }
}

/** Of spans with one id the first in order is the parent of those that name it; the others are duplicates. */
function findParents(
  { spans, parents: known }: SimulationTrace,
  rank: Int32Array,
  traceOf: Int32Array,
  traces: number,
  problems: Map<number, SpanProblem>,
): Int32Array {
  // Looking ids up is most of what a large tree costs.
  if (known !== undefined) {
    for (const { parentSpanId, index } of spans)
      if (parentSpanId !== null && (known[index] ?? -1) < 0) problems.set(index, 'orphan')
    return known.slice()
  }
  const byId: Map<string, number>[] = Array.from({ length: traces }, () => new Map())
  for (const { spanId, index } of spans) {
    const ids = byId[traceOf[index] ?? 0]
    const other = ids?.get(spanId)
    const isFirst = other === undefined || (rank[index] ?? 0) < (rank[other] ?? 0)
    if (other !== undefined) problems.set(isFirst ? other : index, 'duplicate')
    if (isFirst) ids?.set(spanId, index)
  }
  const parent = new Int32Array(spans.length).fill(-1)
  for (const { parentSpanId, index } of spans) {
    if (parentSpanId === null) continue
    const above = byId[traceOf[index] ?? 0]?.get(parentSpanId)
    if (above !== undefined) parent[index] = above
    else if (!problems.has(index)) problems.set(index, 'orphan')
  }
  return parent
}

/** Follows the parents of every span once. A walk that meets itself has found a ring: its earliest span becomes a root. */
function breakCycles(sorted: Int32Array, rank: Int32Array, parent: Int32Array, problems: Map<number, SpanProblem>): void {
  const walkOf = new Int32Array(parent.length)
  let walk = 0
  for (const index of sorted) {
    walk++
    let at = index
    while (at >= 0 && walkOf[at] === 0) {
      walkOf[at] = walk
      at = parent[at] ?? -1
    }
    if (at < 0 || walkOf[at] !== walk) continue
    let earliest = at
    for (let member = parent[at] ?? -1; member !== at && member >= 0; member = parent[member] ?? -1) {
      if ((rank[member] ?? 0) < (rank[earliest] ?? 0)) earliest = member
    }
    parent[earliest] = -1
    problems.set(earliest, 'cycle')
  }
}

/** A span's time minus the union of its children's, as far as they lie within it. */
function selfTimes({ spans }: SimulationTrace, firstChild: Int32Array, nextSibling: Int32Array): Float64Array {
  const startUs = new Float64Array(spans.length)
  const endUs = new Float64Array(spans.length)
  for (const span of spans) {
    startUs[span.index] = span.startUs
    endUs[span.index] = span.endUs
  }
  const selfUs = new Float64Array(spans.length)
  for (let index = 0; index < spans.length; index++) {
    const end = endUs[index] ?? 0
    let self = end - (startUs[index] ?? 0)
    let reached = startUs[index] ?? 0
    for (let child = firstChild[index] ?? -1; child >= 0; child = nextSibling[child] ?? -1) {
      const from = Math.max(startUs[child] ?? 0, reached)
      const to = Math.min(endUs[child] ?? 0, end)
      if (to <= from) continue
      self -= to - from
      reached = to
    }
    selfUs[index] = self
  }
  return selfUs
}

function describeTraces(
  trace: SimulationTrace,
  traceIds: readonly string[],
  roots: readonly (readonly number[])[],
  traceOf: Int32Array,
): TreeTrace[] {
  const counts = traceIds.map(() => ({ spans: 0, errors: 0, startUs: Number.POSITIVE_INFINITY, endUs: 0 }))
  for (const span of trace.spans) {
    const count = counts[traceOf[span.index] ?? 0]
    if (count === undefined) continue
    count.spans++
    if (span.error) count.errors++
    count.startUs = Math.min(count.startUs, span.startUs)
    count.endUs = Math.max(count.endUs, span.endUs)
  }
  return counts.map((count, place) => {
    const own = roots[place] ?? []
    const rooted = own.some((index) => trace.spans[index]?.parentSpanId === null)
    return { traceId: traceIds[place] ?? '', roots: own, ...count, problem: rooted ? null : 'no-root' }
  })
}
