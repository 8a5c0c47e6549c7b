import type { MetricUnit } from '../../../shared/trace/metric.ts'

export interface FormattedMetric {
  readonly number: string
  readonly unit: string
}

const grouped = (value: number, digits: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−')

/** Seconds with milliseconds, so that a column of them is read at a glance; below 10 ms a smaller unit, so that nothing reads as zero. */
function formatSeconds(value: number): FormattedMetric {
  const size = Math.abs(value)
  if (size === 0 || size >= 0.01) return { number: grouped(value, size >= 1000 ? 1 : 3), unit: 's' }
  if (size >= 0.000_01) return { number: grouped(value * 1e3, 3), unit: 'ms' }
  return { number: grouped(value * 1e6, 1), unit: 'µs' }
}

/** Number and unit apart, so that numbers align and units stay quiet. A ratio is shown in percent. */
export function formatMetric(value: number, unit: MetricUnit): FormattedMetric {
  switch (unit) {
    case 's':
      return formatSeconds(value)
    case 'ms':
      return { number: grouped(value, Math.abs(value) < 1000 ? 1 : 0), unit: 'ms' }
    case 'ratio':
      return { number: grouped(value * 100, 1), unit: '%' }
    case 'percent':
      return { number: grouped(value, 1), unit: '%' }
    case 'tokens':
      return { number: grouped(value, Number.isInteger(value) ? 0 : 1), unit: Math.abs(value) === 1 ? 'token' : 'tokens' }
    case 'count':
      return { number: grouped(value, Number.isInteger(value) ? 0 : 1), unit: '' }
    case 'score':
      return { number: grouped(value, Number.isInteger(value) ? 0 : 2), unit: '' }
  }
}

export function metricText(value: number, unit: MetricUnit): string {
  const formatted = formatMetric(value, unit)
  return formatted.unit === '' ? formatted.number : `${formatted.number} ${formatted.unit}`
}

/** The value in full, for the hover: what the CLI's JSON and SQL say too. */
export const exactText = (value: number, unit: MetricUnit): string => `${value} ${unit}`

/** Three decimals; what they cannot show is told to be less, so that nothing reads as zero that is not. */
const neverZero = (value: number): string =>
  value !== 0 && Math.abs(value) < 0.0005 ? `${value < 0 ? '−' : ''}<0.001` : grouped(value, 3)

/** The same for a column of seconds that are mostly far below one: milliseconds, as long as none is ten seconds. */
export function shortFormat(values: readonly number[]): ColumnFormat {
  return Math.max(0, ...values.map(Math.abs)) < 10
    ? { unit: 'ms', format: (value) => neverZero(value * 1e3) }
    : columnFormat(values, 's')
}

/** A column of numbers in one unit and with the same decimals, so that they can be compared down the column. */
export interface ColumnFormat {
  readonly unit: string
  readonly format: (value: number) => string
}

export function columnFormat(values: readonly number[], unit: MetricUnit): ColumnFormat {
  const most = Math.max(0, ...values.map(Math.abs))
  const whole = values.every(Number.isInteger)
  switch (unit) {
    case 's':
      if (most > 0 && most < 0.01) return { unit: 'ms', format: (value) => neverZero(value * 1e3) }
      return { unit: 's', format: neverZero }
    case 'ms':
      return { unit: 'ms', format: (value) => grouped(value, most < 1000 ? 1 : 0) }
    case 'ratio':
      return { unit: '%', format: (value) => grouped(value * 100, 1) }
    case 'percent':
      return { unit: '%', format: (value) => grouped(value, 1) }
    case 'tokens':
      return { unit: 'tokens', format: (value) => grouped(value, whole ? 0 : 1) }
    case 'count':
      return { unit: '', format: (value) => grouped(value, whole ? 0 : 1) }
    case 'score':
      return { unit: '', format: (value) => grouped(value, whole ? 0 : 2) }
  }
}
