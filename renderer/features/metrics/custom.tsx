import { ActionIcon, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SavedMetric } from '../../../shared/contract/metrics.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { Removal } from '../../widgets/removal.tsx'
import { customMetricsChanged } from './compare-job.ts'
import classes from './custom.module.css'
import { CustomForm } from './custom-form.tsx'
import { metricDrafts, useEditedMetric } from './drafts.ts'
import { Figure } from './figure.tsx'
import shared from './metrics.module.css'
import { useCustomAnswer, useCustomMetrics } from './queries.ts'

/** Metrics that people define: span name, attribute, aggregation, unit. Saved by name, measured on every simulation. */
export function Custom({ source }: { source: SpanSource }) {
  const saved = useCustomMetrics()
  const { edited } = useEditedMetric()
  const done = () => {
    metricDrafts.forget(edited?.id ?? null)
    useEditedMetric.setState({ edited: null })
  }
  return (
    <div className={shared.body}>
      <div className={shared.left}>
        <section aria-label="Saved metrics">
          <div className={shared.sectionHead}>
            <h2>Saved metrics</h2>
            <p className={shared.quiet}>Each is measured on the simulation above, and is a column of Compare.</p>
          </div>
          {saved.isPending && <Loader size={14} />}
          {saved.isError && <FailurePanel failure={toFailure(saved.error)} />}
          {saved.data?.length === 0 && (
            <p className={classes.none}>None yet. Describe one at the right; try it before you save it.</p>
          )}
          {saved.data && saved.data.length > 0 && (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Reads</th>
                  <th scope="col">Value</th>
                  <th scope="col">Samples</th>
                  <th scope="col">
                    <span className={classes.hidden}>Change</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {saved.data.map((metric) => (
                  <SavedRow
                    key={metric.id}
                    metric={metric}
                    source={source}
                    edited={metric.id === edited?.id}
                    onEdit={() => useEditedMetric.setState({ edited: metric })}
                    onRemoved={() => metric.id === edited?.id && done()}
                  />
                ))}
              </tbody>
            </table>
          )}
        </section>
      </div>
      <CustomForm key={edited?.id ?? 'new'} source={source} edited={edited} onDone={done} />
    </div>
  )
}

function SavedRow({
  metric,
  source,
  edited,
  onEdit,
  onRemoved,
}: {
  metric: SavedMetric
  source: SpanSource
  edited: boolean
  onEdit: () => void
  onRemoved: () => void
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const answer = useCustomAnswer(source, metric)
  const removed = () => {
    onRemoved()
    notifications.show({ message: `${metric.name} is removed.` })
    return customMetricsChanged(queries)
  }
  return (
    <tr data-shown={edited || undefined}>
      <th scope="row">{metric.name}</th>
      <td>
        <code>{readsOf(metric)}</code>
      </td>
      {answer.data?.ok ? (
        <>
          <td className={classes.value}>
            <Figure value={answer.data.value} unit={answer.data.unit} strong />
          </td>
          <td className={classes.samples}>
            {formatNumber(answer.data.samples)} of {formatNumber(answer.data.spans)}
          </td>
        </>
      ) : (
        <td colSpan={2} className={classes.error}>
          {answer.isPending ? 'measuring' : (answer.data?.error ?? (answer.error && toFailure(answer.error).message))}
        </td>
      )}
      <td className={classes.actions}>
        <ActionIcon size={22} aria-label={`Change ${metric.name}`} onClick={onEdit}>
          <IconPencil size={14} />
        </ActionIcon>
        <Removal
          title={`Remove ${metric.name}?`}
          text="How it is measured is forgotten, for every simulation. No span is changed."
          remove={() => client.metrics.removeCustom({ id: metric.id })}
          onRemoved={removed}
        >
          {(start) => (
            <ActionIcon size={22} aria-label={`Remove ${metric.name}`} onClick={start}>
              <IconTrash size={14} />
            </ActionIcon>
          )}
        </Removal>
      </td>
    </tr>
  )
}

/** `p95(llm, metrics.ttfb)`, as thresholds are written. */
export const readsOf = (metric: Pick<SavedMetric, 'aggregation' | 'spanName' | 'attribute'>): string =>
  `${metric.aggregation}(${metric.spanName}${metric.attribute ? `, ${metric.attribute}` : ''})`
