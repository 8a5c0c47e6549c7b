import { Button, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { KeyState } from '../../shared/contract/connection.ts'
import { toFailure } from '../stores/failure.ts'
import { ask } from '../stores/queries.ts'
import { Field, FieldLine } from './card.tsx'
import { FailurePanel } from './failure-panel.tsx'
import classes from './key-field.module.css'
import { Removal } from './removal.tsx'
import { Tag } from './tag.tsx'
import { Warning } from './warning.tsx'

/**
 * An API key goes in and never comes out: what is saved is a chip. The field is uncontrolled and emptied with the save, so that the
 * key lives in no state of the page.
 */
export function KeyField({
  of,
  state,
  hint,
  asked = false,
  onAsked,
  save,
  remove,
  onChanged,
}: {
  /** The name of what it belongs to. */
  of: string
  state: KeyState
  hint: ReactNode
  /** Somebody comes to type it: the field opens and takes the focus; `onAsked` lets go of the wish. */
  asked?: boolean
  onAsked?: () => void
  save: (key: string) => Promise<unknown>
  remove: () => Promise<unknown>
  /** After either. */
  onChanged: () => Promise<unknown>
}) {
  const [typing, setTyping] = useState(state.originMismatch)
  const field = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(true)
  // Fulfilled once, so that the same wish works again.
  useEffect(() => {
    if (!asked) return
    setTyping(true)
    field.current?.focus()
    onAsked?.()
  }, [asked, onAsked])
  const done = async (message: string) => {
    if (field.current) field.current.value = ''
    setEmpty(true)
    setTyping(false)
    notifications.show({ message })
    await onChanged()
  }
  const saving = useMutation({
    mutationFn: () => {
      const typed = field.current?.value.trim() ?? ''
      return ask(() => save(typed))
    },
    onSuccess: () => done('The key is saved.'),
  })
  const there = state.configured || state.unreadable !== null
  return (
    <Field label="API key" hint={hint}>
      {state.originMismatch && (
        <Warning>
          The saved key belongs to {state.origin}, and this host is another one. Type the key again, or put the host back.
        </Warning>
      )}
      {state.unreadable !== null && (
        <Warning>The saved key cannot be read, because {withoutStop(state.unreadable)}. Replace it, or remove it.</Warning>
      )}
      {there && (
        <FieldLine>
          <Tag tone={state.originMismatch || state.unreadable !== null ? 'other' : 'matched'}>
            <IconKey size={12} aria-hidden /> {state.unreadable === null ? 'Configured' : 'Unreadable'}
          </Tag>
          {!typing && (
            <Button variant="default" size="compact-sm" onClick={() => setTyping(true)}>
              Replace key
            </Button>
          )}
          <Removal
            title="Remove the key?"
            text={`The key of ${of} is forgotten. To use it again, it must be typed again.`}
            action="Remove key"
            remove={remove}
            onRemoved={() => done('The key is removed.')}
          >
            {(start) => (
              <Button variant="subtle" color="red" size="compact-sm" onClick={start}>
                Remove key
              </Button>
            )}
          </Removal>
        </FieldLine>
      )}
      {(typing || !there) && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!empty) saving.mutate()
          }}
        >
          <FieldLine>
            <PasswordInput
              ref={field}
              className={classes.typed ?? ''}
              aria-label={there ? 'New API key' : 'API key'}
              placeholder={there ? 'The new key' : 'Paste the key'}
              autoComplete="off"
              spellCheck={false}
              autoFocus={typing}
              visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
              onChange={(event) => setEmpty(event.currentTarget.value.trim() === '')}
            />
            <Button type="submit" disabled={empty} loading={saving.isPending}>
              Save key
            </Button>
            {there && (
              <Button variant="subtle" color="gray" onClick={() => setTyping(false)}>
                Keep the old one
              </Button>
            )}
          </FieldLine>
        </form>
      )}
      {saving.isError && <FailurePanel failure={toFailure(saving.error)} />}
    </Field>
  )
}

/** Where a key is kept, and why there. */
export function keptWhere({ kept }: KeyState): string {
  if (kept.kind === 'keychain') return 'Kept in the keychain of this system, never in a file.'
  return `Kept in memory until the program ends${kept.reason ? `, because ${withoutStop(kept.reason)}` : ''}; it is never written to a file.`
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '')
