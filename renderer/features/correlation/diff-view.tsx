import classes from './near-miss.module.css'
import type { DiffPart } from './visible-diff.ts'
import { diffVisibly } from './visible-diff.ts'

/** Two values one above the other, with what differs marked. */
export function DiffView({ found, expected, names }: { found: string; expected: string; names: readonly [string, string] }) {
  const diff = diffVisibly(found, expected)
  return (
    <dl className={classes.diff}>
      <div>
        <dt>{names[0]}</dt>
        <dd>
          <Parts parts={diff.found} side="found" />
        </dd>
      </div>
      <div>
        <dt>{names[1]}</dt>
        <dd>
          <Parts parts={diff.expected} side="expected" />
        </dd>
      </div>
    </dl>
  )
}

function Parts({ parts, side }: { parts: readonly DiffPart[]; side: 'found' | 'expected' }) {
  if (parts.length === 0) return <code className={classes.nothing}>(empty)</code>
  return (
    <code>
      {parts.map((part, index) =>
        part.same ? (
          part.shown
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one value never move
          <mark key={index} className={classes.mark} data-side={side}>
            {part.shown}
          </mark>
        ),
      )}
    </code>
  )
}
