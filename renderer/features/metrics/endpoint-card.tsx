import { Button, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { Card, Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { Removal } from '../../widgets/removal.tsx'
import { Tag } from '../../widgets/tag.tsx'
import { DraftActions } from './draft-actions.tsx'
import { type EndpointDraft, endpointDrafts } from './drafts.ts'
import classes from './judges.module.css'
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
      {endpoint && <EndpointKey endpoint={endpoint} onChanged={refresh} />}
      {endpoint?.plainHttpWarning && (
        <p className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden /> Prompts{endpoint.key.configured ? ' and the key' : ''} would travel over
          plain http to a host that is not this machine.
        </p>
      )}
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
    </Card>
  )
}

/** The key goes in and never comes out. Uncontrolled, and emptied with the save: it lives in no state of the page. */
function EndpointKey({ endpoint, onChanged }: { endpoint: JudgeEndpointView; onChanged: () => Promise<unknown> }) {
  const client = useEngine()
  const { key } = endpoint
  const field = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(true)
  const [typing, setTyping] = useState(key.originMismatch)
  const there = key.configured || key.unreadable !== null
  const done = async () => {
    if (field.current) field.current.value = ''
    setEmpty(true)
    setTyping(false)
    await onChanged()
  }
  const save = useMutation({
    mutationFn: () => ask(() => client.judges.setKey({ id: endpoint.id, key: field.current?.value.trim() ?? '' })),
    onSuccess: done,
  })
  return (
    <Field
      label="API key"
      hint={
        key.kept.kind === 'keychain'
          ? 'Kept in the keychain of this system, never in a file. A local model needs none.'
          : 'Kept in memory until the program ends. A local model needs none.'
      }
    >
      {key.originMismatch && (
        <p className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden /> The saved key belongs to {key.origin}. Type it again for this one.
        </p>
      )}
      {key.unreadable !== null && (
        <p className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden /> The saved key cannot be read, because {key.unreadable.replace(/\.$/, '')}.
          Replace it, or remove it.
        </p>
      )}
      {there && (
        <div className={classes.line}>
          <Tag tone={key.originMismatch || key.unreadable !== null ? 'other' : 'matched'}>
            <IconKey size={12} aria-hidden /> {key.unreadable === null ? 'Configured' : 'Unreadable'}
          </Tag>
          {!typing && (
            <Button variant="default" size="compact-sm" onClick={() => setTyping(true)}>
              Replace key
            </Button>
          )}
          <Removal
            title="Remove the key?"
            text={`The key of ${endpoint.name} is forgotten. To use it again, it must be typed again.`}
            action="Remove key"
            remove={() => client.judges.removeKey({ id: endpoint.id })}
            onRemoved={done}
          >
            {(start) => (
              <Button variant="subtle" color="red" size="compact-sm" onClick={start}>
                Remove key
              </Button>
            )}
          </Removal>
        </div>
      )}
      {(typing || !there) && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault()
            if (!empty) save.mutate()
          }}
        >
          <PasswordInput
            ref={field}
            className={classes.grow ?? ''}
            aria-label="API key"
            placeholder={there ? 'The new key' : 'Paste the key'}
            autoComplete="off"
            spellCheck={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            onChange={(event) => setEmpty(event.currentTarget.value.trim() === '')}
          />
          <Button type="submit" variant="default" disabled={empty} loading={save.isPending}>
            Save key
          </Button>
        </form>
      )}
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
    </Field>
  )
}
