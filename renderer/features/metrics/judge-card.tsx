import { Select, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { Judge, JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { Card, Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { NumberField } from '../../widgets/number-field.tsx'
import { Segments } from '../../widgets/segments.tsx'
import { DraftActions } from './draft-actions.tsx'
import { judgeDrafts } from './drafts.ts'
import { draftOf, formOf, type JudgeForm } from './judge-draft.ts'
import { JudgeRun } from './judge-run.tsx'
import classes from './judges.module.css'
import { metricsKeys } from './queries.ts'

const kinds = [
  { value: 'binary', label: 'Yes or no' },
  { value: 'categorical', label: 'Categories' },
  { value: 'numerical', label: 'A number' },
] as const

/** One judge: what is asked, how it may answer, and the run on this simulation. */
export function JudgeCard({
  judge,
  endpoints,
  source,
  onSaved,
  onRemoved,
}: {
  judge: Judge | null
  endpoints: readonly JudgeEndpointView[]
  source: SpanSource
  onSaved: (saved: Judge) => void
  onRemoved: () => void
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const first = formOf(judge, endpoints[0]?.id ?? '')
  const id = judge?.id ?? null
  const form = judgeDrafts.useDraft(id, first)
  const change = (next: Partial<JudgeForm>) => judgeDrafts.put(id, { ...form, ...next })
  const changed = JSON.stringify(form) !== JSON.stringify(first)
  const described = draftOf(form)
  const refresh = () => queries.invalidateQueries({ queryKey: metricsKeys.judges })
  const save = useMutation({
    mutationFn: () => {
      if ('missing' in described) throw new Error(described.missing)
      return ask(() => client.judges.save({ ...described.draft, id }))
    },
    onSuccess: async (saved) => {
      await refresh()
      notifications.show({ message: `${saved.name} is saved.` })
      onSaved(saved)
      judgeDrafts.forget(id)
    },
  })
  const removed = () => {
    judgeDrafts.forget(id)
    onRemoved()
    return refresh()
  }
  return (
    <Card
      title={judge ? judge.name : 'A new judge'}
      aside={
        <DraftActions
          saved={judge?.name ?? null}
          forgotten="Its question and how it may be answered are forgotten. Its results stay."
          changed={changed}
          missing={'missing' in described ? described.missing : null}
          saving={save.isPending}
          remove={() => client.judges.remove({ id: id ?? '' })}
          onRemoved={removed}
          onDiscard={() => judgeDrafts.forget(id)}
          onSave={() => save.mutate()}
        />
      }
    >
      <Field label="Question">
        <Textarea
          size="xs"
          aria-label="Question"
          placeholder="Did the agent tell the customer when the refund arrives?"
          rows={3}
          value={form.question}
          onChange={(event) => change({ question: event.currentTarget.value })}
        />
      </Field>
      <Field label="Answer">
        <Segments label="Kind of answer" options={kinds} value={form.kind} onChange={(kind) => change({ kind })} />
        {form.kind === 'categorical' && (
          <Textarea
            size="xs"
            mt={8}
            aria-label="Categories, one a line"
            placeholder={'solved\npartly solved\nnot solved'}
            rows={3}
            value={form.categories}
            onChange={(event) => change({ categories: event.currentTarget.value })}
          />
        )}
        {form.kind === 'numerical' && (
          <div className={classes.line}>
            <span className={classes.quiet}>from</span>
            <NumberField label="Least" width={80} value={form.min} onChange={(min) => change({ min })} />
            <span className={classes.quiet}>to</span>
            <NumberField label="Most" width={80} value={form.max} onChange={(max) => change({ max })} />
          </div>
        )}
      </Field>
      <Field label="Asked of" hint="An answer outside the kind is an error, never a score.">
        <div className={classes.line}>
          <Select
            aria-label="Endpoint"
            className={classes.grow ?? ''}
            data={endpoints.map((one) => ({ value: one.id, label: `${one.name} · ${one.model}` }))}
            value={form.endpointId}
            onChange={(endpointId) => change({ endpointId: endpointId ?? form.endpointId })}
          />
          <span className={classes.quiet}>at most</span>
          <NumberField
            label="Kilobytes of transcript and spans at most"
            width={96}
            min={2}
            max={1000}
            suffix=" kB"
            value={form.maxBytes / 1000}
            onChange={(kilobytes) => change({ maxBytes: Math.round(kilobytes * 1000) })}
          />
        </div>
      </Field>
      <Field label="Name">
        <TextInput
          aria-label="Name of the judge"
          placeholder={form.question.slice(0, 60) || 'Refund date told'}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Field>
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
      {'missing' in described ? (
        <p className={classes.quiet}>{described.missing}</p>
      ) : (
        <JudgeRun
          key={JSON.stringify(described.draft)}
          source={source}
          draft={described.draft}
          judgeId={judge && !changed ? judge.id : null}
        />
      )}
    </Card>
  )
}
