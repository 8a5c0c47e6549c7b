import type { SpanTree } from './tree.ts'

export interface Turn {
  /** The turn's own span; for a trace, its first root. */
  readonly index: number
  readonly startUs: number
  readonly endUs: number
}

export interface Turns {
  /**
   * How turns were told apart. `spans`: the outermost spans of type turn. `traces`: no span is a turn, but there are several
   * traces, and one trace a turn is the rule. `none`: one trace without turn spans; its turns cannot be told apart.
   */
  readonly by: 'spans' | 'traces' | 'none'
  /** By start. */
  readonly turns: readonly Turn[]
  /** Turn by span, -1 outside every turn. */
  readonly turnOf: Int32Array
}

export function findTurns(tree: SpanTree): Turns {
  const { spans } = tree.trace
  const turnOf = new Int32Array(spans.length).fill(-1)
  const outermost = outermostTurns(tree)
  if (outermost.length > 0) {
    outermost.sort((a, b) => a.startUs - b.startUs || (tree.position[a.index] ?? 0) - (tree.position[b.index] ?? 0))
    outermost.forEach((turn, number) => {
      const first = tree.position[turn.index] ?? 0
      for (let place = first; place < first + (tree.subtreeSize[turn.index] ?? 1); place++)
        turnOf[tree.order[place] ?? 0] = number
    })
    return { by: 'spans', turns: outermost, turnOf }
  }
  if (tree.traces.length < 2) return { by: 'none', turns: [], turnOf }
  tree.traceOf.forEach((trace, index) => {
    turnOf[index] = trace
  })
  return {
    by: 'traces',
    turns: tree.traces.map(({ roots, startUs, endUs }) => ({ index: roots[0] ?? -1, startUs, endUs })),
    turnOf,
  }
}

/** Walks the tree and steps over each turn's subtree, so that a turn within a turn is not one more. */
function outermostTurns(tree: SpanTree): Turn[] {
  const found: Turn[] = []
  let place = 0
  while (place < tree.order.length) {
    const span = tree.trace.spans[tree.order[place] ?? 0]
    if (span?.kind === 'turn') {
      found.push({ index: span.index, startUs: span.startUs, endUs: span.endUs })
      place += tree.subtreeSize[span.index] ?? 1
    } else place++
  }
  return found
}
