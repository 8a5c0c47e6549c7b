import type { StateKeyChoice, TransitionMode } from '../../shared/contract/transitions.ts'

export const metricsTabs = ['overview', 'custom', 'sql', 'judges', 'compare'] as const
export type MetricsTab = (typeof metricsTabs)[number]

export const cellValues = ['count', 'share', 'errors', 'gap'] as const
/** What a cell of the heatmap shows: steps, share of the row, error rate, median gap. */
export type CellValue = (typeof cellValues)[number]

export const scopes = ['all', 'set', 'one'] as const
export type Scope = (typeof scopes)[number]

/** What Metrics and Heatmap keep in the link. */
export interface AnalysisLocation {
  readonly metrics: MetricsTab
  /** Sources chosen for comparing and for the heatmap's set, as `formatSource` writes them. */
  readonly picked: readonly string[]
  readonly mode: TransitionMode
  readonly key: StateKeyChoice
  readonly scope: Scope
  readonly value: CellValue
  readonly graph: boolean
  /** Most states to show; null folds none. */
  readonly most: number | null
  /** States of the chosen cell, as `linkOfState` writes them. */
  readonly cell: readonly [string, string] | null
}

export const startAnalysis: AnalysisLocation = {
  metrics: 'overview',
  picked: [],
  mode: 'directly-follows',
  key: { by: 'unnumbered' },
  scope: 'all',
  value: 'count',
  graph: false,
  most: 30,
  cell: null,
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null

const modes: readonly TransitionMode[] = ['directly-follows', 'first-failure']
const simpleKeys = ['unnumbered', 'name', 'kind', 'tool', 'agent'] as const

function readKey(text: string | null): StateKeyChoice {
  const attribute = text?.startsWith('@') ? text.slice(1, 1001) : ''
  if (attribute) return { by: 'attribute', attribute }
  return { by: oneOf(simpleKeys, text) ?? 'unnumbered' }
}

function readMost(text: string | null): number | null {
  if (text === 'all') return null
  const most = Number(text ?? startAnalysis.most)
  return Number.isInteger(most) && most >= 2 && most <= 500 ? most : startAnalysis.most
}

/** Reads what `analysisEntries` wrote; anything unknown falls back to the start. */
export function parseAnalysis(parameters: URLSearchParams): AnalysisLocation {
  const from = parameters.get('from')
  const to = parameters.get('to')
  return {
    metrics: oneOf(metricsTabs, parameters.get('metrics')) ?? startAnalysis.metrics,
    picked: parameters.getAll('pick').slice(0, 1000),
    mode: oneOf(modes, parameters.get('mode')) ?? startAnalysis.mode,
    key: readKey(parameters.get('state')),
    scope: oneOf(scopes, parameters.get('scope')) ?? startAnalysis.scope,
    value: oneOf(cellValues, parameters.get('value')) ?? startAnalysis.value,
    graph: parameters.get('graph') === '1',
    most: readMost(parameters.get('most')),
    cell: from !== null && to !== null ? [from, to] : null,
  }
}

const other = <T extends string>(value: T, usual: T): T | null => (value === usual ? null : value)

/** Parameters of a link; null for what is at its default. */
export function analysisEntries(analysis: AnalysisLocation): [string, string | null][] {
  const { key, most } = analysis
  return [
    ['metrics', other(analysis.metrics, startAnalysis.metrics)],
    ...analysis.picked.map((source): [string, string] => ['pick', source]),
    ['mode', other(analysis.mode, startAnalysis.mode)],
    ['state', key.by === 'attribute' ? `@${key.attribute}` : other(key.by, 'unnumbered')],
    ['scope', other(analysis.scope, startAnalysis.scope)],
    ['value', other(analysis.value, startAnalysis.value)],
    ['graph', analysis.graph ? '1' : null],
    ['most', most === startAnalysis.most ? null : (most?.toString() ?? 'all')],
    ['from', analysis.cell?.[0] ?? null],
    ['to', analysis.cell?.[1] ?? null],
  ]
}
