import { Button, Combobox, PasswordInput, TextInput, useCombobox } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { readPhoenixHost, readProjectName } from '../../../shared/contract/phoenix-names.ts'
import { isLoopback, isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate } from '../../stores/navigation.ts'
import { proposeProject } from '../../stores/proposed-project.ts'
import { ask, queryKeys, useConnections } from '../../stores/queries.ts'
import { turnTo } from '../../stores/turn-to.ts'
import { Card, Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { Warning } from '../../widgets/warning.tsx'
import classes from './connection.module.css'
import { ConnectionKey } from './connection-key.tsx'
import { ConnectionTest } from './connection-test.tsx'

interface Draft {
  readonly name: string
  readonly host: string
  readonly project: string
}

const draftOf = (connection: ConnectionView | null): Draft => ({
  name: connection?.name ?? '',
  host: connection?.host ?? '',
  project: connection?.project ?? '',
})

/**
 * Host, project and key of one Phoenix. `connection` is null for one that is being made; `proposedProject` is filled in for the person
 * to save or discard.
 */
export function PhoenixCard({
  connection,
  proposedProject = null,
  onSaved,
}: {
  connection: ConnectionView | null
  proposedProject?: string | null
  onSaved?: (saved: ConnectionView) => void
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const [draft, setDraft] = useState({
    ...draftOf(connection),
    ...(proposedProject === null ? {} : { project: proposedProject }),
  })
  const [tried, setTried] = useState(false)
  // As in `KeyField`: what is typed lives in no state of the page; only whether, and how many times, something was.
  const keyField = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(0)
  const typedKey = () => keyField.current?.value.trim() || null
  const { value: host, problem: hostProblem } = readPhoenixHost(draft.host)
  const saved = draftOf(connection)
  const others = (useConnections().data?.connections ?? []).filter(({ id }) => id !== connection?.id)
  const proposed = nameFor(
    draft,
    others.map(({ name }) => name),
  )
  const changed = draft.name !== saved.name || draft.host !== saved.host || draft.project !== saved.project
  const problems = { host: hostProblem, project: readProjectName(draft.project).problem }
  /** The connection is saved by now; a key that is not stays to be typed in its card. */
  const saveTypedKey = async ({ id }: ConnectionView) => {
    const key = typedKey()
    if (key === null) return
    try {
      await ask(() => client.connections.setKey({ id, key }))
    } catch (error) {
      notifications.show({ color: 'red', message: `The key is not saved: ${toFailure(error).message}` })
    }
    if (keyField.current) keyField.current.value = ''
  }
  const save = useMutation({
    mutationFn: () =>
      ask(() =>
        client.connections.save({
          id: connection?.id ?? null,
          name: draft.name.trim() || proposed,
          host: draft.host,
          project: draft.project,
        }),
      ),
    onSuccess: async (view) => {
      if (connection === null) {
        await ask(() => client.connections.activate({ id: view.id }))
        await saveTypedKey(view)
      }
      await queries.invalidateQueries({ queryKey: queryKeys.connections })
      proposeProject(null)
      setDraft(draftOf(view))
      setTried(false)
      notifications.show({ message: `${view.name} is saved.` })
      if (connection === null) turnTo(view.id)
      // What was pressed is gone by then: next is the test. A field that is typed in stays, with its connection.
      const stays = connection !== null && document.activeElement instanceof HTMLInputElement
      navigate({ edit: view.id, ...(stays ? {} : { focus: 'test' }) }, 'replace')
      onSaved?.(view)
    },
  })
  const discard = () => {
    proposeProject(null)
    setDraft(saved)
  }
  const submit = () => {
    setTried(true)
    if (!problems.host && !problems.project) save.mutate()
  }

  return (
    <Card
      title="Phoenix"
      aside={
        (changed || !connection) && (
          <>
            {connection && (
              <Button variant="subtle" color="gray" onClick={discard}>
                Discard
              </Button>
            )}
            <Button onClick={submit} loading={save.isPending}>
              {connection ? 'Save changes' : 'Save connection'}
            </Button>
          </>
        )
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field label="Host" hint="Phoenix Cloud or your own. A path prefix is kept: https://host/s/space">
          <TextInput
            aria-label="Phoenix host"
            placeholder="http://localhost:6006"
            value={draft.host}
            classNames={{ input: classes.mono ?? '' }}
            error={tried || draft.host !== '' ? problems.host : null}
            onChange={(event) => setDraft({ ...draft, host: event.currentTarget.value })}
          />
        </Field>
        {!connection && (
          <Field
            label="API key"
            hint="It goes to this host only, and is saved with the connection, never in a file. A local Phoenix needs none."
          >
            <PasswordInput
              ref={keyField}
              aria-label="API key"
              placeholder="Paste the key"
              autoComplete="off"
              spellCheck={false}
              visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
              onChange={() => setTyped((count) => count + 1)}
            />
            {host !== null && typed > 0 && typedKey() !== null && isPlainHttpAbroad(host) && <PlainHttpWarning />}
          </Field>
        )}
        <Field label="Project" hint="The Phoenix project that your agent writes to.">
          <ProjectField
            id={connection?.id ?? null}
            host={host}
            typed={typed}
            typedKey={typedKey}
            value={draft.project}
            error={tried || draft.project !== '' ? problems.project : null}
            onChange={(project) => setDraft({ ...draft, project })}
          />
        </Field>
        <Field label="Name">
          <TextInput
            aria-label="Name of the connection"
            placeholder={proposed}
            value={draft.name}
            maxLength={100}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
        </Field>
        <button type="submit" hidden tabIndex={-1} aria-hidden>
          Save
        </button>
      </form>
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
      {connection && (
        <>
          <ConnectionKey connection={connection} />
          {connection.plainHttpWarning && <PlainHttpWarning />}
          <Field label="">
            <ConnectionTest
              key={`${connection.host} ${connection.project}`}
              connection={connection}
              stale={changed}
              onPick={(project) => setDraft({ ...draft, project })}
            />
          </Field>
        </>
      )}
    </Card>
  )
}

const PlainHttpWarning = () => (
  <Warning>
    The key would travel over plain http to a host that is not this machine: anyone on the way can read it. Use https.
  </Warning>
)

/** A name for a connection whose name was left empty: of the host, and of the project too where that name is taken. */
function nameFor({ host: typed, project }: Draft, taken: readonly string[]): string {
  const { value: address } = readPhoenixHost(typed)
  const hostname = address === null ? null : new URL(address).hostname
  const host = hostname === null ? 'My Phoenix' : isLoopback(hostname) ? 'Local Phoenix' : hostname
  const names = [host, `${project.trim()} on ${host}`, ...taken.map((_, index) => `${project.trim()} on ${host} (${index + 2})`)]
  return names.find((name) => !taken.includes(name)) ?? host
}

/** A project of the server's list, found by typing; any other name may be typed too. */
function ProjectField({
  id,
  host,
  typed,
  typedKey,
  value,
  error,
  onChange,
}: {
  id: string | null
  /** Null while the host is not one. */
  host: string | null
  typed: number
  typedKey: () => string | null
  value: string
  error: string | null
  onChange: (project: string) => void
}) {
  const client = useEngine()
  const combobox = useCombobox()
  const projects = useQuery({
    queryKey: queryKeys.projects(id, host, typed),
    queryFn: ({ signal }) => {
      const [asked, key] = [host ?? '', typedKey()]
      return ask(() => client.connections.projects({ id, host: asked, key }, { signal }))
    },
    enabled: host !== null && combobox.dropdownOpened,
  })
  const words = value.trim().toLowerCase()
  const all = projects.data ?? []
  const exact = all.some((project) => project === value)
  const shown = exact ? all : all.filter((project) => project.toLowerCase().includes(words))
  return (
    <Combobox
      size="xs"
      store={combobox}
      onOptionSubmit={(project) => {
        onChange(project)
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          aria-label="Phoenix project"
          data-focus="project"
          placeholder="my-agent"
          value={value}
          error={error}
          classNames={{ input: classes.mono ?? '' }}
          rightSection={host === null ? null : <Combobox.Chevron />}
          rightSectionPointerEvents="none"
          onChange={(event) => {
            onChange(event.currentTarget.value)
            if (host !== null) combobox.openDropdown()
          }}
          onClick={() => host !== null && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={host === null}>
        <Combobox.Options mah={240} className={classes.options ?? ''}>
          {projects.isPending && <Combobox.Empty>Asking Phoenix for its projects…</Combobox.Empty>}
          {projects.isError && <Combobox.Empty>{toFailure(projects.error).message}. Type the name instead.</Combobox.Empty>}
          {projects.data && shown.length === 0 && (
            <Combobox.Empty>No project of this Phoenix has these letters. A new one appears with its first span.</Combobox.Empty>
          )}
          {shown.map((project) => (
            <Combobox.Option key={project} value={project} active={project === value}>
              {project}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
