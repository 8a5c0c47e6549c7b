import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { TimeRange } from '../../widgets/time.tsx'
import { kindColour } from './colours.ts'
import { jumpToError } from './jumps.ts'
import classes from './panel.module.css'
import { useViewer } from './viewer-store.ts'

/** What the panel tells while no span is selected: the simulation as a whole. */
export function SummaryPanel() {
  const viewer = useViewer()
  const { model, store } = viewer
  const { summary, header } = model
  const { tokens } = summary
  const most = Math.max(1, ...summary.kinds.map((kind) => kind.selfUs))
  const allSelf = summary.kinds.reduce((sum, kind) => sum + kind.selfUs, 0)
  const turnSpans = summary.kinds.find(({ kind }) => kind === 'turn')?.spans ?? 0
  const nestedTurns = model.turns !== null && model.turns < turnSpans
  const places = [
    ...(summary.problems.orphan > 0 ? [`${countOf(summary.problems.orphan, 'orphan')}: the parent is not among the spans`] : []),
    ...(summary.problems.cycle > 0 ? [`${countOf(summary.problems.cycle, 'ring')} of parents, opened at its earliest span`] : []),
    ...(summary.problems.duplicate > 0
      ? [`${countOf(summary.problems.duplicate, 'span')} with an id that an earlier span has`]
      : []),
    ...(summary.tracesWithoutRoot > 0 ? [`${countOf(summary.tracesWithoutRoot, 'trace')} without a root`] : []),
    ...(summary.endsBeforeStart > 0
      ? [`${countOf(summary.endsBeforeStart, 'span')} with the end before the start, drawn without length`]
      : []),
  ]
  return (
    <>
      <dl className={classes.figures}>
        <Figure name="Duration" value={formatDuration(summary.durationUs)} />
        <Figure name="Spans" value={formatNumber(summary.spans)} />
        <Figure name="Traces" value={formatNumber(summary.traces)} />
        <Figure name="Deepest" value={`level ${formatNumber(summary.maxDepth + 1)}`} />
      </dl>
      {header.start !== null && header.end !== null && (
        <p className={classes.quiet}>
          <TimeRange start={header.start} end={header.end} fine />
        </p>
      )}
      <section className={classes.section}>
        <h3>By type</h3>
        <table className={classes.kinds}>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Spans</th>
              <th scope="col">Errors</th>
              <th scope="col">Total</th>
              <th scope="col">Self</th>
            </tr>
          </thead>
          <tbody>
            {summary.kinds.map(({ kind, spans, errors, totalUs, selfUs }) => (
              <tr key={kind}>
                <th scope="row">
                  <button
                    type="button"
                    onClick={() => store.getState().toggleKind(kind, true)}
                    title={`Show only ${kindWords[kind]}`}
                  >
                    <span className={classes.dot} style={{ background: `var(${kindColour(kind)})` }} />
                    {kindWords[kind]}
                  </button>
                </th>
                <td>{formatNumber(spans)}</td>
                <td data-bad={errors > 0 || undefined}>{errors > 0 ? formatNumber(errors) : '–'}</td>
                <td>{formatDuration(totalUs)}</td>
                <td title={`${((selfUs / (allSelf || 1)) * 100).toFixed(1)} % of all self time`}>
                  {formatDuration(selfUs)}
                  <span className={classes.share} aria-hidden>
                    <span style={{ width: `${(selfUs / most) * 100}%`, background: `var(${kindColour(kind)})` }} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={classes.quiet}>
          Total adds up durations, so spans that run side by side count each. Self is what no child span covers.
          {nestedTurns &&
            ` The spans of type turn are ${countOf(model.turns ?? 0, 'turn')}: a turn inside another turn is not counted again.`}
        </p>
      </section>
      <section className={classes.section}>
        <h3>Errors</h3>
        {summary.errors === 0 ? (
          <p className={classes.quiet}>No span has the status Error.</p>
        ) : (
          <p>
            {countOf(summary.errors, 'span')} with the status Error.{' '}
            <button type="button" className={classes.link} onClick={() => jumpToError(viewer, 1)}>
              Go to the first
            </button>
          </p>
        )}
      </section>
      <section className={classes.section}>
        <h3>Tokens</h3>
        {tokens.llmSpans === 0 ? (
          <p className={classes.quiet}>There is no LLM span.</p>
        ) : tokens.counted === 0 ? (
          <p className={classes.quiet}>None of {countOf(tokens.llmSpans, 'LLM span')} carries a token count.</p>
        ) : (
          <>
            <dl className={classes.figures}>
              <Figure name="Input" value={formatNumber(tokens.input)} />
              <Figure name="Output" value={formatNumber(tokens.output)} />
              {tokens.cached > 0 && <Figure name="of input cached" value={formatNumber(tokens.cached)} />}
              {tokens.reasoning > 0 && <Figure name="of output reasoning" value={formatNumber(tokens.reasoning)} />}
            </dl>
            <p className={classes.quiet}>
              {tokens.counted === tokens.llmSpans
                ? `From ${countOf(tokens.llmSpans, 'LLM span')}; other spans repeat them.`
                : `From ${formatNumber(tokens.counted)} of ${countOf(tokens.llmSpans, 'LLM span')}; the others carry no count.`}
            </p>
          </>
        )}
      </section>
      {places.length > 0 && (
        <section className={classes.section}>
          <h3>Set apart</h3>
          <ul className={classes.places}>
            {places.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        </section>
      )}
      {header.malformed.length > 0 && (
        <section className={classes.section}>
          <h3>Could not be read</h3>
          <ul className={classes.places}>
            {header.malformed.slice(0, 50).map((one) => (
              <li key={one.index}>
                Span {formatNumber(one.index + 1)}
                {one.spanId ? ` (${one.spanId})` : ''}: {one.problem}
              </li>
            ))}
          </ul>
          {header.malformed.length > 50 && <p className={classes.quiet}>and {formatNumber(header.malformed.length - 50)} more</p>}
        </section>
      )}
    </>
  )
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
