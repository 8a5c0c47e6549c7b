import type { MetricsReport, MetricView, ThresholdResult } from '../../../shared/contract/metrics.ts'
import { formatCount } from '../../../shared/report/counts.ts'
import type { MetricUnit } from '../../../shared/trace/metric.ts'
import { formatTable } from '../table.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'

/** The metrics that these spans give, then those that they do not, each with the reason. */
export function metricsText(terminal: Terminal, report: MetricsReport): string {
  const parts = [
    terminal.bold(`Metrics of ${harmless(report.simulation ?? 'a whole window')}`),
    `  ${formatCount(report.spans)} spans${report.partial === null ? '' : `, ${terminal.warn(`partial: ${report.partial.detail}`)}`}`,
    formatTable(report.metrics.flatMap(rowsOf), ['left', 'right', 'left']),
  ]
  if (report.missing.length > 0) {
    const rows = report.missing.map(({ title, because }) => [title, clip(harmless(because), 100)])
    parts.push('', terminal.bold('Not computable'), formatTable(rows, ['left', 'left']))
  }
  if (report.custom.length > 0)
    parts.push('', terminal.bold('Saved metrics'), formatTable(report.custom.map(customRow), ['left', 'right']))
  return parts.join('\n')
}

const customRow = ({ metric, result }: MetricsReport['custom'][number]): string[] => [
  clip(harmless(metric.name), 40),
  result.ok ? figure(result.value, result.unit) : clip(harmless(result.error), 100),
]

function rowsOf({ title, unit, result }: MetricView): string[][] {
  if (!result.computable) return []
  const spread = result.distribution
  const samples =
    spread === null || spread.count < 2
      ? ''
      : `p50 ${figure(spread.median, unit)}  p95 ${figure(spread.p95, unit)}  max ${figure(spread.max, unit)}`
  return [
    [title, figure(result.value, unit), samples],
    ...result.groups
      .slice(0, 12)
      .map((group) => [`  ${clip(harmless(group.label), 40)}`, figure(group.value, unit), errorsOf(group.figures)]),
    ...(result.groups.length > 12 ? [[`  and ${result.groups.length - 12} more`, '', '']] : []),
  ]
}

const errorsOf = (figures: Readonly<Record<string, number>>): string =>
  (figures.errors ?? 0) > 0 ? `${formatCount(figures.errors ?? 0)} with an error` : ''

/** Each threshold with what it met. */
export const thresholdsText = (terminal: Terminal, results: readonly ThresholdResult[]): string =>
  results.map((result) => thresholdText(terminal, result)).join('\n')

function thresholdText(terminal: Terminal, { text, outcome, value, because }: ThresholdResult): string {
  switch (outcome) {
    case 'passed':
      return `${terminal.good('ok')}      ${harmless(text)} does not hold: ${plain(value ?? 0)}`
    case 'failed':
      return `${terminal.bad('failed')}  ${harmless(text)} holds: ${plain(value ?? 0)}`
    case 'not-computable':
      return `${terminal.bad('failed')}  ${harmless(text)} cannot be computed. ${harmless(because ?? '')}`
  }
}

function figure(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 's':
      return `${value.toFixed(3)} s`
    case 'ms':
      return `${value.toFixed(1)} ms`
    case 'ratio':
      return `${(value * 100).toFixed(1)} %`
    case 'percent':
      return `${value.toFixed(1)} %`
    case 'tokens':
    case 'count':
      return formatCount(value)
    case 'score':
      return plain(value)
  }
}

const plain = (value: number): string => String(Number(value.toPrecision(9)))
