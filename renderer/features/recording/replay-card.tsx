import { Button } from '@mantine/core'
import { IconCircleCheck, IconEqualNot, IconInfoCircle, IconPlayerPlay } from '@tabler/icons-react'
import type { OpenedRecording, ReplayedReports } from '../../../shared/contract/recordings.ts'
import { useEngine } from '../../stores/engine.tsx'
import { replayJob, runReplay } from '../../stores/recordings.ts'
import { Card } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { ProgressPanel } from '../../widgets/progress-panel.tsx'
import classes from './opened.module.css'
import { outcomeRows } from './outcome-rows.ts'

/** Whether the file decides here as it decided where it was recorded. */
export function ReplayCard({ recording }: { recording: OpenedRecording }) {
  const client = useEngine()
  const all = replayJob.useJob()
  const job = all.phase !== 'idle' && all.request === recording.id ? all : ({ phase: 'idle' } as const)
  const reports = job.phase === 'done' ? job.live.reports : null
  const start = () => void runReplay(client, recording.id)
  const { recorded } = recording
  const nothing = !recorded.preview && !recorded.import && !recorded.checks
  return (
    <Card
      title="Replay"
      aside={
        job.phase !== 'running' && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlayerPlay size={13} />} onClick={start}>
            {reports ? 'Replay again' : 'Replay'}
          </Button>
        )
      }
    >
      {job.phase === 'idle' && (
        <p className={classes.quiet}>
          Decides everything anew from the file, by this version of the program
          {nothing ? '.' : ', and says whether that equals what was recorded.'}
        </p>
      )}
      {job.phase === 'running' && <ProgressPanel what="Replay" progress={job.live.progress} onCancel={replayJob.cancel} />}
      {job.phase === 'cancelled' && <p role="status">The replay was cancelled; nothing was changed.</p>}
      {job.phase === 'failed' && <FailurePanel failure={job.failure} />}
      {reports && <Verdict reports={reports} nothing={nothing} />}
      {reports && reports.checksAsRecorded.length > 0 && (
        <p className={classes.quiet}>
          {countOf(reports.checksAsRecorded.length, 'check stands', 'checks stand')} as recorded: about the machine of the
          recording.
        </p>
      )}
      {(!nothing || reports) && job.phase !== 'running' && <Outcomes recording={recording} reports={reports} />}
    </Card>
  )
}

function Verdict({ reports, nothing }: { reports: ReplayedReports; nothing: boolean }) {
  const { changed } = reports
  if (nothing)
    return (
      <p className={classes.verdict} data-tone="none" role="status">
        <IconInfoCircle size={18} stroke={1.8} aria-hidden />
        The file holds no earlier decisions to compare with; this is what it decides today.
      </p>
    )
  if (changed.length === 0)
    return (
      <p className={classes.verdict} data-tone="same" role="status">
        <IconCircleCheck size={18} stroke={1.8} aria-hidden />
        Decides here exactly as it did where it was recorded.
      </p>
    )
  return (
    <>
      <p className={classes.verdict} data-tone="changed" role="status">
        <IconEqualNot size={18} stroke={1.8} aria-hidden />
        {countOf(changed.length, 'decision differs', 'decisions differ')} from what was recorded.
      </p>
      <ul className={classes.changed} aria-label="What differs">
        {changed.map((one) => (
          <li key={one}>
            <PlainText text={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Outcomes({ recording, reports }: { recording: OpenedRecording; reports: ReplayedReports | null }) {
  return (
    <table className={classes.outcomes}>
      <thead>
        <tr>
          <th scope="col">Decision</th>
          <th scope="col">As recorded</th>
          <th scope="col">Here, today</th>
        </tr>
      </thead>
      <tbody>
        {outcomeRows(recording.recorded, reports).map(({ what, recorded, today }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td data-none={recorded === null || undefined}>{recorded ?? 'not recorded'}</td>
            <td data-none={today === null || undefined}>
              {recorded !== null && today !== null && recorded !== today && (
                <span className={classes.differs}>
                  <IconEqualNot size={14} aria-hidden /> differs:{' '}
                </span>
              )}
              {today ?? 'not replayed yet'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
