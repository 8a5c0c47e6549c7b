import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatUtc } from '../../widgets/format.ts'
import classes from './import.module.css'
import { readInstant, writeInstant } from './window-choice.ts'

/** One end of the window: typed in local time, with UTC under it. */
export function InstantInput({ label, iso, onChange }: { label: string; iso: string; onChange: (iso: string) => void }) {
  const [text, setText] = useState(writeInstant(iso))
  useEffect(() => {
    setText((typed) => (readInstant(typed) === readInstant(iso) ? typed : writeInstant(iso)))
  }, [iso])
  const read = readInstant(text)
  return (
    <TextInput
      label={label}
      value={text}
      className={classes.instant ?? ''}
      classNames={{ input: classes.mono ?? '' }}
      error={read === null ? 'As 2026-11-22 14:38:02.915, local; or with a zone' : null}
      description={read === null ? null : <span className={classes.utc}>{formatUtc(read)}</span>}
      onChange={(event) => {
        setText(event.currentTarget.value)
        const instant = readInstant(event.currentTarget.value)
        if (instant) onChange(instant)
      }}
    />
  )
}
