import { childrenOf, type SpanTree } from './tree.ts'

/** A stretch of time and the span that held things up then; `index` -1 where no span ran at all. */
export interface PathSegment {
  readonly index: number
  readonly startUs: number
  readonly endUs: number
}

interface Frame {
  readonly index: number
  readonly startUs: number
  readonly endUs: number
  /** Children by end, latest first. */
  readonly children: readonly number[]
  next: number
  cursorUs: number
}

/**
 * The critical path of the whole simulation, in order of time; its segments cover the simulation without overlap.
 * Walked from the end: at any moment the path goes to the child that ended last before it, and back to the parent where
 * none did. A child that outlives its parent counts up to the parent's end. O(n log n), no recursion.
 */
export function criticalPath(tree: SpanTree): PathSegment[] {
  const { spans, durationUs } = tree.trace
  const segments: PathSegment[] = []
  const emit = (index: number, startUs: number, endUs: number): void => {
    if (endUs > startUs) segments.push({ index, startUs, endUs })
  }
  const open = (index: number, children: Iterable<number>, startUs: number, endUs: number): Frame => {
    const end = (child: number): number => Math.min(spans[child]?.endUs ?? 0, endUs)
    // Of two that end together the one that started first explains more of the time.
    const sorted = [...children].sort((a, b) => end(b) - end(a) || (spans[a]?.startUs ?? 0) - (spans[b]?.startUs ?? 0) || a - b)
    return { index, startUs, endUs, children: sorted, next: 0, cursorUs: endUs }
  }
  const stack: Frame[] = [
    open(
      -1,
      tree.traces.flatMap((trace) => trace.roots),
      0,
      durationUs,
    ),
  ]
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = spans[frame.children[frame.next] ?? -1]
    if (child === undefined || frame.cursorUs <= frame.startUs) {
      emit(frame.index, frame.startUs, frame.cursorUs)
      stack.pop()
      continue
    }
    frame.next++
    const endUs = Math.min(child.endUs, frame.endUs)
    const startUs = Math.max(child.startUs, frame.startUs)
    // It ran beside the one already taken, or has no length within its parent.
    if (endUs > frame.cursorUs || endUs <= startUs) continue
    emit(frame.index, endUs, frame.cursorUs)
    frame.cursorUs = startUs
    stack.push(open(child.index, childrenOf(tree, child.index), startUs, endUs))
  }
  return segments.reverse()
}

/** A stretch in which nothing is to be seen: no span without children runs, and no span starts or ends. */
export interface IdleGap {
  readonly startUs: number
  readonly endUs: number
}

/** The idle gaps of at least `minUs`, in order of time. O(n log n). */
export function idleGaps(tree: SpanTree, minUs: number): IdleGap[] {
  const { spans } = tree.trace
  const leaves = spans.filter((span) => tree.childCount[span.index] === 0).sort((a, b) => a.startUs - b.startUs)
  const edges = new Float64Array(spans.length * 2)
  spans.forEach((span, at) => {
    edges[at * 2] = span.startUs
    edges[at * 2 + 1] = span.endUs
  })
  edges.sort()
  const gaps: IdleGap[] = []
  let leaf = 0
  let busyUntil = 0
  for (let at = 1; at < edges.length; at++) {
    const startUs = edges[at - 1] ?? 0
    const endUs = edges[at] ?? 0
    for (let next = leaves[leaf]; next !== undefined && next.startUs <= startUs; next = leaves[++leaf]) {
      busyUntil = Math.max(busyUntil, next.endUs)
    }
    if (endUs - startUs >= minUs && endUs > startUs && busyUntil <= startUs) gaps.push({ startUs, endUs })
  }
  return gaps
}
