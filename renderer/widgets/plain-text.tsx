import { memo } from 'react'
import { splitHidden } from './hidden-characters.ts'
import classes from './plain-text.module.css'

/** More marks than this in one text are shown as plain characters, so that a text of control characters cannot fill the document. */
const mostMarks = 200

/**
 * Text from elsewhere: never HTML, in a direction of its own so that it cannot reorder what stands around it, and with
 * control and bidirectional characters as marks.
 */
export const PlainText = memo(function PlainText({ text }: { text: string }) {
  const runs = splitHidden(text)
  if (runs.length === 1 && runs[0]?.hidden === null) return <bdi>{text}</bdi>
  let marks = 0
  return (
    <bdi className={classes.isolated}>
      {runs.map((run, index) =>
        run.hidden === null ? (
          run.text
        ) : marks++ < mostMarks ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
          <span key={index} className={classes.mark} title={`Hidden character ${run.hidden}`}>
            {run.hidden}
          </span>
        ) : (
          '�'
        ),
      )}
    </bdi>
  )
})
