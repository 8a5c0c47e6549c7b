import { Button, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconKey } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { ask, queryKeys } from '../../stores/queries.ts'
import { Field } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { Removal } from '../../widgets/removal.tsx'
import { Tag } from '../../widgets/tag.tsx'
import classes from './connection.module.css'

/**
 * The API key goes in and never comes out: what is saved is a chip. The field is uncontrolled and emptied with the save, so
 * that the key lives in no state of the page.
 */
export function KeyField({ connection }: { connection: ConnectionView }) {
  const client = useEngine()
  const queries = useQueryClient()
  const { key } = connection
  const [typing, setTyping] = useState(key.originMismatch)
  const field = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(true)
  const asked = useLocation().focus === 'key'
  // The link's wish for this field is fulfilled once, so that the same wish works again.
  useEffect(() => {
    if (!asked) return
    setTyping(true)
    field.current?.focus()
    navigate({ focus: null }, 'replace')
  }, [asked])
  const done = async (message: string) => {
    if (field.current) field.current.value = ''
    setEmpty(true)
    setTyping(false)
    notifications.show({ message })
    await queries.invalidateQueries({ queryKey: queryKeys.connections })
  }
  const save = useMutation({
    mutationFn: () => {
      const typed = field.current?.value.trim() ?? ''
      return ask(() => client.connections.setKey({ id: connection.id, key: typed }))
    },
    onSuccess: () => done('The key is saved.'),
  })
  const there = key.configured || key.unreadable !== null
  const showField = typing || !there

  return (
    <Field
      label="API key"
      hint={
        <>
          <KeptWhere connection={connection} /> It is sent to {new URL(connection.host).origin} only
          {there ? '.' : '; a Phoenix without authentication needs none.'}
        </>
      }
    >
      {key.originMismatch && (
        <p className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden />
          The saved key belongs to {key.origin}, and this host is another one. Type the key again, or put the host back.
        </p>
      )}
      {key.unreadable !== null && (
        <p className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden />
          The saved key cannot be read, because {key.unreadable.replace(/\.$/, '')}. Replace it, or remove it.
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
            text={`The key of ${connection.name} is forgotten. To use it again, it must be typed again.`}
            action="Remove key"
            remove={() => client.connections.removeKey({ id: connection.id })}
            onRemoved={() => done('The key is removed.')}
          >
            {(start) => (
              <Button variant="subtle" color="red" size="compact-sm" onClick={start}>
                Remove key
              </Button>
            )}
          </Removal>
        </div>
      )}
      {showField && (
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
            aria-label={there ? 'New API key' : 'API key'}
            placeholder={there ? 'The new key' : 'Paste the key'}
            autoComplete="off"
            spellCheck={false}
            autoFocus={typing}
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            onChange={(event) => setEmpty(event.currentTarget.value.trim() === '')}
          />
          <Button type="submit" disabled={empty} loading={save.isPending}>
            Save key
          </Button>
          {there && (
            <Button variant="subtle" color="gray" onClick={() => setTyping(false)}>
              Keep the old one
            </Button>
          )}
        </form>
      )}
      {save.isError && <FailurePanel failure={toFailure(save.error)} />}
    </Field>
  )
}

function KeptWhere({ connection }: { connection: ConnectionView }) {
  const { kept } = connection.key
  if (kept.kind === 'keychain') return 'Kept in the keychain of this system, never in a file.'
  return `Kept in memory until the program ends${kept.reason ? `, because ${kept.reason.replace(/\.$/, '')}` : ''}; it is never written to a file.`
}
