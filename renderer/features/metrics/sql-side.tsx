import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { SavedSql } from '../../../shared/contract/metrics.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { Removal } from '../../widgets/removal.tsx'
import { metricsKeys, useSavedSql, useSqlColumns } from './queries.ts'
import classes from './sql.module.css'

/** Saved queries, and the columns of `spans`: a click puts a name where the cursor stands. */
export function SqlSide({
  shown,
  onOpen,
  onRemoved,
  onInsert,
}: {
  shown: string | null
  onOpen: (query: SavedSql | null) => void
  /** The shown one is removed. */
  onRemoved: () => void
  onInsert: (column: string) => void
}) {
  const saved = useSavedSql()
  const columns = useSqlColumns()
  const client = useEngine()
  const queries = useQueryClient()
  const removed = (query: SavedSql) => {
    if (query.id === shown) onRemoved()
    return queries.invalidateQueries({ queryKey: metricsKeys.sql })
  }
  return (
    <div className={classes.side}>
      <section aria-label="Saved queries">
        <h2>Saved queries</h2>
        {saved.isError && <p className={classes.quiet}>{toFailure(saved.error).message}</p>}
        <ul>
          {saved.data?.map((query) => (
            <li key={query.id} className={classes.item} data-shown={query.id === shown || undefined}>
              <button type="button" aria-current={query.id === shown} onClick={() => onOpen(query)}>
                {query.name}
              </button>
              <Removal
                title={`Remove ${query.name}?`}
                text="The saved query is forgotten. No span is changed."
                remove={() => client.metrics.removeSql({ id: query.id })}
                onRemoved={() => removed(query)}
              >
                {(start) => (
                  <ActionIcon size={20} aria-label={`Remove ${query.name}`} onClick={start}>
                    <IconTrash size={13} />
                  </ActionIcon>
                )}
              </Removal>
            </li>
          ))}
        </ul>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={13} />} onClick={() => onOpen(null)}>
          New query
        </Button>
      </section>
      <section aria-label="Columns" className={classes.columns}>
        <h2>
          Columns of <code>spans</code>
        </h2>
        {columns.isError && <p className={classes.quiet}>{toFailure(columns.error).message}</p>}
        <ul>
          {columns.data?.map((column) => (
            <li key={column.name}>
              <button
                type="button"
                title={`${column.type}${column.comment ? `\n${column.comment}` : ''}`}
                onClick={() => onInsert(column.name)}
              >
                <code>{column.name}</code>
                <span>{column.type}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
