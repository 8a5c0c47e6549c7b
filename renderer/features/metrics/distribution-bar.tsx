import type { MetricView } from '../../../shared/contract/metrics.ts'
import type { MetricUnit } from '../../../shared/trace/metric.ts'
import classes from './distribution-bar.module.css'
import { metricText } from './format-metric.ts'

type Distribution = NonNullable<Extract<MetricView['result'], { computable: true }>['distribution']>

const width = 150

/** A line from least to most, a box from median to p95, the median marked. Zero is at the left, `most` at the right. */
export function DistributionBar({ distribution, most, unit }: { distribution: Distribution; most: number; unit: MetricUnit }) {
  const { min, median, p95, max } = distribution
  const least = Math.min(0, min)
  const x = (value: number) => (most === least ? 0 : ((value - least) / (most - least)) * (width - 2)) + 1
  const said = `min ${metricText(min, unit)}, median ${metricText(median, unit)}, p95 ${metricText(p95, unit)}, max ${metricText(max, unit)}`
  return (
    <svg className={classes.bar} viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" role="img" aria-label={said}>
      <title>{said}</title>
      <line className={classes.track} x1={1} x2={width - 1} y1={8} y2={8} />
      <line className={classes.range} x1={x(min)} x2={Math.max(x(max), x(min) + 1)} y1={8} y2={8} />
      <rect className={classes.box} x={x(median)} y={4} width={Math.max(1.5, x(p95) - x(median))} height={8} rx={1} />
      <rect className={classes.median} x={x(median) - 1} y={2} width={2} height={12} />
      <rect className={classes.max} x={x(max) - 0.75} y={5} width={1.5} height={6} />
    </svg>
  )
}

/** A plain bar: a share of `most`. Its number stands beside it. */
export function ValueBar({ value, most }: { value: number; most: number }) {
  const share = most <= 0 ? 0 : Math.max(0, Math.min(1, value / most))
  return (
    <svg className={classes.bar} viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" aria-hidden>
      <line className={classes.track} x1={1} x2={width - 1} y1={8} y2={8} />
      <rect className={classes.box} x={1} y={4} width={share * (width - 2)} height={8} rx={1} />
    </svg>
  )
}

/** Values in their order, such as turns: one thin column each. */
export function Columns({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(...values, 0)
  const step = width / Math.max(values.length, 1)
  const path = values
    .map((value, at) => {
      const height = most <= 0 ? 0 : Math.max(0.8, (Math.max(0, value) / most) * 15)
      const left = (at * step).toFixed(2)
      return `M${left} 16v-${height.toFixed(2)}h${Math.max(0.6, step - Math.min(1, step * 0.25)).toFixed(2)}v${height.toFixed(2)}z`
    })
    .join('')
  return (
    <svg className={classes.bar} viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <path className={classes.columns} d={path} />
    </svg>
  )
}
