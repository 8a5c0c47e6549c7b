import type { MetricView } from '../../../shared/contract/metrics.ts'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Columns, DistributionBar, ValueBar } from './distribution-bar.tsx'
import { Figure } from './figure.tsx'
import type { ColumnFormat } from './format-metric.ts'
import { metricText } from './format-metric.ts'
import { mostInlineGroups } from './metric-sections.ts'
import classes from './metrics.module.css'

type Value = Extract<MetricView['result'], { computable: true }>

/** A metric's line, and under it a line for each of its types, models or tools. */
export function MetricRows({
  metric,
  seconds,
  shown,
  onToggle,
}: {
  metric: MetricView
  seconds: ColumnFormat
  shown: boolean
  onToggle: () => void
}) {
  const { result } = metric
  return (
    <>
      <tr className={classes.row} data-shown={shown || undefined} onClick={onToggle}>
        <th scope="row">
          <button
            type="button"
            className={classes.name}
            title={metric.reads}
            aria-expanded={shown}
            onClick={(event) => {
              event.stopPropagation()
              onToggle()
            }}
          >
            {metric.title}
          </button>
        </th>
        {result.computable ? (
          <ValueCells metric={metric} result={result} seconds={seconds} />
        ) : (
          <GapCell because={result.because} />
        )}
      </tr>
      {result.computable && result.groups.length > 0 && result.groups.length <= mostInlineGroups && (
        <GroupRows metric={metric} result={result} seconds={seconds} />
      )}
    </>
  )
}

/** The reason stands once, in the coverage panel; here it is on hover. */
const GapCell = ({ because }: { because: string }) => (
  <td className={classes.gap} colSpan={6} title={showHidden(because)}>
    Not computable
  </td>
)

interface CellProps {
  readonly metric: MetricView
  readonly result: Value
  readonly seconds: ColumnFormat
}

function ValueCells({ metric, result, seconds }: CellProps) {
  const column = metric.unit === 's' ? { column: seconds } : {}
  const { distribution, groups } = result
  return (
    <>
      <td>
        <Figure value={result.value} unit={metric.unit} {...column} strong />
      </td>
      <td className={classes.bar}>
        {groups.length > mostInlineGroups ? (
          <Columns
            values={groups.map((group) => group.value)}
            label={`${groups.length} in order, from ${metricText(groups[0]?.value ?? 0, metric.unit)} to ${metricText(groups.at(-1)?.value ?? 0, metric.unit)}`}
          />
        ) : (
          distribution && <DistributionBar distribution={distribution} most={distribution.max} unit={metric.unit} />
        )}
      </td>
      <td>{distribution && <Figure value={distribution.median} unit={metric.unit} {...column} />}</td>
      <td>{distribution && <Figure value={distribution.p95} unit={metric.unit} {...column} />}</td>
      <td>{distribution && <Figure value={distribution.max} unit={metric.unit} {...column} />}</td>
      <td className={classes.samples} data-short={result.samples < result.candidates || undefined}>
        {formatNumber(result.samples)}
        {result.samples < result.candidates && <span className={classes.of}> of {formatNumber(result.candidates)}</span>}
      </td>
    </>
  )
}

/** Groups are seconds where a distribution says so: tools are counted, and their durations lie beside the count. */
function GroupRows({ metric, result, seconds }: CellProps) {
  const column = metric.unit === 's' ? { column: seconds } : {}
  const most = Math.max(...result.groups.map((group) => group.distribution?.max ?? 0))
  const mostValue = Math.max(...result.groups.map((group) => group.value))
  return result.groups.map((group) => (
    <tr key={group.label} className={classes.group}>
      <th scope="row" title={showHidden(group.label)}>
        <PlainText text={group.label} />
      </th>
      <td>
        <Figure value={group.value} unit={metric.unit} {...column} />
      </td>
      <td className={classes.bar}>
        {group.distribution ? (
          <DistributionBar distribution={group.distribution} most={most} unit="s" />
        ) : (
          <ValueBar value={group.value} most={metric.unit === 'ratio' ? 1 : mostValue} />
        )}
      </td>
      <td>{group.distribution && <Figure value={group.distribution.median} unit="s" column={seconds} />}</td>
      <td>{group.distribution && <Figure value={group.distribution.p95} unit="s" column={seconds} />}</td>
      <td>{group.distribution && <Figure value={group.distribution.max} unit="s" column={seconds} />}</td>
      <td className={classes.samples}>{group.distribution && formatNumber(group.distribution.count)}</td>
    </tr>
  ))
}
