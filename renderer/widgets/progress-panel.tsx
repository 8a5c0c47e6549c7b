import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { Phase, Progress } from '../../shared/contract/import.ts'
import { formatNumber } from './format.ts'
import classes from './progress-panel.module.css'
import { Spinner } from './spinner.tsx'

export const phaseWords: Record<Phase, string> = {
  connect: 'Connecting to Phoenix',
  'find-window': 'Finding the window',
  select: 'Asking Phoenix to select',
  fetch: 'Fetching the traces',
  scan: 'Reading the window',
  'wait-project': 'Waiting for the project’s first span',
  wait: 'Waiting for late spans',
  write: 'Writing',
  commit: 'Making it visible',
  done: 'Done',
}

/** What runs, how far it is, what is left of the budget, and the way out. */
export function ProgressPanel({
  what,
  of,
  progress,
  onCancel,
}: {
  what: 'Import' | 'Preview' | 'Recording' | 'Replay' | 'Comparison'
  /** Of which simulation; not needed where that stands beside it. */
  of?: ReactNode
  progress: Progress | null
  onCancel: () => void
}) {
  const left = useCountdown(progress)
  const share = progress ? Math.max(0, Math.min(1, left / progress.budgetMs)) : 1
  return (
    <section className={classes.progress} aria-label={`${what} under way`}>
      <div className={classes.progressLine}>
        <Spinner />
        <span className={classes.phase} role="status">
          {progress ? phaseWords[progress.phase] : 'Starting'}
        </span>
        {of !== undefined && <span className={classes.of}>{of}</span>}
        <dl className={classes.counts}>
          <Count name="pages" value={progress?.pages ?? 0} />
          <Count name="spans" value={progress?.spans ?? 0} />
          <Count name="matched" value={progress?.matched ?? 0} />
          {what === 'Import' && <Count name="written" value={progress?.written ?? 0} />}
        </dl>
        <span className={classes.left}>
          {progress ? `${Math.ceil(left / 1000)} s left of ${Math.round(progress.budgetMs / 1000)} s` : ''}
        </span>
        <Button variant="default" size="compact-sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <div className={classes.budget} aria-hidden>
        <div className={classes.budgetLeft} style={{ transform: `scaleX(${share})` }} />
      </div>
    </section>
  )
}

const Count = ({ name, value }: { name: string; value: number }) => (
  <div>
    <dd>{formatNumber(value)}</dd>
    <dt>{name}</dt>
  </div>
)

/** Milliseconds left, counted on between two messages of the engine. */
function useCountdown(progress: Progress | null): number {
  const [passed, setPassed] = useState(0)
  useEffect(() => {
    if (!progress) return
    const from = Date.now()
    setPassed(0)
    const timer = setInterval(() => setPassed(Date.now() - from), 250)
    return () => clearInterval(timer)
  }, [progress])
  return progress ? Math.max(0, progress.leftMs - passed) : 0
}
