import { Button, Combobox, TextInput, useCombobox } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { PhoenixHost, ProjectName } from '../../../shared/contract/connection.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate } from '../../stores/navigation.ts'
import { proposeProject } from '../../stores/proposed-project.ts'
import { ask, queryKeys, useConnections } from '../../stores/queries.ts'
import { Card, Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import classes from './connection.module.css'
import { ConnectionTest } from './connection-test.tsx'
import { KeyField } from './key-field.tsx'

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

const problemOf = (schema: typeof PhoenixHost | typeof ProjectName, text: string) => {
  const parsed = schema.safeParse(text)
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'not valid')
}

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
  const saved = draftOf(connection)
  const others = (useConnections().data?.connections ?? []).filter(({ id }) => id !== connection?.id)
  const proposed = nameFor(
    draft,
    others.map(({ name }) => name),
  )
  const changed = draft.name !== saved.name || draft.host !== saved.host || draft.project !== saved.project
  const problems = { host: problemOf(PhoenixHost, draft.host), project: problemOf(ProjectName, draft.project) }
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
      if (connection === null) await ask(() => client.connections.activate({ id: view.id }))
      await queries.invalidateQueries({ queryKey: queryKeys.connections })
      proposeProject(null)
      setDraft(draftOf(view))
      setTried(false)
      notifications.show({ message: `${view.name} is saved.` })
      navigate({ connection: view.id, edit: view.id }, 'replace')
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
        <Field label="Project" hint="The Phoenix project that your agent writes to.">
          <ProjectField
            connection={connection}
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
      {connection ? (
        <>
          <KeyField connection={connection} />
          {connection.plainHttpWarning && (
            <p className={classes.warning}>
              <IconAlertTriangle size={15} aria-hidden />
              The key would travel over plain http to a host that is not this machine: anyone on the way can read it. Use https.
            </p>
          )}
          <Field label="">
            <ConnectionTest
              key={`${connection.host} ${connection.project}`}
              connection={connection}
              stale={changed}
              onPick={(project) => setDraft({ ...draft, project })}
            />
          </Field>
        </>
      ) : (
        <Field label="API key">
          <p className={classes.still}>
            Save the connection first; then its key goes straight into the vault. A local Phoenix needs none.
          </p>
        </Field>
      )}
    </Card>
  )
}

/** A name for a connection whose name was left empty: of the host, and of the project too where that name is taken. */
function nameFor({ host: typed, project }: Draft, taken: readonly string[]): string {
  const parsed = PhoenixHost.safeParse(typed)
  const host = parsed.success ? new URL(parsed.data).hostname : 'My Phoenix'
  const names = [host, `${project.trim()} on ${host}`, ...taken.map((_, index) => `${project.trim()} on ${host} (${index + 2})`)]
  return names.find((name) => !taken.includes(name)) ?? host
}

/** A project of the server's list, found by typing; any other name may be typed too. */
function ProjectField({
  connection,
  value,
  error,
  onChange,
}: {
  connection: ConnectionView | null
  value: string
  error: string | null
  onChange: (project: string) => void
}) {
  const client = useEngine()
  const combobox = useCombobox()
  const id = connection?.id ?? ''
  const projects = useQuery({
    queryKey: queryKeys.projects(id),
    queryFn: () => ask(() => client.connections.projects({ id })),
    enabled: connection !== null && combobox.dropdownOpened,
  })
  const words = value.trim().toLowerCase()
  const all = projects.data ?? []
  const exact = all.some((project) => project === value)
  const shown = exact ? all : all.filter((project) => project.toLowerCase().includes(words))
  return (
    <Combobox
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
          rightSection={connection ? <Combobox.Chevron /> : null}
          rightSectionPointerEvents="none"
          onChange={(event) => {
            onChange(event.currentTarget.value)
            if (connection) combobox.openDropdown()
          }}
          onClick={() => connection && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={connection === null}>
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
