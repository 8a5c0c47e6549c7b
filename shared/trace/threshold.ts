import { secondsOfAttribute } from './attribute-unit.ts'
import { aggregations, type CustomMetric } from './custom-metric.ts'
import type { MetricUnit } from './metric.ts'

/**
 * A threshold such as `p95(llm) > 2s`, `error_rate < 5%`, `tokens > 1000` or `average(llm, metrics.ttfb) >= 300ms`.
 *
 * Without an argument: `duration`, `spans`, `errors`, `error_rate`, `tokens`, `input_tokens`, `output_tokens`, `tools`, `tool_calls`.
 * With a type of span or a span name: `average`, `median`, `p90`, `p95`, `p99`, `max`, `min`, `sum` of its durations (or of an
 * attribute, named second), `self`, `count`, `errors`, `error_rate`, `success_rate`, and the three token counts. `metric("Name")` is
 * a saved metric. A name may stand in double quotes, as a JSON string.
 */
export interface Threshold {
  readonly text: string
  readonly figure: string
  readonly spans: string | null
  readonly attribute: string | null
  /** The saved metric that is compared. */
  readonly metric: CustomMetric | null
  readonly comparison: Comparison
  /** In the base of the dimension: seconds, a share of 1, or a plain number. */
  readonly limit: number
  readonly dimension: Dimension
  /** What a number of the attribute or of the saved metric is multiplied by, to be in that base. */
  readonly factor: number
}

export const comparisons = ['>=', '<=', '!=', '==', '>', '<'] as const
export type Comparison = (typeof comparisons)[number]
export type Dimension = 'time' | 'ratio' | 'number'

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  /** `at` is the character that the problem starts at, from 0. */
  | { readonly ok: false; readonly problem: string; readonly at: number }

