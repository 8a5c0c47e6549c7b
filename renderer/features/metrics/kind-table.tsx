import type { MetricView } from '../../../shared/contract/metrics.ts'
import { formatNumber } from '../../widgets/format.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { DistributionBar } from './distribution-bar.tsx'
import { Figure } from './figure.tsx'
import { type ColumnFormat, shortFormat } from './format-metric.ts'
import own from './kind-table.module.css'
import classes from './metrics.module.css'

const words: Readonly<Record<string, string>> = kindWords
/** What the viewer calls the type: the rows count types, while reasons beside them speak of spans’ names. */
const wordOf = (label: string): string => words[label] ?? label

/** In the column’s unit, but for what would read as nothing in it. */
function Time({ seconds, column }: { seconds: number; column: ColumnFormat }) {
  const tiny = seconds !== 0 && Math.abs(seconds) < 0.01
  return <Figure value={seconds} unit="s" {...(tiny ? {} : { column })} />
}

type Value = Extract<MetricView['result'], { computable: true }>

/** Durations by type: what spans of a type last together, and what of it no child span covers. The head's figure is the self time of all. */
export function KindTable({
  metric,
  result,
  turns,
  seconds,
  onShow,
}: {
  metric: MetricView
  result: Value
  /** Outermost spans of type turn, where they can be told apart. */
  turns: number | null
  seconds: ColumnFormat
  onShow: () => void
}) {
  const most = Math.max(...result.groups.map((group) => group.distribution?.max ?? 0))
  const spread = shortFormat([most])
  return (
    <section aria-label={metric.title} className={own.kinds}>
      <div className={classes.sectionHead}>
        <h2>
          <button type="button" className={classes.name} title={metric.reads} onClick={onShow}>
            {metric.title}
          </button>
        </h2>
        <p className={classes.quiet}>Total counts spans that run side by side each; self is what no child span covers.</p>
      </div>
      <table className={`${classes.table} ${own.table}`}>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Total</th>
            <th scope="col">Self</th>
            <th scope="col">Distribution</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">max</th>
            <th scope="col">Spans</th>
          </tr>
        </thead>
        <tbody>
          {result.groups.map(({ label, value, distribution, figures }) => {
            const nested = label === 'turn' && turns !== null && distribution !== null && turns < distribution.count
            return (
              <tr key={label}>
                <th scope="row">
                  <PlainText text={wordOf(label)} />
                  {nested && (
                    <span className={own.aside} title="A turn inside another turn is not counted again.">
                      {formatNumber(turns)} turns
                    </span>
                  )}
                </th>
                <td>
                  <Time seconds={value} column={seconds} />
                </td>
                <td>{figures.self !== undefined && <Time seconds={figures.self} column={seconds} />}</td>
                <td className={classes.bar}>
                  {distribution && <DistributionBar distribution={distribution} most={most} unit="s" />}
                </td>
                <td>{distribution && <Figure value={distribution.median} unit="s" column={spread} />}</td>
                <td>{distribution && <Figure value={distribution.p95} unit="s" column={spread} />}</td>
                <td>{distribution && <Figure value={distribution.max} unit="s" column={spread} />}</td>
                <td className={classes.samples}>{distribution && formatNumber(distribution.count)}</td>
              </tr>
            )
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All types</th>
            <td />
            <td>
              <Figure value={result.value} unit="s" column={seconds} strong />
            </td>
            <td colSpan={4} />
            <td className={classes.samples}>{formatNumber(result.samples)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
