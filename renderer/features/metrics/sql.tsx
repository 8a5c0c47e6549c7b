import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SavedSql } from '../../../shared/contract/metrics.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { NumberField } from '../../widgets/number-field.tsx'
import { changeSql, exampleSql, isSqlChanged, useSqlDraft } from './drafts.ts'
import { inStore, metricsKeys } from './queries.ts'
import classes from './sql.module.css'
import { SqlEditor } from './sql-editor.tsx'
import { placeOf } from './sql-place.ts'
import { SqlRows } from './sql-rows.tsx'
import { SqlSide } from './sql-side.tsx'

/** One SELECT over this simulation's spans. */
export function Sql({ source }: { source: SpanSource }) {
  if (!inStore(source))
    return (
      <EmptyState
        title="SQL reads the trace store"
        text="These spans are not in it. Import the simulation; then its spans are the table `spans`."
      />
    )
  return <Console source={source} />
}

function Console({ source }: { source: SpanSource }) {
  const client = useEngine()
  const queries = useQueryClient()
  const field = useRef<HTMLTextAreaElement>(null)
  const draft = useSqlDraft()
  const { sql, saved, name, limits } = draft
  /** What waits for an answer: null for none, and a query of null is a new one. */
  const [asking, setAsking] = useState<{ readonly query: SavedSql | null } | null>(null)
  const abort = useRef<AbortController | null>(null)
  const run = useMutation({
    mutationFn: async () => {
      abort.current = new AbortController()
      const { signal } = abort.current
      return ask(() => client.metrics.runSql({ source, sql, limits }, { signal }))
    },
  })
  const save = useMutation({
    mutationFn: () => ask(() => client.metrics.saveSql({ id: saved?.id ?? null, name: name.trim(), sql })),
    onSuccess: async (next) => {
      changeSql({ saved: next })
      notifications.show({ message: `${next.name} is saved.` })
      await queries.invalidateQueries({ queryKey: metricsKeys.sql })
    },
  })
  const answer = run.data
  const place = answer && !answer.ok && answer.at !== null ? placeOf(sql, answer.at) : null
  const change = (text: string) => {
    changeSql({ sql: text })
    if (answer && !answer.ok) run.reset()
  }
  const start = () => {
    if (sql.trim() !== '' && !run.isPending) run.mutate()
  }
  const open = (query: SavedSql | null) => {
    setAsking(null)
    changeSql({ saved: query, name: query?.name ?? '', sql: query?.sql ?? exampleSql })
    run.reset()
    field.current?.focus()
  }
  return (
    <div className={classes.body}>
      <SqlSide
        shown={saved?.id ?? null}
        onOpen={(query) => (isSqlChanged(draft) ? setAsking({ query }) : open(query))}
        onRemoved={() => (isSqlChanged(draft) ? changeSql({ saved: null }) : open(null))}
        onInsert={(column) => {
          const at = field.current?.selectionStart ?? sql.length
          change(`${sql.slice(0, at)}${column}${sql.slice(field.current?.selectionEnd ?? at)}`)
          field.current?.focus()
        }}
      />
      <div className={classes.main}>
        <SqlEditor value={sql} errorLine={place?.line ?? null} field={field} onChange={change} onRun={start} />
        <div className={classes.tools}>
          {run.isPending ? (
            <Button variant="default" onClick={() => abort.current?.abort()}>
              Cancel
            </Button>
          ) : (
            <Button leftSection={<IconPlayerPlay size={14} />} disabled={sql.trim() === ''} onClick={start}>
              Run
            </Button>
          )}
          <span className={classes.quiet}>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'} Enter</span>
          {/* A form, so that the keys of the page's own form are not answered here. */}
          <form
            className={classes.limits}
            onSubmit={(event) => {
              event.preventDefault()
              start()
            }}
          >
            <span>Read-only, at most</span>
            <NumberField
              label="Seconds at most"
              width={64}
              min={0.1}
              max={60}
              value={limits.seconds}
              onChange={(seconds) => changeSql({ limits: { ...limits, seconds } })}
            />
            <span>s and</span>
            <NumberField
              label="Rows at most"
              width={76}
              min={1}
              max={10_000}
              integer
              value={limits.rows}
              onChange={(rows) => changeSql({ limits: { ...limits, rows } })}
            />
            <span>rows</span>
            <button type="submit" hidden tabIndex={-1} aria-hidden>
              Run
            </button>
          </form>
          <form
            className={classes.save}
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim() !== '') save.mutate()
            }}
          >
            <TextInput
              aria-label="Name to save it under"
              placeholder="Name to save it under"
              value={name}
              onChange={(event) => changeSql({ name: event.currentTarget.value })}
            />
            <Button type="submit" variant="default" disabled={name.trim() === '' || sql.trim() === ''} loading={save.isPending}>
              {saved ? 'Save changes' : 'Save'}
            </Button>
          </form>
        </div>
        {save.isError && (
          <div className={classes.pad}>
            <FailurePanel failure={toFailure(save.error)} />
          </div>
        )}
        <SqlRows answer={answer} pending={run.isPending} failure={run.error} place={place} />
      </div>
      <Confirm
        opened={asking !== null}
        title="Discard what you changed?"
        action="Discard"
        onAct={() => asking && open(asking.query)}
        onKeep={() => setAsking(null)}
      >
        <p>The text in the editor is not saved. {saved ? `${saved.name} stays as it was saved.` : 'It is nowhere else.'}</p>
      </Confirm>
    </div>
  )
}
