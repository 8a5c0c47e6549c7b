import type { MetricUnit } from '../../../shared/trace/metric.ts'
import classes from './figure.module.css'
import type { ColumnFormat } from './format-metric.ts'
import { exactText, formatMetric } from './format-metric.ts'

/** A number with its unit beside it; the exact value on hover. */
export function Figure({
  value,
  unit,
  column,
  strong = false,
}: {
  value: number
  unit: MetricUnit
  /** How the column writes it, so that the eye can compare down the column. */
  column?: ColumnFormat
  strong?: boolean
}) {
  const formatted = column ? { number: column.format(value), unit: column.unit } : formatMetric(value, unit)
  return (
    <span className={classes.figure} data-strong={strong || undefined} title={exactText(value, unit)}>
      <span>{formatted.number}</span>
      <span className={classes.unit}>{formatted.unit}</span>
    </span>
  )
}
