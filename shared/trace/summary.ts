import { type TraceKind, traceKinds } from './kind.ts'
import { countedOnce, findRepeats } from './repeats.ts'
import { sumTokens, type TokenUsage } from './tokens.ts'
import type { SpanProblem, SpanTree } from './tree.ts'

export interface KindSummary {
  readonly kind: TraceKind
  readonly spans: number
  readonly errors: number
  /** Sum of the spans' durations; overlapping ones count each. */
  readonly totalUs: number
  /** Time that no child span accounts for. */
  readonly selfUs: number
}

/** What the detail panel shows while nothing is selected. */
export interface TraceSummary {
  readonly spans: number
  readonly traces: number
  readonly errors: number
  readonly durationUs: number
  readonly maxDepth: number
  /** Most self time first; types without a span are left out. */
  readonly kinds: readonly KindSummary[]
  readonly tokens: TokenUsage
  readonly problems: Readonly<Record<SpanProblem, number>>
  /** Traces without a root of their own. */
  readonly tracesWithoutRoot: number
  /** Spans whose end lies before their start; they count as having no length. */
  readonly endsBeforeStart: number
}

/** Sums up one simulation, or those of its spans that `wanted` selects. O(n). */
export function summarise(tree: SpanTree, wanted: (index: number) => boolean = () => true): TraceSummary {
  const spans = tree.trace.spans.filter((span) => wanted(span.index))
  const kinds = new Map(traceKinds.map((kind) => [kind, { kind, spans: 0, errors: 0, totalUs: 0, selfUs: 0 }]))
  const problems: Record<SpanProblem, number> = { orphan: 0, cycle: 0, duplicate: 0 }
  const traces = new Set<number>()
  let maxDepth = 0
  let errors = 0
  let endsBeforeStart = 0
  let startUs = Number.POSITIVE_INFINITY
  let endUs = 0
  for (const span of spans) {
    traces.add(tree.traceOf[span.index] ?? -1)
    maxDepth = Math.max(maxDepth, tree.depth[span.index] ?? 0)
    startUs = Math.min(startUs, span.startUs)
    endUs = Math.max(endUs, span.endUs)
    if (span.error) errors++
    if (span.end < span.start) endsBeforeStart++
    const problem = tree.problems.get(span.index)
    if (problem !== undefined) problems[problem]++
    const kind = kinds.get(span.kind)
    if (kind === undefined) continue
    kind.spans++
    if (span.error) kind.errors++
    kind.totalUs += span.endUs - span.startUs
    kind.selfUs += tree.selfUs[span.index] ?? 0
  }
  return {
    spans: spans.length,
    traces: traces.size,
    errors,
    durationUs: spans.length === 0 ? 0 : endUs - startUs,
    maxDepth,
    kinds: [...kinds.values()].filter((kind) => kind.spans > 0).sort((a, b) => b.selfUs - a.selfUs || b.spans - a.spans),
    tokens: sumTokens(countedOnce(spans, findRepeats(tree))),
    problems,
    tracesWithoutRoot: tree.traces.filter((trace, place) => traces.has(place) && trace.problem === 'no-root').length,
    endsBeforeStart,
  }
}
