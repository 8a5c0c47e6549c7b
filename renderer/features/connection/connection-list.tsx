import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconAlertTriangle, IconDots, IconKey, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { forgetPreviewOf } from '../../stores/jobs.ts'
import { navigate, useNavigation } from '../../stores/navigation.ts'
import { ask, inUseFirst, queryKeys } from '../../stores/queries.ts'
import { useRecordingAt } from '../../stores/recordings.ts'
import { useActivate } from '../../stores/use-activate.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import classes from './connection.module.css'

/** Every saved connection, the one in use first; a click shows it. */
export function ConnectionList({
  connections,
  shown,
  activeId,
}: {
  connections: readonly ConnectionView[]
  shown: string
  activeId: string | null
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const recordingAt = useRecordingAt()
  const [removing, setRemoving] = useState<ConnectionView | null>(null)
  const refresh = () => queries.invalidateQueries({ queryKey: queryKeys.connections })
  const use = useActivate()
  const remove = useMutation({
    mutationFn: (id: string) => ask(() => client.connections.remove({ id })),
    onSuccess: async (_, id) => {
      setRemoving(null)
      const { connection } = useNavigation.getState().location
      navigate({ edit: null, ...(connection === id ? { connection: null } : {}) }, 'replace')
      forgetPreviewOf(id)
      await refresh()
    },
  })
  const keep = () => {
    setRemoving(null)
    remove.reset()
  }
  return (
    <div className={classes.list}>
      <ul aria-label="Connections">
        {inUseFirst(connections, activeId).map((connection) => (
          <li key={connection.id} className={classes.item} data-shown={connection.id === shown || undefined}>
            <button
              type="button"
              className={classes.itemButton}
              aria-current={connection.id === shown}
              onClick={() => navigate({ edit: connection.id, focus: null })}
            >
              <span className={classes.itemName}>
                {connection.name}
                {connection.key.configured && <IconKey size={12} aria-label="key configured" />}
                {connection.key.unreadable !== null && <IconAlertTriangle size={12} aria-label="its key cannot be read" />}
                {recordingAt(connection.host) && <RecordingTag />}
              </span>
              <span className={classes.itemWhere}>{connection.host.replace(/^https?:\/\//, '')}</span>
              <span className={classes.itemWhere}>{connection.project}</span>
              {connection.id === activeId && <span className={classes.inUse}>in use</span>}
            </button>
            {connection.saved && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon size={22} className={classes.more ?? ''} aria-label={`More for ${connection.name}`}>
                    <IconDots size={15} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item disabled={connection.id === activeId} onClick={() => use.mutate(connection.id)}>
                    Use this connection
                  </Menu.Item>
                  <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => setRemoving(connection)}>
                    Remove…
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        justify="flex-start"
        leftSection={<IconPlus size={14} />}
        onClick={() => navigate({ edit: 'new', focus: null })}
      >
        Add a connection
      </Button>
      <Confirm
        opened={removing !== null}
        title={`Remove ${removing?.name ?? ''}?`}
        action="Remove"
        running={remove.isPending}
        onAct={() => removing && remove.mutate(removing.id)}
        onKeep={keep}
      >
        <p>
          Its host, project and key are forgotten. What was imported from it stays in the store, and nothing changes in Phoenix.
        </p>
        {remove.isError && <FailurePanel failure={toFailure(remove.error)} />}
      </Confirm>
    </div>
  )
}
