import { ActionIcon, Button, Loader } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { recordingKeys } from '../../stores/recordings.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './draft.module.css'
import { splitMatches } from './split-matches.ts'

/** Characters of a line that are in the page at a time; the buttons bring those before and behind them. */
const partCharacters = 20_000
/** Characters before the place that was found. */
const leadCharacters = 200

interface LineTextProps {
  readonly draftId: string
  readonly line: { readonly number: number; readonly kind: string; readonly offset: number }
  readonly search: string
  readonly onClose: () => void
}

/** One line: whole, set with indents, or a long one part by part, from the place that was found. */
export function LineText({ draftId, line: { number, kind, offset }, search, onClose }: LineTextProps) {
  const client = useEngine()
  const [from, setFrom] = useState(offset < partCharacters ? 0 : offset - leadCharacters)
  const query = useQuery({
    queryKey: recordingKeys.text(draftId, number, from),
    queryFn: () => ask(() => client.recordings.draftText({ draftId, number, offset: from, length: partCharacters })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const part = query.data ?? null
  const whole = part !== null && part.text.length === part.characters
  const text = useMemo(() => (part === null ? '' : whole ? indent(part.text) : part.text), [part, whole])
  const runs = useMemo(() => splitMatches(text, search), [text, search])
  const end = part === null ? 0 : part.offset + part.text.length
  return (
    <section className={classes.line} aria-label={`Line ${number}`}>
      <header className={classes.lineHead}>
        <h3>
          Line {formatNumber(number)} · {kind}
        </h3>
        {part !== null && !whole && (
          <>
            <p className={classes.cutNote}>
              Characters {formatNumber(part.offset + 1)}–{formatNumber(end)} of {formatNumber(part.characters)}
            </p>
            <Button
              size="compact-xs"
              variant="default"
              disabled={part.offset === 0}
              onClick={() => setFrom(Math.max(0, part.offset - partCharacters))}
            >
              Previous
            </Button>
            <Button size="compact-xs" variant="default" disabled={end >= part.characters} onClick={() => setFrom(end)}>
              Next {formatNumber(Math.min(partCharacters, part.characters - end))}
            </Button>
          </>
        )}
        <span className={classes.lineTools}>
          <CopyButton compact label="Copy this line as shown" text={part?.text ?? ''} />
          <ActionIcon size={22} aria-label="Close the line" onClick={onClose}>
            <IconX size={14} />
          </ActionIcon>
        </span>
      </header>
      {query.isPending && (
        <p className={classes.wait}>
          <Loader size={14} /> Reading the line
        </p>
      )}
      {query.isError && <FailurePanel failure={toFailure(query.error)} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.lineText} tabIndex={0} aria-label={`Text of line ${number}`}>
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
