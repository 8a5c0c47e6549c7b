import { TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { Card, Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { KeyField, keptWhere } from '../../widgets/key-field.tsx'
import { Warning } from '../../widgets/warning.tsx'
import { DraftActions } from './draft-actions.tsx'
import { type EndpointDraft, endpointDrafts } from './drafts.ts'
import { metricsKeys } from './queries.ts'

/** Where a model answers. `endpoint` is null for one that is being made. */
export function EndpointCard({
  endpoint,
  onSaved,
  onRemoved,
}: {
  endpoint: JudgeEndpointView | null
  onSaved: (saved: JudgeEndpointView) => void
  onRemoved: () => void
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const id = endpoint?.id ?? null
  const saved = { name: endpoint?.name ?? '', baseUrl: endpoint?.baseUrl ?? '', model: endpoint?.model ?? '' }
  const draft = endpointDrafts.useDraft(id, saved)
  const change = (next: Partial<EndpointDraft>) => endpointDrafts.put(id, { ...draft, ...next })
  const refresh = () => queries.invalidateQueries({ queryKey: metricsKeys.endpoints })
  const save = useMutation({
    mutationFn: () => ask(() => client.judges.saveEndpoint({ ...draft, name: draft.name.trim() || draft.model.trim(), id })),
    onSuccess: async (view) => {
      await refresh()
      notifications.show({ message: `${view.name} is saved.` })
      onSaved(view)
      endpointDrafts.forget(id)
    },
  })
  const removed = () => {
    endpointDrafts.forget(id)
    onRemoved()
    return refresh()
  }
  const ready = draft.baseUrl.trim() !== '' && draft.model.trim() !== ''
  const changed = JSON.stringify(draft) !== JSON.stringify(saved)
  return (
    <Card
      title={endpoint ? endpoint.name : 'A new endpoint'}
      aside={
        <DraftActions
          saved={endpoint?.name ?? null}
          forgotten="Its address, model and key are forgotten. What it answered stays; judges that ask it need another one."
          changed={changed}
          missing={ready ? null : 'It needs an address and a model.'}
          saving={save.isPending}
          remove={() => client.judges.removeEndpoint({ id: id ?? '' })}
          onRemoved={removed}
          onDiscard={() => endpointDrafts.forget(id)}
          onSave={() => save.mutate()}
        />
      }
    >
      <Field label="Base URL" hint="Up to and with /v1; requests go to /chat/completions under it.">
        <TextInput
          aria-label="Base URL"
          placeholder="http://127.0.0.1:11434/v1"
          spellCheck={false}
          value={draft.baseUrl}
          onChange={(event) => change({ baseUrl: event.currentTarget.value })}
        />
      </Field>
      <Field label="Model">
        <TextInput
          aria-label="Model"
          placeholder="llama3.1:8b"
          spellCheck={false}
          value={draft.model}
          onChange={(event) => change({ model: event.currentTarget.value })}
        />
      </Field>
      <Field label="Name">
        <TextInput
          aria-label="Name of the endpoint"
          placeholder={draft.model || 'Local model'}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Field>
      {endpoint && (
        <KeyField
          of={endpoint.name}
          state={endpoint.key}
          hint={`${keptWhere(endpoint.key)} A local model needs none.`}
          save={(key) => client.judges.setKey({ id: endpoint.id, key })}
          remove={() => client.judges.removeKey({ id: endpoint.id })}
          onChanged={refresh}
        />
      )}
      {endpoint?.plainHttpWarning && (
        <Warning>
          Prompts{endpoint.key.configured ? ' and the key' : ''} would travel over plain http to a host that is not this machine.
        </Warning>
      )}
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
    </Card>
  )
}
