import type { MetricView } from '../../../shared/contract/metrics.ts'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Columns, DistributionBar, ValueBar } from './distribution-bar.tsx'
import { Figure } from './figure.tsx'
import { metricText } from './format-metric.ts'
import { mostInlineGroups } from './metric-sections.ts'
import classes from './metrics.module.css'

type Value = Extract<MetricView['result'], { computable: true }>

/** A metric's line, and under it a line for each of its types, models or tools. */
export function MetricRows({ metric, shown, onToggle }: { metric: MetricView; shown: boolean; onToggle: () => void }) {
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
        {result.computable ? <ValueCells metric={metric} result={result} /> : <GapCell because={result.because} />}
      </tr>
      {result.computable && result.groups.length > 0 && result.groups.length <= mostInlineGroups && (
        <GroupRows metric={metric} result={result} />
      )}
    </>
  )
}

const GapCell = ({ because }: { because: string }) => (
  <td className={classes.gap} colSpan={6} title={showHidden(because)}>
    <span className={classes.gapMark}>Not computable</span> <PlainText text={because} />
  </td>
)

function ValueCells({ metric, result }: { metric: MetricView; result: Value }) {
  const { distribution, groups } = result
  return (
    <>
      <td>
        <Figure value={result.value} unit={metric.unit} strong />
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
      <td>{distribution && <Figure value={distribution.median} unit={metric.unit} />}</td>
      <td>{distribution && <Figure value={distribution.p95} unit={metric.unit} />}</td>
      <td>{distribution && <Figure value={distribution.max} unit={metric.unit} />}</td>
      <td className={classes.samples} data-short={result.samples < result.candidates || undefined}>
        {formatNumber(result.samples)}
        {result.samples < result.candidates && <span className={classes.of}> of {formatNumber(result.candidates)}</span>}
      </td>
    </>
  )
}

/** Groups are seconds where a distribution says so: tools are counted, and their durations lie beside the count. */
function GroupRows({ metric, result }: { metric: MetricView; result: Value }) {
  const most = Math.max(...result.groups.map((group) => group.distribution?.max ?? 0))
  const mostValue = Math.max(...result.groups.map((group) => group.value))
  return result.groups.map((group) => (
    <tr key={group.label} className={classes.group}>
      <th scope="row" title={showHidden(group.label)}>
        <PlainText text={group.label} />
      </th>
      <td>
        <Figure value={group.value} unit={metric.unit} />
      </td>
      <td className={classes.bar}>
        {group.distribution ? (
          <DistributionBar distribution={group.distribution} most={most} unit="s" />
        ) : (
          <ValueBar value={group.value} most={metric.unit === 'ratio' ? 1 : mostValue} />
        )}
      </td>
      <td>{group.distribution && <Figure value={group.distribution.median} unit="s" />}</td>
      <td>{group.distribution && <Figure value={group.distribution.p95} unit="s" />}</td>
      <td>{group.distribution && <Figure value={group.distribution.max} unit="s" />}</td>
      <td className={classes.samples}>{group.distribution && formatNumber(group.distribution.count)}</td>
    </tr>
  ))
}
