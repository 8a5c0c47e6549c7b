import { Button, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { CustomMetricDraft, SavedMetric } from '../../../shared/contract/metrics.ts'
import { type Aggregation, aggregations } from '../../../shared/trace/custom-metric.ts'
import { type MetricUnit, metricUnits } from '../../../shared/trace/metric.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { customMetricsChanged } from './compare-job.ts'
import classes from './custom.module.css'
import { metricDrafts } from './drafts.ts'
import { exactText, metricText } from './format-metric.ts'
import shared from './metrics.module.css'
import { useSpanNames } from './queries.ts'
import { SuggestInput } from './suggest-input.tsx'

const emptyDraft: CustomMetricDraft = { name: '', spanName: 'llm', attribute: '', aggregation: 'average', unit: 'tokens' }
const countsSpans = (aggregation: Aggregation) => ['count', 'error_rate', 'success_rate'].includes(aggregation)
const usualNames = ['llm', 'tts', 'stt', 'llm_tool_call', 'turn', 'conversation']
const usualAttributes = ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'metrics.ttfb']

/** Describes one metric, tries it on the simulation, and saves it by name. */
export function CustomForm({ source, edited, onDone }: { source: SpanSource; edited: SavedMetric | null; onDone: () => void }) {
  const client = useEngine()
  const queries = useQueryClient()
  const names = useSpanNames(source)
  const id = edited?.id ?? null
  const draft = metricDrafts.useDraft(id, edited ?? emptyDraft)
  const put = (next: Partial<CustomMetricDraft>) => metricDrafts.put(id, { ...draft, ...next })
  const needsAttribute = !countsSpans(draft.aggregation)
  const ready = draft.spanName !== '' && (!needsAttribute || draft.attribute)
  const metric = (): CustomMetricDraft => ({
    name: draft.name.trim() || 'draft',
    spanName: draft.spanName,
    attribute: needsAttribute ? draft.attribute || null : null,
    aggregation: draft.aggregation,
    unit: draft.unit,
  })
  const attempt = useMutation({ mutationFn: () => ask(() => client.metrics.runCustom({ source, metric: metric() })) })
  const save = useMutation({
    mutationFn: () => ask(() => client.metrics.saveCustom({ ...metric(), name: draft.name, id })),
    onSuccess: async (saved) => {
      notifications.show({ message: `${saved.name} is saved.` })
      await customMetricsChanged(queries)
      attempt.reset()
      onDone()
    },
  })
  const change = (next: Partial<CustomMetricDraft>) => {
    attempt.reset()
    put(next)
  }
  const spanNames = [...new Set([...(names.data?.keys() ?? []), ...usualNames])]
  const attributes = [...new Set([...(names.data?.get(draft.spanName) ?? []), ...usualAttributes])]

  return (
    <aside className={shared.panel} aria-label={edited ? `Change ${edited.name}` : 'A new metric'}>
      <header className={shared.panelHead}>
        <h2>{edited ? `Change ${edited.name}` : 'A new metric'}</h2>
      </header>
      <form
        className={shared.panelBody}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && draft.name.trim() !== '') save.mutate()
        }}
      >
        <div>
          <Field label="Aggregation">
            <Select
              aria-label="Aggregation"
              data={aggregations.map((value) => ({ value, label: value.replace('_', ' ') }))}
              value={draft.aggregation}
              onChange={(value) => {
                const aggregation = aggregations.find((one) => one === value) ?? 'average'
                const unit = aggregation === 'count' ? 'count' : countsSpans(aggregation) ? 'percent' : draft.unit
                change({ aggregation, unit })
              }}
            />
          </Field>
          <Field
            label="Span name"
            hint={
              <>
                The name in the store: <code>llm</code> for every LLM span of an import.
              </>
            }
          >
            <SuggestInput
              label="Span name"
              value={draft.spanName}
              suggestions={spanNames}
              onChange={(spanName) => change({ spanName })}
            />
          </Field>
          <Field
            label="Attribute"
            hint={needsAttribute ? 'Spans without a number in it are left out.' : 'Spans are counted; none is read.'}
          >
            <SuggestInput
              label="Attribute"
              disabled={!needsAttribute}
              placeholder={needsAttribute ? 'gen_ai.usage.output_tokens' : 'none'}
              value={needsAttribute ? (draft.attribute ?? '') : ''}
              suggestions={attributes}
              onChange={(attribute) => change({ attribute })}
            />
          </Field>
          <Field label="Unit" hint="A label: only rates are converted, to percent.">
            <Select
              aria-label="Unit"
              data={[...metricUnits]}
              value={draft.unit}
              onChange={(value) => change({ unit: (metricUnits.find((one) => one === value) ?? 'count') as MetricUnit })}
            />
          </Field>
          <Field label="Name">
            <TextInput
              aria-label="Name"
              placeholder="Output tokens per answer"
              value={draft.name}
              onChange={(event) => put({ name: event.currentTarget.value })}
            />
          </Field>
        </div>
        <div className={classes.buttons}>
          <Button variant="default" disabled={!ready} loading={attempt.isPending} onClick={() => attempt.mutate()}>
            Try it
          </Button>
          <Button type="submit" disabled={!ready || draft.name.trim() === ''} loading={save.isPending}>
            Save
          </Button>
          {edited && (
            <Button variant="subtle" color="gray" onClick={onDone}>
              Leave it
            </Button>
          )}
        </div>
        <div aria-live="polite">
          {attempt.data?.ok && (
            <div className={classes.answer}>
              <strong title={exactText(attempt.data.value, attempt.data.unit)}>
                {metricText(attempt.data.value, attempt.data.unit)}
              </strong>
              <span>
                from {formatNumber(attempt.data.samples)} of {formatNumber(attempt.data.spans)} spans named {draft.spanName}
              </span>
            </div>
          )}
          {attempt.data && !attempt.data.ok && (
            <p className={classes.answer} data-error role="alert">
              <strong>{attempt.data.error}</strong>
              <span>That is an error, never a zero.</span>
            </p>
          )}
          {attempt.isError && <FailurePanel failure={toFailure(attempt.error)} />}
          {save.isError && <FailurePanel failure={toFailure(save.error)} />}
        </div>
      </form>
    </aside>
  )
}
