import type { KeyboardEvent, RefObject } from 'react'
import { useRef } from 'react'
import classes from './sql.module.css'

/** A plain text field for SQL with line numbers, the line of an error marked. Ctrl or Cmd + Enter runs. Tab leaves the field. */
export function SqlEditor({
  value,
  errorLine,
  field,
  onChange,
  onRun,
}: {
  value: string
  errorLine: number | null
  field: RefObject<HTMLTextAreaElement | null>
  onChange: (value: string) => void
  onRun: () => void
}) {
  const gutter = useRef<HTMLPreElement>(null)
  const lines = value.split('\n').length
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    onRun()
  }
  return (
    <div className={classes.editor}>
      <pre ref={gutter} className={classes.gutter} aria-hidden>
        {Array.from({ length: lines }, (_, at) => `${at + 1}${at + 1 === errorLine ? ' ●' : '  '}`).join('\n')}
      </pre>
      <textarea
        ref={field}
        className={classes.text}
        aria-label="SQL"
        aria-invalid={errorLine !== null}
        aria-keyshortcuts="Control+Enter"
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop
        }}
      />
    </div>
  )
}
