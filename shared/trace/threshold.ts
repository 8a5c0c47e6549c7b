import { aggregations } from './custom-metric.ts'
import { type Distribution, distributionOf, inSeconds } from './distribution.ts'
import { numbersOf } from './metrics-coval.ts'
import type { TraceSpan } from './model.ts'
import { sumTokens } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/**
 * A threshold such as `p95(llm) > 2s`, `error_rate < 5%`, `tokens > 1000` or `average(llm, metrics.ttfb) >= 300ms`.
 *
 * Without an argument: `duration`, `spans`, `errors`, `error_rate`, `tokens`, `input_tokens`, `output_tokens`, `tool_calls`.
 * With a type of span or a span name: `average`, `median`, `p90`, `p95`, `p99`, `max`, `min`, `sum` of its durations (or of an
 * attribute, named second), `self`, `count`, `errors`, `error_rate`, `success_rate`, and the three token counts.
 */
export interface Threshold {
  readonly text: string
  readonly figure: string
  readonly spans: string | null
  readonly attribute: string | null
  readonly comparison: Comparison
  /** In the base of the dimension: seconds, a share of 1, or a plain number. */
  readonly limit: number
  readonly dimension: Dimension
}

export const comparisons = ['>=', '<=', '!=', '==', '>', '<'] as const
export type Comparison = (typeof comparisons)[number]
/** `any`: the number of an attribute, whose unit the span does not say; times are then seconds. */
export type Dimension = 'time' | 'ratio' | 'number' | 'any'

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  /** `at` is the character that the problem starts at, from 0. */
  | { readonly ok: false; readonly problem: string; readonly at: number }

export type ThresholdOutcome =
  | { readonly kind: 'compared'; readonly holds: boolean; readonly value: number; readonly samples: number }
  /** Neither met nor missed: the spans do not give the figure. A gate must not pass on it. */
  | { readonly kind: 'not-computable'; readonly because: string }

const plain: ReadonlyMap<string, Dimension> = new Map<string, Dimension>([
  ['duration', 'time'],
  ['spans', 'number'],
  ['tool_calls', 'number'],
])
const either: ReadonlyMap<string, Dimension> = new Map<string, Dimension>([
  ['errors', 'number'],
  ['error_rate', 'ratio'],
  ['tokens', 'number'],
  ['input_tokens', 'number'],
  ['output_tokens', 'number'],
])
const ofSpans: ReadonlyMap<string, Dimension> = new Map<string, Dimension>([
  ...aggregations.map((name): [string, Dimension] => [
    name,
    name === 'count' ? 'number' : name.endsWith('_rate') ? 'ratio' : 'time',
  ]),
  ['self', 'time'],
])
const measured: ReadonlySet<string> = new Set(['average', 'median', 'p90', 'p95', 'p99', 'max', 'min', 'sum'])

const units: ReadonlyMap<string, readonly [Dimension, number]> = new Map<string, readonly [Dimension, number]>([
  ['ns', ['time', 1e-9]],
  ['us', ['time', 1e-6]],
  ['µs', ['time', 1e-6]],
  ['ms', ['time', 1e-3]],
  ['s', ['time', 1]],
  ['min', ['time', 60]],
  ['h', ['time', 3600]],
  ['%', ['ratio', 0.01]],
])

const shape =
  /^(\s*)([a-z][a-z0-9_]*)(\s*)(?:\(\s*([^(),]*?)\s*(?:,\s*([^(),]*?)\s*)?\))?(\s*)(>=|<=|!=|==|=|>|<)(\s*)([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\s\d.]*)\s*$/i

/** Parses one threshold. A time needs a unit (`ns`, `us`, `ms`, `s`, `min`, `h`), so that 2 is never taken for the wrong one. */
export function parseThreshold(text: string): ParsedThreshold {
  const match = text.length > 1000 ? null : shape.exec(text)
  if (!match) {
    return {
      ok: false,
      problem: 'It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.',
      at: Math.max(0, text.search(/\S/)),
    }
  }
  const [, lead = '', word = '', , spans, attribute, , sign = '', , digits = '', unit = ''] = match
  const figure = word.toLowerCase()
  const place = (part: string): number => Math.max(0, text.lastIndexOf(part))
  const fail = (problem: string, at: number): ParsedThreshold => ({ ok: false, problem, at })
  if (sign === '=') return fail('Write == to ask for equality.', text.indexOf(sign))
  if (spans === '' || attribute === '') return fail('A name is missing between the brackets.', text.indexOf('('))
  const known = spans === undefined ? (plain.get(figure) ?? either.get(figure)) : (ofSpans.get(figure) ?? either.get(figure))
  if (known === undefined) {
    if (plain.has(figure)) return fail(`${figure} is of the whole simulation and takes no brackets.`, text.indexOf('('))
    if (ofSpans.has(figure)) return fail(`${figure} needs a type of span or a span name, as in ${figure}(llm).`, lead.length)
    const all = [...plain.keys(), ...either.keys(), ...ofSpans.keys()]
    return fail(`Unknown figure ${word}. Known are ${[...new Set(all)].join(', ')}.`, lead.length)
  }
  if (attribute !== undefined && !measured.has(figure)) return fail(`${figure} takes no attribute.`, text.indexOf(','))
  const dimension: Dimension = attribute === undefined ? known : 'any'
  const given = unit === '' ? null : units.get(unit.toLowerCase())
  if (given === undefined) return fail(`Unknown unit ${unit}. Known are ${[...units.keys()].join(', ')}.`, place(unit))
  if (given === null && dimension === 'time') return fail('A time needs a unit, such as ms or s.', place(digits))
  if (given !== null && dimension !== 'any' && given[0] !== dimension)
    return fail(`${figure} is not counted in ${unit}.`, place(unit))
  const comparison = comparisons.find((one) => one === sign) ?? '>'
  const limit = Number(digits) * (given?.[1] ?? 1)
  return {
    ok: true,
    threshold: { text, figure, spans: spans ?? null, attribute: attribute ?? null, comparison, limit, dimension },
  }
}

/** Evaluates a threshold over one simulation. Spans are those of the type, else those of the name in the store or in Phoenix. */
export function evaluateThreshold(tree: SpanTree, threshold: Threshold): ThresholdOutcome {
  const { spans: all } = tree.trace
  if (all.length === 0) return impossible('There are no spans.')
  const wanted = threshold.spans
  let chosen: readonly TraceSpan[] = all
  if (wanted !== null) {
    const ofKind = all.filter((span) => span.kind === wanted)
    chosen = ofKind.length > 0 ? ofKind : all.filter((span) => span.name === wanted || span.phoenixName === wanted)
    if (chosen.length === 0) return impossible(`No spans named ${wanted}, and none of that type.`)
  }
  const figure = measure(tree, threshold, chosen)
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
    case 'tool_calls':
      return figure(spans.filter((span) => span.kind === 'llm_tool_call').length, spans.length)
    case 'self':
      return figure(spans.reduce((sum, span) => sum + (tree.selfUs[span.index] ?? 0), 0) / 1e6, spans.length)
    case 'tokens':
    case 'input_tokens':
    case 'output_tokens': {
      const usage = sumTokens(spans)
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
          : distributionOf(numbersOf(spans, attribute))
      if (distribution === null)
        return impossible(`No span of ${threshold.spans ?? 'the simulation'} carries a number in ${attribute}.`)
      return figure(distribution[threshold.figure as keyof Distribution], distribution.count)
    }
  }
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
