import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { MetricsReport } from '../../../shared/contract/metrics.ts'
import { useGiveUp } from '../../stores/queries.ts'
import { countOf } from '../../widgets/format.ts'
import { PageFailure, PageWait } from '../../widgets/page.tsx'
import { Coverage } from './coverage.tsx'
import { columnFormat } from './format-metric.ts'
import { KindTable } from './kind-table.tsx'
import { MetricDetails } from './metric-details.tsx'
import { MetricRows } from './metric-rows.tsx'
import { kindMetricId, secondsOf, sectionsOf, turnsOf } from './metric-sections.ts'
import classes from './metrics.module.css'
import { metricsKeys, useBuiltIn } from './queries.ts'

/** Every built-in metric of one simulation, and which of them its spans do not give. */
export function Overview({ source }: { source: SpanSource }) {
  const report = useBuiltIn(source)
  const giveUp = useGiveUp()
  if (report.isPending) return <PageWait onCancel={() => giveUp(metricsKeys.builtIn(source))}>Measuring</PageWait>
  if (report.isError) return <PageFailure error={report.error} onAgain={() => void report.refetch()} />
  return <Report report={report.data} />
}

function Report({ report }: { report: MetricsReport }) {
  const [shown, setShown] = useState<string | null>(null)
  const metric = report.metrics.find((one) => one.id === shown) ?? null
  const byKind = report.metrics.find((one) => one.id === kindMetricId && one.result.computable)
  const toggle = (id: string) => setShown((before) => (before === id ? null : id))
  return (
    <div className={classes.body}>
      <div className={classes.left}>
        {sectionsOf(report.metrics).map((section) => (
          <section key={section.id} aria-label={section.title}>
            <div className={classes.sectionHead}>
              <h2>{section.title}</h2>
              <p className={classes.quiet}>{section.note}</p>
            </div>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  <th scope="col">Value</th>
                  <th scope="col" title="Line: least to most. Box: median to p95.">
                    Distribution
                  </th>
                  <th scope="col">p50</th>
                  <th scope="col">p95</th>
                  <th scope="col">max</th>
                  <th scope="col" title="Spans that the value rests on, of those that should carry it.">
                    Samples
                  </th>
                </tr>
              </thead>
              <tbody>
                {section.metrics.map((one) =>
                  one === byKind ? null : (
                    <MetricRows
                      key={one.id}
                      metric={one}
                      seconds={columnFormat(secondsOf(section.metrics), 's')}
                      shown={one.id === shown}
                      onToggle={() => toggle(one.id)}
                    />
                  ),
                )}
              </tbody>
            </table>
            {section.id === 'time' && byKind?.result.computable && (
              <KindTable
                metric={byKind}
                result={byKind.result}
                turns={turnsOf(report.metrics)}
                seconds={columnFormat(secondsOf(section.metrics), 's')}
                onShow={() => toggle(byKind.id)}
              />
            )}
          </section>
        ))}
        <p className={classes.quiet}>
          Of {countOf(report.spans, 'span')}. Quantiles interpolate between neighbours, as ClickHouse’s{' '}
          <code>quantileExactInclusive</code>. Hover a number for its exact value.
        </p>
      </div>
      {metric ? (
        <MetricDetails metric={metric} onClose={() => setShown(null)} />
      ) : (
        <Coverage report={report} onShow={(id) => setShown(id)} />
      )}
    </div>
  )
}
