import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useUnreadable } from '../../stores/use-request.ts'
import { formatUtc, localZone } from '../../widgets/format.ts'
import classes from './import.module.css'
import { readInstant, readTyped, writeInstant } from './window-choice.ts'

interface InstantInputProps {
  readonly label: string
  readonly side: 'start' | 'end'
  readonly iso: string
  readonly onChange: (iso: string) => void
}

/** One end of the window: typed in local time, with UTC under it where that is another one. */
export function InstantInput({ label, side, iso, onChange }: InstantInputProps) {
  const [text, setText] = useState(writeInstant(iso))
  useEffect(() => {
    setText((typed) => (readInstant(typed) === readInstant(iso) ? typed : writeInstant(iso)))
  }, [iso])
  const typed = readTyped(text)
  const problem =
    typed.kind === 'instant' ? null : typed.kind === 'skipped' ? `${label} does not exist here` : `${label} is no time`
  useEffect(() => {
    useUnreadable.setState({ [side]: problem && `${problem}: correct it first.` })
    return () => useUnreadable.setState({ [side]: null })
  }, [side, problem])
  return (
    <TextInput
      label={label}
      value={text}
      className={classes.instant ?? ''}
      classNames={{ input: classes.mono ?? '' }}
      error={
        typed.kind === 'unreadable'
          ? 'As 2026-11-22 14:38:02.915, local; or with a zone'
          : typed.kind === 'skipped'
            ? 'The clock skips this hour: it was set forward'
            : null
      }
      description={
        typed.kind !== 'instant' || (localZone() === 'UTC' && typed.later === null) ? null : (
          <span className={classes.utc}>
            {formatUtc(typed.iso)}
            {typed.later !== null && `; this hour comes twice, the second time at ${formatUtc(typed.later)}`}
          </span>
        )
      }
      onChange={(event) => {
        setText(event.currentTarget.value)
        const instant = readInstant(event.currentTarget.value)
        if (instant) onChange(instant)
      }}
    />
  )
}
