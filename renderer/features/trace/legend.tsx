import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { formatNumber } from '../../widgets/format.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { kindColour, tokenFloor, tokenSteps } from './colours.ts'
import type { Scene } from './scene.ts'
import classes from './trace.module.css'
import { useViewer, useViewerState } from './viewer-store.ts'

/** The types of this simulation as pills: a click leaves one out, with Alt or by double click it stays alone. Colours as chosen. */
export function Legend({ scene }: { scene: Scene }) {
  const { model, store } = useViewer()
  const kinds = useViewerState((state) => state.kinds)
  const colour = useViewerState((state) => state.colour)
  const errorsOnly = useViewerState((state) => state.errorsOnly)
  const { summary } = model
  const filtering = kinds !== null || errorsOnly
  return (
    <fieldset className={classes.legend}>
      <legend className={classes.said}>Types of span</legend>
      {summary.kinds.map(({ kind, spans, selfUs }) => {
        const on = kinds === null || kinds.has(kind)
        return (
          <button
            key={kind}
            type="button"
            className={classes.pill}
            aria-pressed={on}
            title={`${kindWords[kind]}: ${formatDuration(selfUs)} of its own. Click leaves it out, double-click leaves only it.`}
            onClick={(event) => store.getState().toggleKind(kind, event.altKey)}
            onDoubleClick={() => store.getState().toggleKind(kind, true)}
          >
            <span
              className={classes.dot}
              style={{ background: colour === 'type' ? `var(${kindColour(kind)})` : 'var(--none-bar)' }}
            />
            {kindWords[kind]}
            <span className={classes.pillCount}>{formatNumber(spans)}</span>
          </button>
        )
      })}
      {summary.errors > 0 && (
        <button
          type="button"
          className={classes.pill}
          data-tone="bad"
          aria-pressed={errorsOnly}
          onClick={() => store.getState().set({ errorsOnly: !errorsOnly })}
        >
          Errors only
        </button>
      )}
      {filtering && (
        <>
          <span className={classes.legendNote} role="status">
            {formatNumber(scene.filtered.selected)} of {formatNumber(summary.spans)} spans, with their parents
          </span>
          <button type="button" className={classes.link} onClick={() => store.getState().set({ kinds: null, errorsOnly: false })}>
            Show all
          </button>
        </>
      )}
      <span className={classes.spacer} />
      {colour === 'status' && (
        <Key
          entries={[
            ['--status-ok', 'ok'],
            ['--status-unset', 'unset'],
            ['--status-error', 'error'],
          ]}
        />
      )}
      {colour === 'tokens' && (
        <Key
          entries={[
            ['--tokens-none', 'no tokens'],
            ...Array.from({ length: tokenSteps }, (_, step): [string, string] => [
              `--tokens-${step}`,
              `${formatNumber(tokenFloor(step, scene.colours.mostTokens))}+`,
            ]),
          ]}
        />
      )}
    </fieldset>
  )
}

const Key = ({ entries }: { entries: readonly (readonly [string, string])[] }) => (
  <span className={classes.key}>
    {entries.map(([name, word]) => (
      <span key={name}>
        <span className={classes.dot} style={{ background: `var(${name})` }} />
        {word}
      </span>
    ))}
  </span>
)
