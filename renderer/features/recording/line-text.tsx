import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { DraftLine } from '../../../shared/contract/recordings.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { formatBytes, formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './draft.module.css'
import { splitMatches } from './split-matches.ts'

/** One line whole, or as far as it is shown; JSON is set with indents where all of it is there. */
export function LineText({ line, search, onClose }: { line: DraftLine; search: string; onClose: () => void }) {
  const text = useMemo(() => (line.cut ? line.text : indent(line.text)), [line])
  const runs = useMemo(() => splitMatches(text, search), [text, search])
  return (
    <section className={classes.line} aria-label={`Line ${line.number}`}>
      <header className={classes.lineHead}>
        <h3>
          Line {formatNumber(line.number)} · {line.kind}
        </h3>
        {line.cut && (
          <p className={classes.cutNote}>
            Cut for display: {formatNumber(line.text.length)} characters of {formatBytes(line.bytes)} are shown; the file holds
            all of it.
          </p>
        )}
        <CopyButton compact label="Copy this line as shown" text={line.text} />
        <ActionIcon size={22} aria-label="Close the line" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.lineText} tabIndex={0} aria-label={`Text of line ${line.number}`}>
        <pre>
          {runs.map((run, index) =>
            run.match ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
              <mark key={index}>{showHidden(run.text)}</mark>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <PlainText key={index} text={run.text} />
            ),
          )}
          {line.cut && <span className={classes.ellipsis}> … cut</span>}
        </pre>
      </section>
    </section>
  )
}

/** The same JSON with indents; anything else as it is. */
function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Not JSON: a line of another kind, shown as it stands.
    return text
  }
}
