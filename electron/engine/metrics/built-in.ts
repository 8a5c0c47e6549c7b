import { CompanionError } from '../../../shared/contract/errors.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type {
  CustomMetricAnswer,
  CustomMetricDraft,
  MetricsReport,
  MetricView,
  SavedMetric,
  ThresholdResult,
} from '../../../shared/contract/metrics.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { type CustomMetric, evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import type { Metric } from '../../../shared/trace/metric.ts'
import { builtInMetrics, coverageOf } from '../../../shared/trace/metrics.ts'
import { parseThreshold, type Threshold } from '../../../shared/trace/threshold.ts'
import { evaluateThreshold } from '../../../shared/trace/threshold-outcome.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { SpanSources } from '../trace/span-sources.ts'

/** Every built-in metric of a source, and the saved ones. An outline holds all that they read. */
export async function measureSource(
  sources: SpanSources,
  source: SpanSource,
  saved: readonly SavedMetric[],
): Promise<MetricsReport> {
  const { header, trace } = await sources.outlinedTrace(source, attributesOf(saved))
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
    custom: saved.map((metric) => ({ metric, result: evaluateCustomMetric(trace, metric) })),
  }
}

/** What metrics read beside the outline. */
export const attributesOf = (metrics: readonly (CustomMetric | Threshold)[]): string[] =>
  metrics.flatMap(({ attribute }) => (attribute === null ? [] : [attribute]))

/** A custom metric over a source; what it reads beside the outline is read with it. */
export async function measureCustom(
  sources: SpanSources,
  source: SpanSource,
  metric: CustomMetricDraft,
): Promise<CustomMetricAnswer> {
  const { trace } = await sources.outlinedTrace(source, attributesOf([metric]))
  return evaluateCustomMetric(trace, metric)
}

/** Reads thresholds, which may name saved metrics. Throws `usage` naming the one that cannot be read, and the character. */
export function readThresholds(texts: readonly string[], saved: readonly SavedMetric[]): Threshold[] {
  return texts.map((text) => {
    const parsed = parseThreshold(text, saved)
    if (parsed.ok) return parsed.threshold
    throw new CompanionError('usage', `The threshold ${text} cannot be read at character ${parsed.at + 1}: ${parsed.problem}`)
  })
}

/**
 * A gate: a threshold names what must not be. It fails where it holds, and does not pass where it cannot be computed, nor over a
 * partial import unless that is allowed: what is missing could be what it asks for.
 */
export async function checkThresholds(
  sources: SpanSources,
  source: SpanSource,
  thresholds: readonly Threshold[],
  { allowPartial }: { readonly allowPartial: boolean },
): Promise<ThresholdResult[]> {
  const saved = thresholds.flatMap(({ metric }) => (metric === null ? [] : [metric]))
  const { header, trace } = await sources.outlinedTrace(source, attributesOf([...thresholds, ...saved]))
  const doubt = header.partial === null || allowPartial ? null : `The import is partial: ${header.partial.detail}`
  const tree = buildTree(trace)
  return thresholds.map((threshold): ThresholdResult => {
    const outcome = evaluateThreshold(tree, threshold)
    const { text } = threshold
    if (outcome.kind === 'not-computable') return { text, outcome: 'not-computable', value: null, because: outcome.because }
    if (outcome.holds) return { text, outcome: 'failed', value: outcome.value, because: null }
    if (doubt !== null) return { text, outcome: 'not-computable', value: null, because: doubt }
    return { text, outcome: 'passed', value: outcome.value, because: null }
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
