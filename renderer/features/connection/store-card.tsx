import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFolderOpen } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { StoreSettings, StoreView } from '../../../shared/contract/connection.ts'
import { useEngine, useShell } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { leaveOtherStore, queryKeys } from '../../stores/queries.ts'
import { useStoppable } from '../../stores/use-stoppable.ts'
import { Card, Field, FieldLine } from '../../widgets/card.tsx'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatBytes } from '../../widgets/format.ts'
import { Segments } from '../../widgets/segments.tsx'
import { StoppableButton } from '../../widgets/stoppable-button.tsx'
import type { Tone } from '../../widgets/tag.tsx'
import { Tag } from '../../widgets/tag.tsx'
import classes from './connection.module.css'
import { changeStoreDraft, chooseStoreKind, forgetStoreDraft, useStoreDraft } from './store-draft.ts'
import { StorePassword } from './store-password.tsx'

const states: Record<StoreView['state'], { tone: Tone; word: string }> = {
  ready: { tone: 'matched', word: 'Ready' },
  unreachable: { tone: 'bad', word: 'Unreachable' },
  taken: { tone: 'other', word: 'In use elsewhere' },
  failed: { tone: 'bad', word: 'Failed' },
}

/** Why the store is not ready, and what to do; null where it is. */
function adviceOf({ state, failure }: StoreView): string | null {
  if (failure !== null) return `${failure.message}. ${failure.next}`
  return state === 'ready'
    ? null
    : 'The server greets and then says nothing more. See whether it is busy, then open this page again.'
}

/** Where imports are written: the embedded ClickHouse, or a server. */
export function StoreCard({ view }: { view: StoreView }) {
  const client = useEngine()
  const queries = useQueryClient()
  const shell = useShell()
  const draft = useStoreDraft(view.settings)
  const password = useRef<HTMLInputElement>(null)
  const typed = () => password.current?.value || null
  const { mutation: test, stop: stopTest } = useStoppable((signal) => {
    const secret = typed()
    return client.store.test({ settings: draft, password: secret }, { signal })
  })
  const { mutation: saving, stop: stopSaving } = useStoppable(async (signal) => {
    const secret = typed()
    const saved = await client.store.save({ settings: draft, password: secret }, { signal })
    if (password.current) password.current.value = ''
    forgetStoreDraft(draft)
    notifications.show({ message: 'The store is saved.' })
    leaveOtherStore(queries, saved)
  })
  const { isPending: isSaving } = saving
  const isChanged = JSON.stringify(draft) !== JSON.stringify(view.settings)
  const server = draft.kind === 'server' ? draft : null
  // The password may be typed anew.
  const canSave = isChanged || server !== null
  const save = () => {
    if (canSave && !isSaving) saving.mutate()
  }
  /** Whatever the engine did until then, the card tells what is in use. */
  const leaveSaving = async () => {
    stopSaving()
    await queries.invalidateQueries({ queryKey: queryKeys.store })
    const now = queries.getQueryData<StoreView>(queryKeys.store)
    if (now) leaveOtherStore(queries, now)
  }
  /** Takes away answers to what stood in the form before. */
  const forgetAnswers = () => {
    stopTest()
    if (!isSaving) saving.reset()
  }
  const change = (settings: StoreSettings) => {
    forgetAnswers()
    changeStoreDraft(settings)
  }
  const reveal = async () => {
    if (await shell.reveal(view.location)) return
    notifications.show({
      color: 'red',
      message: `${view.location} cannot be shown: it is not there, or there is no file manager.`,
    })
  }
  const state = states[view.state]
  const advice = adviceOf(view)
  const text = (label: string, key: 'url' | 'user' | 'database' | 'table') =>
    server && (
      <Field label={label}>
        <TextInput
          aria-label={`ClickHouse ${label}`}
          value={server[key]}
          classNames={{ input: classes.mono ?? '' }}
          onChange={(event) => change({ ...server, [key]: event.currentTarget.value })}
        />
      </Field>
    )

  return (
    <Card
      title="Trace store"
      id="store"
      aside={
        canSave && (
          <StoppableButton variant="filled" running={isSaving} onStart={save} onStop={() => void leaveSaving()}>
            Save store
          </StoppableButton>
        )
      }
    >
      <Field label="In use now">
        <FieldLine>
          <Tag tone={state.tone}>{state.word}</Tag>
          <span className={classes.numbers}>
            {[
              view.version === null ? null : `ClickHouse ${view.version}`,
              view.spans === null ? null : countOf(view.spans, 'span'),
              view.bytesOnDisk === null ? null : `${formatBytes(view.bytesOnDisk)} on disk`,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </FieldLine>
        <FieldLine>
          <code className={classes.path}>{view.location}</code>
          <CopyButton compact label="Copy the location" text={view.location} />
        </FieldLine>
        {advice !== null && <p className={classes.quiet}>{advice}</p>}
        {view.settings.kind === 'embedded' && shell.can.reveal && (
          <Button variant="default" leftSection={<IconFolderOpen size={14} />} onClick={() => void reveal()}>
            Show in the file manager
          </Button>
        )}
      </Field>
      <Field
        label="Kind"
        hint={draft.kind === 'embedded' ? 'ClickHouse inside this program; nothing to install or to run.' : null}
      >
        <Segments
          label="Kind of store"
          options={[
            { value: 'embedded', label: 'Embedded' },
            { value: 'server', label: 'ClickHouse server' },
          ]}
          value={draft.kind}
          onChange={(kind) => {
            forgetAnswers()
            chooseStoreKind(kind)
          }}
        />
      </Field>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {draft.kind === 'embedded' && (
          <Field label="Folder">
            <TextInput
              rightSectionWidth={74}
              rightSection={
                shell.can.chooseFolder ? (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => void shell.chooseFolder().then((path) => path && change({ ...draft, path }))}
                  >
                    Choose…
                  </Button>
                ) : null
              }
              aria-label="Folder of the embedded store"
              placeholder="This program’s own data folder"
              value={draft.path ?? ''}
              classNames={{ input: classes.mono ?? '' }}
              onChange={(event) => change({ ...draft, path: event.currentTarget.value || null })}
            />
          </Field>
        )}
        {text('URL', 'url')}
        {text('User', 'user')}
        {server && <StorePassword settings={server} field={password} onChange={forgetAnswers} />}
        {text('Database', 'database')}
        {text('Table', 'table')}
        <button type="submit" hidden tabIndex={-1} aria-hidden>
          Save store
        </button>
      </form>
      <Field label="">
        <FieldLine>
          <StoppableButton running={test.isPending} focusName="store" onStart={() => test.mutate()} onStop={stopTest}>
            Test store
          </StoppableButton>
        </FieldLine>
        <div aria-live="polite">
          {test.data && (
            <p className={classes.answers}>
              ClickHouse {test.data.version} answered;{' '}
              {test.data.writable ? 'it can be written to' : 'it is read-only: give the user INSERT and CREATE TABLE'};{' '}
              {countOf(test.data.spans, 'span')} in the table.
            </p>
          )}
        </div>
        {test.isError && <FailurePanel failure={toFailure(test.error)} />}
        {saving.isError && <FailurePanel failure={toFailure(saving.error)} />}
      </Field>
    </Card>
  )
}
