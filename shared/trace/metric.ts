import type { Distribution } from './distribution.ts'

export const metricUnits = ['s', 'ms', 'count', 'ratio', 'percent', 'tokens', 'score'] as const
export type MetricUnit = (typeof metricUnits)[number]

/** One line of a metric that is told apart by model, tool, type or turn. */
export interface MetricGroup {
  readonly label: string
  readonly value: number
  readonly distribution: Distribution | null
  /** Further figures of the line, such as `errors` or `self`. */
  readonly figures: Readonly<Record<string, number>>
}

export interface MetricValue {
  readonly computable: true
  readonly value: number
  /** Spans that the value rests on, of those that should carry it. */
  readonly samples: number
  readonly candidates: number
  readonly distribution: Distribution | null
  readonly groups: readonly MetricGroup[]
  /** What the reader has to know about the number, in a sentence. */
  readonly note: string | null
}

/** `because` names the span or attribute that is missing. */
export interface MetricGap {
  readonly computable: false
  readonly because: string
}

export interface Metric {
  readonly id: string
  readonly title: string
  readonly unit: MetricUnit
  /** `coval`: a metric that Coval documents, read exactly as it documents it. `ours`: a further one, defined in `reads`. */
  readonly origin: 'coval' | 'ours'
  /** Which spans and attributes it reads, and what `value` is. */
  readonly reads: string
  readonly result: MetricValue | MetricGap
}

export const notComputable = (because: string): MetricGap => ({ computable: false, because })

export function metricValue(value: number, rest: Partial<Omit<MetricValue, 'computable' | 'value'>> = {}): MetricValue {
  const samples = rest.samples ?? 1
  return {
    computable: true,
    value,
    samples,
    candidates: rest.candidates ?? samples,
    distribution: rest.distribution ?? null,
    groups: rest.groups ?? [],
    note: rest.note ?? null,
  }
}

export function metricGroup(
  label: string,
  value: number,
  figures: Record<string, number> = {},
  distribution: Distribution | null = null,
): MetricGroup {
  return { label, value, distribution, figures }
}

/** One note of several; null for none. */
export const joinNotes = (...notes: readonly (string | null)[]): string | null =>
  notes.filter((note) => note !== null).join(' ') || null

export const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

/** `None of the 3 LLM spans carries <what>.` */
export const noneCarries = (number: number, one: string, many: string, what: string): string =>
  number === 1 ? `The one ${one} does not carry ${what}.` : `None of the ${number} ${many} carries ${what}.`
