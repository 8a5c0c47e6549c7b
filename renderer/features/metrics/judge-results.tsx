import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { JudgeResult } from '../../../shared/contract/judges.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { sameSource } from '../../stores/span-source.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatDuration, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Removal } from '../../widgets/removal.tsx'
import { Time } from '../../widgets/time.tsx'
import classes from './judges.module.css'
import { metricsKeys, useJudgeResults } from './queries.ts'

const most = 50

/** A score as people read it: `yes`, a category, `4 of 1 to 5`. */
export function scoreText({ value, scale }: Pick<JudgeResult, 'value' | 'scale'>): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return scale.kind === 'numerical' ? `${value} of ${scale.min} to ${scale.max}` : String(value)
}

/** What judges said of this simulation, newest first. */
export function JudgeResults({ source }: { source: SpanSource }) {
  const client = useEngine()
  const queries = useQueryClient()
  const results = useJudgeResults()
  const own = results.data?.filter((result) => sameSource(result.source, source)) ?? []
  return (
    <section className={classes.results} aria-label="Results">
      <h2>Results of this simulation</h2>
      {results.isError && <FailurePanel failure={toFailure(results.error)} />}
      {results.data && own.length === 0 && <p className={classes.quiet}>None yet.</p>}
      <ul>
        {own.slice(0, most).map((result) => (
          <li key={result.id} className={classes.result}>
            <div className={classes.score}>{scoreText(result)}</div>
            <div className={classes.said}>
              <p className={classes.judgeName}>{result.judgeName}</p>
              <p>
                <PlainText text={result.reason} />
              </p>
              <p className={classes.quiet}>
                <code>
                  <PlainText text={result.model} />
                </code>
                {result.model !== result.requestedModel && ` (asked for ${result.requestedModel})`} · prompt{' '}
                <code title={result.promptHash}>{result.promptHash.slice(0, 12)}</code> · <Time iso={result.at} form="date" /> ·{' '}
                {formatDuration(result.elapsedMs)}
                {result.tokens.input !== null && ` · ${formatNumber(result.tokens.input)} tokens in`}
                {result.tokens.output !== null && `, ${formatNumber(result.tokens.output)} out`}
              </p>
            </div>
            <Removal
              title={`Remove this result of ${result.judgeName}?`}
              text="The score and its reason are forgotten. To have one again, the model must be asked again."
              remove={() => client.judges.removeResult({ id: result.id })}
              onRemoved={() => queries.invalidateQueries({ queryKey: metricsKeys.results })}
            >
              {(start) => (
                <ActionIcon size={22} aria-label={`Remove this result of ${result.judgeName}`} onClick={start}>
                  <IconTrash size={14} />
                </ActionIcon>
              )}
            </Removal>
          </li>
        ))}
      </ul>
      {own.length > most && (
        <p className={classes.quiet}>
          The newest {most} of {formatNumber(own.length)}.
        </p>
      )}
    </section>
  )
}
