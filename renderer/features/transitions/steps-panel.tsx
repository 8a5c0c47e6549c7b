import { ActionIcon, Button } from '@mantine/core'
import { IconArrowRight, IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import type { StepEnd, TransitionStep, TransitionsReport } from '../../../shared/contract/transitions.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import type { AppLocation } from '../../stores/location.ts'
import { formatLocation, startLocation } from '../../stores/location.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { ask } from '../../stores/queries.ts'
import { formatPlace, startTrace } from '../../stores/trace-location.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatDuration } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Time } from '../../widgets/time.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import { describeCell, labelOfState, noName, type TransitionCell } from './matrix.ts'
import classes from './transitions.module.css'

const page = 200

/** The viewer at one span of a step. */
export const viewerAt = (location: AppLocation, step: TransitionStep, end: StepEnd): AppLocation => ({
  ...startLocation,
  connection: location.connection,
  view: 'trace',
  source: step.source,
  viewer: { ...startTrace, span: formatPlace(end) },
})

interface Numbered {
  readonly at: number
  readonly step: TransitionStep
}

/** Exactly the steps behind a cell, each with both of its spans. */
export function StepsPanel({
  report,
  cell,
  names,
  onClose,
  onAgain,
}: {
  report: TransitionsReport
  cell: TransitionCell | undefined
  names: readonly [string, string]
  onClose: () => void
  onAgain: () => void
}) {
  const client = useEngine()
  const location = useLocation()
  const [cursor, setCursor] = useState<string | null>(null)
  const { transitionsId } = report
  const steps = useInfiniteQuery({
    queryKey: ['transitions', 'steps', transitionsId, cell?.from, cell?.to],
    enabled: cell !== undefined,
    initialPageParam: 0,
    queryFn: ({ pageParam }) => {
      if (!cell) throw new Error('no cell is chosen')
      const { from, to } = cell
      return ask(() => client.transitions.steps({ transitionsId, from, to, offset: pageParam, limit: page }))
    },
    getNextPageParam: (last, all) => {
      const seen = all.reduce((sum, one) => sum + one.steps.length, 0)
      return seen < last.total ? seen : undefined
    },
  })
  const rows = (steps.data?.pages.flatMap((one) => one.steps) ?? []).map((step, at): Numbered => ({ at, step }))
  const columns: Column<Numbered>[] = [
    { id: 'step', header: 'Spans', width: 'minmax(0, 1fr)', cell: ({ step }) => <Step step={step} location={location} /> },
  ]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) return onClose()
    const step = rows.find((row) => String(row.at) === cursor)?.step
    if (event.key !== 'Enter' || !step || !(event.target instanceof HTMLElement) || event.target.role !== 'grid') return
    const end = event.shiftKey ? (step.from ?? step.to) : (step.to ?? step.from)
    if (end) navigate(viewerAt(location, step, end))
  }
  return (
    <aside className={classes.panel} aria-label={`${labelOfState(names[0])} to ${labelOfState(names[1])}`} onKeyDown={onKeyDown}>
      <header className={classes.panelHead}>
        <h2>
          <PlainText text={names[0] || noName} /> <IconArrowRight size={13} aria-label="to" />{' '}
          <PlainText text={names[1] || noName} />
        </h2>
        <ActionIcon size={22} aria-label="Close the panel" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <p className={classes.panelFacts}>{cell ? describeCell(cell) : 'No simulation of this choice takes this step.'}</p>
      {steps.isError && (
        <div className={classes.pad}>
          <FailurePanel failure={toFailure(steps.error)}>
            <Button size="compact-sm" variant="default" onClick={onAgain}>
              Compute again
            </Button>
          </FailurePanel>
        </div>
      )}
      {cell && !steps.isError && (
        <>
          <div className={classes.steps}>
            <VirtualTable
              label="Steps"
              columns={columns}
              rows={rows}
              rowKey={(row) => String(row.at)}
              rowHeight={50}
              selected={cursor}
              onSelect={(row) => setCursor(String(row.at))}
              onClose={onClose}
              onEnd={() => steps.hasNextPage && !steps.isFetchingNextPage && void steps.fetchNextPage()}
              empty={<p className={classes.quiet}>{steps.isPending ? 'Asking for the steps' : 'None.'}</p>}
            />
          </div>
          <p className={classes.panelFoot}>
            {countOf(steps.data?.pages[0]?.total ?? cell.count, 'step')}. Enter opens the second span, Shift Enter the first.
          </p>
        </>
      )}
    </aside>
  )
}

function Step({ step, location }: { step: TransitionStep; location: AppLocation }) {
  const start = step.to?.start ?? step.from?.start
  return (
    <div className={classes.step}>
      <div className={classes.stepSpans}>
        <End step={step} end={step.from} other="START" location={location} />
        <IconArrowRight size={12} aria-hidden />
        <End step={step} end={step.to} other="END" location={location} />
      </div>
      <div className={classes.stepFacts}>
        <code>
          <PlainText text={step.simulation} />
        </code>
        {start && <Time iso={start} />}
        {step.gapUs !== null && (
          <span>
            {step.gapUs < 0 ? `overlap ${formatDuration(-step.gapUs / 1000)}` : `gap ${formatDuration(step.gapUs / 1000)}`}
          </span>
        )}
      </div>
    </div>
  )
}

function End({
  step,
  end,
  other,
  location,
}: {
  step: TransitionStep
  end: StepEnd | null
  other: string
  location: AppLocation
}) {
  if (!end) return <span className={classes.edgeOfLog}>{other}</span>
  const target = viewerAt(location, step, end)
  return (
    <a
      href={formatLocation(target)}
      className={classes.spanLink}
      data-error={end.error || undefined}
      tabIndex={-1}
      title={`${labelOfState(end.name)}\n${formatDuration(end.durationUs / 1000)}${end.error ? ', error' : ''}\nOpen in the viewer`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        navigate(target)
      }}
    >
      <PlainText text={end.name || noName} />
      {end.error && <span className={classes.failed}>error</span>}
    </a>
  )
}
