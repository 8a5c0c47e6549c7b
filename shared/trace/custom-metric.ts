import { distributionOf } from './distribution.ts'
import { type MetricUnit, metricUnits, noneCarries } from './metric.ts'
import { numbersOf } from './metrics-coval.ts'
import type { SimulationTrace } from './model.ts'
import { withoutDuplicates } from './repeats.ts'

/** Coval's eleven. The first eight read a numeric attribute, the last three count spans. */
export const aggregations = [
  'average',
  'median',
  'p90',
  'p95',
  'p99',
  'max',
  'min',
  'sum',
  'count',
  'error_rate',
  'success_rate',
] as const
export type Aggregation = (typeof aggregations)[number]

export interface CustomMetric {
  readonly name: string
  /** The exact span name as the store has it, so `llm` for every LLM span of an import. */
  readonly spanName: string
  /** The numeric attribute; `count` and the rates ignore it. */
  readonly attribute: string | null
  readonly aggregation: Aggregation
  /** How the value is labelled. Rates are a share of 1, or of 100 where the unit is `percent`; nothing else is converted. */
  readonly unit: MetricUnit
}

export type CustomMetricResult =
  | {
      readonly ok: true
      readonly value: number
      readonly unit: MetricUnit
      /** Spans that the value rests on, and spans of that name. */
      readonly samples: number
      readonly spans: number
    }
  | { readonly ok: false; readonly error: string }

/** Evaluates a metric over one simulation. No spans of the name, or none with the attribute, is an error and never a zero. */
export function evaluateCustomMetric(trace: SimulationTrace, metric: CustomMetric): CustomMetricResult {
  if (!metricUnits.includes(metric.unit)) return failed(`Unknown unit ${metric.unit}.`)
  const spans = withoutDuplicates(trace).trace.spans.filter((span) => span.name === metric.spanName)
  if (spans.length === 0) return failed(`No spans named ${metric.spanName}.`)
  const succeed = (value: number, samples: number): CustomMetricResult => ({
    ok: true,
    value,
    unit: metric.unit,
    samples,
    spans: spans.length,
  })
  const { aggregation } = metric
  if (aggregation === 'count') return succeed(spans.length, spans.length)
  if (aggregation === 'error_rate' || aggregation === 'success_rate') {
    const errors = spans.filter((span) => span.error).length
    const rate = (aggregation === 'error_rate' ? errors : spans.length - errors) / spans.length
    return succeed(metric.unit === 'percent' ? rate * 100 : rate, spans.length)
  }
  if (metric.attribute === null || metric.attribute === '') return failed(`${aggregation} needs a numeric attribute.`)
  const distribution = distributionOf(numbersOf(spans, metric.attribute))
  if (distribution === null) {
    return failed(
      noneCarries(
        spans.length,
        `span named ${metric.spanName}`,
        `spans named ${metric.spanName}`,
        `a number in ${metric.attribute}`,
      ),
    )
  }
  return succeed(distribution[aggregation], distribution.count)
}

const failed = (error: string): CustomMetricResult => ({ ok: false, error })
