import { Button, PasswordInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { RefObject } from 'react'
import { useState } from 'react'
import type { StoreSettings } from '../../../shared/contract/connection.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask, queryKeys } from '../../stores/queries.ts'
import { Field, FieldLine } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { Removal } from '../../widgets/removal.tsx'
import { Tag } from '../../widgets/tag.tsx'
import { Warning } from '../../widgets/warning.tsx'
import classes from './connection.module.css'

/** Milliseconds without a key before the vault is asked about what is typed. */
const restMs = 250

/**
 * The password of the user and server that stand in the form, saved or not. The field is uncontrolled: what is typed lives in no
 * state of the page.
 */
export function StorePassword({
  settings,
  field,
  onChange,
}: {
  settings: Extract<StoreSettings, { kind: 'server' }>
  field: RefObject<HTMLInputElement | null>
  /** Another password is typed, or none is kept any more. */
  onChange: () => void
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const [asked] = useDebouncedValue(settings, restMs)
  const [typed, setTyped] = useState(false)
  const { user, url } = asked
  const queryKey = queryKeys.storePassword(user, url)
  const known = useQuery({
    queryKey,
    queryFn: () => ask(() => client.store.password({ settings: asked })),
    enabled: isUrl(url),
  })
  const configured = known.data?.configured === true
  return (
    <Field label="Password" hint="Kept in the same place as API keys, never in a file.">
      {configured && (
        <FieldLine>
          <Tag tone="matched">Configured</Tag>
          <span className={classes.quiet}>Type one only to replace it.</span>
          <Removal
            title="Remove the password?"
            text={`The password of ${user} at ${url} is forgotten. To use it again, it must be typed again.`}
            action="Remove password"
            remove={() => client.store.removePassword({ settings: asked })}
            onRemoved={(state) => {
              queries.setQueryData(queryKey, state)
              onChange()
            }}
          >
            {(start) => (
              <Button variant="subtle" color="red" size="compact-sm" onClick={start}>
                Remove password
              </Button>
            )}
          </Removal>
        </FieldLine>
      )}
      <PasswordInput
        ref={field}
        aria-label="ClickHouse password"
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        onChange={(event) => {
          setTyped(event.currentTarget.value !== '')
          onChange()
        }}
      />
      {known.data?.plainHttpAbroad && (configured || typed) && (
        <Warning>
          The password would travel over plain http to a host that is not this machine: anyone on the way can read it. Use https.
        </Warning>
      )}
      {known.isError && <FailurePanel failure={toFailure(known.error)} />}
    </Field>
  )
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).origin !== 'null'
  } catch {
    return false
  }
}