const plain: ReadonlyMap<string, Dimension> = new Map<string, Dimension>([
  ['duration', 'time'],
  ['spans', 'number'],
  ['tools', 'number'],
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

/** A name as it is, or quoted where it holds brackets or a comma. */
const argument = String.raw`"(?:[^"\\]|\\.)*"|[^(),"]*?`
const shape = new RegExp(
  String.raw`^(\s*)([a-z][a-z0-9_]*)\s*(?:\(\s*(${argument})\s*(?:,\s*(${argument})\s*)?\))?\s*` +
    String.raw`(>=|<=|!=|==|=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\s\d.]*)\s*$`,
  'i',
)

/**
 * Parses one threshold. What cannot be meant is refused, so that no gate stands open unseen: a time needs a unit (`ns`, `us`, `ms`,
 * `s`, `min`, `h`), a share lies between 0 and 1 or is in `%`, and an attribute takes a time only where its own unit is known.
 * @param saved the metrics that `metric("Name")` may mean
 */
export function parseThreshold(text: string, saved: readonly CustomMetric[] = []): ParsedThreshold {
  const match = text.length > 1000 ? null : shape.exec(text)
  if (!match) {
    return fail('It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.', Math.max(0, text.search(/\S/)))
  }
  const [, lead = '', word = '', first, second, sign = '', digits = '', unit = ''] = match
  const figure = word.toLowerCase()
  const place = (part: string): number => Math.max(0, text.lastIndexOf(part))
  const spans = unquoted(first)
  const attribute = unquoted(second)
  if (sign === '=') return fail('Write == to ask for equality.', text.indexOf(sign, lead.length + word.length))
  if (spans === null || attribute === null) return fail('A name in quotes cannot be read.', text.indexOf('"'))
  if (spans === '' || attribute === '') return fail('A name is missing between the brackets.', text.indexOf('('))
  const measure = measureOf(figure, spans, attribute, saved)
  if ('problem' in measure) {
    const at = { word: lead.length, brackets: text.indexOf('('), attribute: text.indexOf(',') }[measure.at]
    return fail(measure.problem.replace('%word', word), at)
  }
  const given = unit === '' ? null : units.get(unit.toLowerCase())
  if (given === undefined) return fail(`Unknown unit ${unit}. Known are ${[...units.keys()].join(', ')}.`, place(unit))
  const limit = Number(digits) * (given?.[1] ?? 1)
  if (!Number.isFinite(limit)) return fail('The number is too large.', place(digits))
  const { metric, dimension } = measure
  // The attribute's own number, whatever its unit.
  const isPlain = attribute !== undefined && given === null
  if (given !== null && given[0] !== dimension) {
    const problem =
      attribute === undefined
        ? `${figure} is not counted in ${unit}.`
        : `${attribute} is not known to be counted in ${unit}: give a plain number, in its own unit.`
    return fail(problem, place(unit))
  }
  if (given === null && dimension === 'time' && !isPlain) return fail('A time needs a unit, such as ms or s.', place(digits))
  const comparison = comparisons.find((one) => one === sign) ?? '>'
  if (dimension === 'ratio') {
    const problem = problemOfShare(comparison, limit, given === null ? digits : null)
    if (problem !== null) return fail(problem, place(digits))
  }
  if (attribute === undefined && metric === null && (limit < 0 || (limit === 0 && comparison === '<')))
    return fail(`${figure} is never below 0.`, place(digits))
  const factor = isPlain ? 1 : measure.factor
  return {
    ok: true,
    threshold: {
      text,
      figure,
      spans: metric === null ? (spans ?? null) : null,
      attribute: attribute ?? null,
      metric,
      comparison,
      limit,
      dimension: isPlain ? 'number' : dimension,
      factor,
    },
  }
}

const fail = (problem: string, at: number): ParsedThreshold => ({ ok: false, problem, at })

type Measure =
  | { readonly dimension: Dimension; readonly factor: number; readonly metric: CustomMetric | null }
  /** `%word` stands for the figure as it was written. */
  | { readonly problem: string; readonly at: 'word' | 'brackets' | 'attribute' }

function measureOf(
  figure: string,
  spans: string | undefined,
  attribute: string | undefined,
  saved: readonly CustomMetric[],
): Measure {
  if (figure === 'metric') return measureOfSaved(spans, attribute, saved)
  const dimension = spans === undefined ? (plain.get(figure) ?? either.get(figure)) : (ofSpans.get(figure) ?? either.get(figure))
  if (dimension === undefined) {
    if (plain.has(figure)) return { problem: `${figure} is of the whole simulation and takes no brackets.`, at: 'brackets' }
    if (ofSpans.has(figure))
      return { problem: `${figure} needs a type of span or a span name, as in ${figure}(llm).`, at: 'word' }
    const all = [...plain.keys(), ...either.keys(), ...ofSpans.keys(), 'metric']
    return { problem: `Unknown figure %word. Known are ${[...new Set(all)].join(', ')}.`, at: 'word' }
  }
  if (attribute === undefined) return { dimension, factor: 1, metric: null }
  if (!measured.has(figure)) return { problem: `${figure} takes no attribute.`, at: 'attribute' }
  const seconds = secondsOfAttribute(attribute)
  return { dimension: seconds === null ? 'number' : 'time', factor: seconds ?? 1, metric: null }
}

/** What a saved metric counts in: its unit is the word of whoever saved it. */
const ofUnit: Readonly<Record<MetricUnit, readonly [Dimension, number]>> = {
  s: ['time', 1],
  ms: ['time', 1e-3],
  ratio: ['ratio', 1],
  percent: ['ratio', 0.01],
  count: ['number', 1],
  tokens: ['number', 1],
  score: ['number', 1],
}

function measureOfSaved(name: string | undefined, attribute: string | undefined, saved: readonly CustomMetric[]): Measure {
  if (name === undefined) return { problem: 'metric needs the name of a saved metric, as in metric("Name").', at: 'word' }
  if (attribute !== undefined) return { problem: 'metric takes one name.', at: 'attribute' }
  const metric = saved.find((one) => one.name === name)
  if (metric === undefined) {
    const names = saved.map((one) => one.name).join(', ')
    const known = names === '' ? 'None is saved.' : `Saved are ${names}.`
    return { problem: `There is no saved metric ${name}. ${known}`, at: 'brackets' }
  }
  const [dimension, factor] = ofUnit[metric.unit]
  return { dimension, factor, metric }
}

/** Null also where a quoted name is no JSON string; undefined where there is none. */
function unquoted(name: string | undefined): string | null | undefined {
  if (!name?.startsWith('"')) return name
  try {
    const read: unknown = JSON.parse(name)
    return typeof read === 'string' ? read : null
  } catch {
    return null
  }
}

/** 5 in place of 5% would make a gate that never fails, or one that always does. */
function problemOfShare(comparison: Comparison, limit: number, digits: string | null): string | null {
  if (limit >= 0 && (limit < 1 || (limit === 1 && comparison !== '>'))) return null
  const percent = digits !== null && limit >= 1 && limit <= 100 ? ` Write ${digits}% for ${digits} of a hundred.` : ''
  return `A share lies between 0 and 1.${percent}`
}
