import type { MetricUnit } from '../../../shared/trace/metric.ts'
import classes from './figure.module.css'
import { exactText, formatMetric } from './format-metric.ts'

/** A number with its unit beside it; the exact value on hover. */
export function Figure({ value, unit, strong = false }: { value: number; unit: MetricUnit; strong?: boolean }) {
  const formatted = formatMetric(value, unit)
  return (
    <span className={classes.figure} data-strong={strong || undefined} title={exactText(value, unit)}>
      <span>{formatted.number}</span>
      <span className={classes.unit}>{formatted.unit}</span>
    </span>
  )
}
