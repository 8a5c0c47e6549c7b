import type { Metric } from './metric.ts'
import { latencyMetrics, tokenMetric, toolCallMetric } from './metrics-coval.ts'
import { durationMetrics, errorRateMetric } from './metrics-timing.ts'
import { tokensByModelMetric, toolsMetric } from './metrics-usage.ts'
import type { SpanTree } from './tree.ts'

/** Every built-in metric of one simulation, each with its value or the reason why these spans do not give one. O(n log n). */
export function builtInMetrics(tree: SpanTree): Metric[] {
  return [
    ...latencyMetrics(tree.trace),
    tokenMetric(tree.trace),
    toolCallMetric(tree.trace),
    ...durationMetrics(tree),
    errorRateMetric(tree),
    tokensByModelMetric(tree.trace),
    toolsMetric(tree.trace),
  ]
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
