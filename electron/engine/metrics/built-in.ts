import { CompanionError } from '../../../shared/contract/errors.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type {
  CustomMetricAnswer,
  CustomMetricDraft,
  MetricsReport,
  MetricView,
  ThresholdResult,
} from '../../../shared/contract/metrics.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import type { Metric } from '../../../shared/trace/metric.ts'
import { builtInMetrics, coverageOf } from '../../../shared/trace/metrics.ts'
import { evaluateThreshold, parseThreshold, type Threshold } from '../../../shared/trace/threshold.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { SpanSources } from '../trace/span-sources.ts'

/** Every built-in metric of a source. An outline holds all that they read. */
export async function measureSource(sources: SpanSources, source: SpanSource): Promise<MetricsReport> {
  const { header, trace } = await sources.outlinedTrace(source)
  const metrics = builtInMetrics(buildTree(trace))
  const { computable, missing } = coverageOf(metrics)
  return {
    format: reportFormat,
    source,
    simulation: header.simulation,
    spans: header.spans,
    partial: header.partial,
    metrics: metrics.map(viewMetric),
    computable: computable.length,
    missing: missing.map(({ metric, because }) => ({ id: metric.id, title: metric.title, because })),
  }
}

/** A custom metric over a source; what it reads beside the outline is read with it. */
export async function measureCustom(
  sources: SpanSources,
  source: SpanSource,
  metric: CustomMetricDraft,
): Promise<CustomMetricAnswer> {
  const { trace } = await sources.outlinedTrace(source, metric.attribute === null ? [] : [metric.attribute])
  return evaluateCustomMetric(trace, metric)
}

/** Reads thresholds. Throws `usage` naming the one that cannot be read, and the character. */
export function readThresholds(texts: readonly string[]): Threshold[] {
  return texts.map((text) => {
    const parsed = parseThreshold(text)
    if (parsed.ok) return parsed.threshold
    throw new CompanionError('usage', `The threshold ${text} cannot be read at character ${parsed.at + 1}: ${parsed.problem}`)
  })
}

/** A gate: a threshold names what must not be. It fails where it holds, and does not pass where it cannot be computed. */
export async function checkThresholds(
  sources: SpanSources,
  source: SpanSource,
  thresholds: readonly Threshold[],
): Promise<ThresholdResult[]> {
  const attributes = thresholds.flatMap(({ attribute }) => (attribute === null ? [] : [attribute]))
  const { trace } = await sources.outlinedTrace(source, attributes)
  const tree = buildTree(trace)
  return thresholds.map((threshold): ThresholdResult => {
    const outcome = evaluateThreshold(tree, threshold)
    return outcome.kind === 'not-computable'
      ? { text: threshold.text, outcome: 'not-computable', value: null, because: outcome.because }
      : { text: threshold.text, outcome: outcome.holds ? 'failed' : 'passed', value: outcome.value, because: null }
  })
}

export function viewMetric({ id, title, unit, origin, reads, result }: Metric): MetricView {
  return {
    id,
    title,
    unit,
    origin,
    reads,
    result: result.computable
      ? { ...result, groups: result.groups.map((group) => ({ ...group, figures: { ...group.figures } })) }
      : { ...result },
  }
}
