import { count, joinNotes, type Metric } from './metric.ts'
import { latencyMetrics, tokenMetric, toolCallMetric } from './metrics-coval.ts'
import { durationMetrics, errorRateMetric } from './metrics-timing.ts'
import { tokensByModelMetric, toolsMetric } from './metrics-usage.ts'
import { withoutDuplicates } from './repeats.ts'
import { buildTree, type SpanTree } from './tree.ts'

/** Every built-in metric of one simulation, each with its value or the reason why these spans do not give one. O(n log n). */
export function builtInMetrics(whole: SpanTree): Metric[] {
  const { tree, dropped } = measuredTree(whole)
  const metrics = [
    ...latencyMetrics(tree.trace),
    tokenMetric(tree),
    toolCallMetric(tree.trace),
    ...durationMetrics(tree),
    errorRateMetric(tree),
    tokensByModelMetric(tree),
    toolsMetric(tree),
  ]
  if (dropped === 0) return metrics
  const told = `${count(dropped, 'span has', 'spans have')} the id of another and ${dropped === 1 ? 'is' : 'are'} left out.`
  return metrics.map((metric) =>
    metric.result.computable ? { ...metric, result: { ...metric.result, note: joinNotes(metric.result.note, told) } } : metric,
  )
}

/** What every figure is computed from: each span once, however often it was stored. */
export function measuredTree(tree: SpanTree): { readonly tree: SpanTree; readonly dropped: number } {
  const { trace, dropped } = withoutDuplicates(tree.trace)
  return { tree: dropped === 0 ? tree : buildTree(trace), dropped }
}

export interface Coverage {
  readonly computable: readonly Metric[]
  readonly missing: readonly { readonly metric: Metric; readonly because: string }[]
}

/** The coverage panel: which metrics these spans give, and what the others lack. */
export function coverageOf(metrics: readonly Metric[]): Coverage {
  const computable: Metric[] = []
  const missing: { metric: Metric; because: string }[] = []
  for (const metric of metrics) {
    if (metric.result.computable) computable.push(metric)
    else missing.push({ metric, because: metric.result.because })
  }
  return { computable, missing }
}
