import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import { IconArrowsExchange2, IconFileDiff, IconFolderOpen } from '@tabler/icons-react'
import { useEngine } from '../../stores/engine.tsx'
import { navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { useOpenRecordings } from '../../stores/open-recording.ts'
import { useConnections } from '../../stores/queries.ts'
import { compareJob, runCompare, useOpenedRecordings } from '../../stores/recordings.ts'
import { useRequest } from '../../stores/use-request.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { ProgressPanel } from '../../widgets/progress-panel.tsx'
import classes from './compare.module.css'
import { CompareTable } from './compare-table.tsx'
import { describeSide, parseSide, proposeSides, sideOptions } from './comparison-sides.ts'

/** "It works for me" as a table. */
export function Compare() {
  const client = useEngine()
  const job = compareJob.useJob()
  const { data: opened } = useOpenedRecordings()
  const { data: connections } = useConnections()
  const linked = useLocation().recordings
  const form = useRequest()
  const { choose } = useOpenRecordings()
  const options = sideOptions(opened ?? [], connections?.connections ?? [])
  const { left, right } = proposeSides(linked, options)
  const [one, other] = [describeSide(parseSide(left), form, opened ?? []), describeSide(parseSide(right), form, opened ?? [])]
  const missing =
    'missing' in one ? one.missing : 'missing' in other ? other.missing : left === right ? 'Both sides are the same.' : null
  const sides = 'side' in one && 'side' in other && missing === null ? { left: one.side, right: other.side } : null
  const start = () => sides && void runCompare(client, sides)
  // A result stands only beside the sides that it is about.
  const current = job.phase !== 'idle' && sides && JSON.stringify(job.request) === JSON.stringify(sides) ? job : null

  if (opened && opened.length === 0)
    return (
      <EmptyState
        icon={<IconFileDiff size={28} stroke={1.4} />}
        title="Nothing to compare yet"
        text="Open a recording; then it stands beside another one, or beside a live Phoenix."
      >
        <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={choose}>
          Open a file…
        </Button>
      </EmptyState>
    )
  const data = [
    { group: 'Recordings', items: options.recordings },
    { group: 'Live, with what the Import form asks', items: options.live },
  ].filter(({ items }) => items.length > 0)
  return (
    <>
      <div className={classes.sides}>
        <Select
          label="Left"
          className={classes.side ?? ''}
          data={data}
          value={left}
          onChange={(value) => navigateRecordings({ left: value, right })}
        />
        <Tooltip label="Swap the sides">
          <ActionIcon
            className={classes.swap ?? ''}
            aria-label="Swap the sides"
            onClick={() => navigateRecordings({ left: right, right: left })}
          >
            <IconArrowsExchange2 size={16} />
          </ActionIcon>
        </Tooltip>
        <Select
          label="Right"
          className={classes.side ?? ''}
          data={data}
          value={right}
          onChange={(value) => navigateRecordings({ left, right: value })}
        />
        <Button className={classes.start ?? ''} disabled={!sides || current?.phase === 'running'} onClick={start}>
          {current?.phase === 'done' ? 'Compare again' : 'Compare'}
        </Button>
      </div>
      {missing && <p className={classes.missing}>{missing}</p>}
      {current?.phase === 'running' && (
        <div className={classes.progress}>
          <ProgressPanel what="Comparison" progress={current.live.progress} onCancel={compareJob.cancel} />
        </div>
      )}
      {current?.phase === 'failed' && (
        <div className={classes.failure}>
          <FailurePanel failure={current.failure}>
            <Button size="compact-sm" variant="default" onClick={start}>
              Compare again
            </Button>
          </FailurePanel>
        </div>
      )}
      {current?.phase === 'done' && current.live.comparison ? (
        <CompareTable comparison={current.live.comparison} />
      ) : (
        current?.phase !== 'running' &&
        current?.phase !== 'failed' &&
        !missing && (
          <EmptyState
            icon={<IconFileDiff size={28} stroke={1.4} />}
            title={current?.phase === 'cancelled' ? 'The comparison was cancelled' : 'Two sides, decided anew'}
            text="Settings, spans, matches, aliases and checks of both sides are put side by side, what differs first. Nothing is written, and a recording asks no network."
          />
        )
      )}
    </>
  )
}
