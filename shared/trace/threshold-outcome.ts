import { type CustomMetric, evaluateCustomMetric } from './custom-metric.ts'
import { type Distribution, distributionOf, inSeconds } from './distribution.ts'
import { measuredTree } from './metrics.ts'
import { numbersOf, toolCallMetric } from './metrics-coval.ts'
import { toolCalls } from './metrics-usage.ts'
import type { TraceSpan } from './model.ts'
import { countedOnce, findRepeats } from './repeats.ts'
import type { Comparison, Threshold } from './threshold.ts'
import { sumTokens } from './tokens.ts'
import type { SpanTree } from './tree.ts'

export type ThresholdOutcome =
  | { readonly kind: 'compared'; readonly holds: boolean; readonly value: number; readonly samples: number }
  /** Neither met nor missed: the spans do not give the figure. A gate must not pass on it. */
  | { readonly kind: 'not-computable'; readonly because: string }

/** Evaluates a threshold over one simulation. Spans are those of the type, else those of the name in the store or in Phoenix. */
export function evaluateThreshold(whole: SpanTree, threshold: Threshold): ThresholdOutcome {
  const { tree } = measuredTree(whole)
  const { spans: all } = tree.trace
  if (all.length === 0) return impossible('There are no spans.')
  const wanted = threshold.spans
  let chosen: readonly TraceSpan[] = all
  if (wanted !== null) {
    const ofKind = all.filter((span) => span.kind === wanted)
    chosen = ofKind.length > 0 ? ofKind : all.filter((span) => span.name === wanted || span.phoenixName === wanted)
    if (chosen.length === 0) return impossible(`No spans named ${wanted}, and none of that type.`)
  }
  const figure = threshold.metric === null ? measure(tree, threshold, chosen) : measureSaved(tree, threshold, threshold.metric)
  if (figure.kind === 'not-computable') return figure
  return { ...figure, holds: compare(figure.value, threshold.comparison, threshold.limit) }
}

function measure(tree: SpanTree, threshold: Threshold, spans: readonly TraceSpan[]): ThresholdOutcome {
  const errors = spans.filter((span) => span.error).length
  switch (threshold.figure) {
    case 'duration':
      return figure(tree.trace.durationUs / 1e6, spans.length)
    case 'spans':
    case 'count':
      return figure(spans.length, spans.length)
    case 'errors':
      return figure(errors, spans.length)
    case 'error_rate':
      return figure(errors / spans.length, spans.length)
    case 'success_rate':
      return figure((spans.length - errors) / spans.length, spans.length)
    case 'tools':
      return figure(toolCalls(tree).length, spans.length)
    case 'tool_calls': {
      const { result } = toolCallMetric(tree.trace)
      return result.computable ? figure(result.value, result.samples) : impossible(result.because)
    }
    case 'self':
      return figure(spans.reduce((sum, span) => sum + (tree.selfUs[span.index] ?? 0), 0) / 1e6, spans.length)
    case 'tokens':
    case 'input_tokens':
    case 'output_tokens': {
      const usage = sumTokens(countedOnce(spans, findRepeats(tree)))
      if (usage.counted === 0) return impossible('No LLM span carries token counts.')
      const { input, output } = usage
      const value = threshold.figure === 'tokens' ? input + output : threshold.figure === 'input_tokens' ? input : output
      return figure(value, usage.counted)
    }
    default: {
      const { attribute } = threshold
      const distribution =
        attribute === null
          ? inSeconds(distributionOf(spans.map((span) => span.endUs - span.startUs)))
          : distributionOf(numbersOf(spans, attribute).map((value) => value * threshold.factor))
      if (distribution === null)
        return impossible(`No span of ${threshold.spans ?? 'the simulation'} carries a number in ${attribute}.`)
      return figure(distribution[threshold.figure as keyof Distribution], distribution.count)
    }
  }
}

function measureSaved({ trace }: SpanTree, { factor }: Threshold, metric: CustomMetric): ThresholdOutcome {
  const result = evaluateCustomMetric(trace, metric)
  return result.ok ? figure(result.value * factor, result.samples) : impossible(result.error)
}

const figure = (value: number, samples: number): ThresholdOutcome => ({ kind: 'compared', holds: false, value, samples })
const impossible = (because: string): ThresholdOutcome => ({ kind: 'not-computable', because })

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '>':
      return value > limit
    case '<':
      return value < limit
    case '>=':
      return value >= limit
    case '<=':
      return value <= limit
    case '==':
      return value === limit
    case '!=':
      return value !== limit
  }
}
