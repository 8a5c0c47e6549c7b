import { Button } from '@mantine/core'
import { IconPlayerRecordFilled } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEngine } from '../../stores/engine.tsx'
import { navigate, navigateRecordings } from '../../stores/navigation.ts'
import { useActiveConnection } from '../../stores/queries.ts'
import { recordingKeys, recordJob, runRecord, useActiveRecording } from '../../stores/recordings.ts'
import { useRequest } from '../../stores/use-request.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { ProgressPanel } from '../../widgets/progress-panel.tsx'
import classes from './recording.module.css'

/** Runs what the form asks for while recording it: preview, an import into memory, the checks. */
export function RecordNow() {
  const job = recordJob.useJob()
  const described = useRequest()
  const connection = useActiveConnection()
  const recording = useActiveRecording()
  const client = useEngine()
  const queries = useQueryClient()
  const request = 'request' in described ? described.request : null
  const start = async () => {
    if (!request) return
    const done = await runRecord(client, request)
    await queries.invalidateQueries({ queryKey: recordingKeys.held })
    if (done.phase === 'done' && done.live.held) navigateRecordings({ held: done.live.held.id, draft: false })
  }
  if (job.phase === 'running')
    return (
      <div className={classes.now}>
        <ProgressPanel what="Recording" progress={job.live.progress} onCancel={recordJob.cancel} />
      </div>
    )
  return (
    <>
      {job.phase === 'failed' && (
        <div className={classes.failure}>
          <FailurePanel failure={job.failure}>
            <Button size="compact-sm" variant="default" disabled={!request} onClick={() => void start()}>
              Run and record again
            </Button>
            <Button size="compact-sm" variant="default" onClick={recordJob.reset}>
              Dismiss
            </Button>
          </FailurePanel>
        </div>
      )}
      <div className={classes.now}>
        <p>
          {recording ? (
            'This connection is a recording already; record a case on a connection to a Phoenix.'
          ) : request ? (
            <>
              <strong>
                {request.simulation === null ? 'The chosen window' : <code>{request.simulation}</code>} on{' '}
                <PlainText text={connection?.name ?? ''} />
              </strong>
              <span className={classes.quiet}>
                Preview, import into memory, and checks run once more, and every answer is held. Nothing is written.
              </span>
            </>
          ) : (
            <>
              <strong>Record a new run</strong>
              <span className={classes.quiet}>{'missing' in described ? described.missing : ''}</span>
            </>
          )}
          {job.phase === 'cancelled' && <span role="status">The recording was cancelled; nothing was written.</span>}
        </p>
        {request && !recording ? (
          <Button leftSection={<IconPlayerRecordFilled size={13} />} onClick={() => void start()}>
            Run and record
          </Button>
        ) : (
          !recording && (
            <Button variant="default" onClick={() => navigate({ view: 'preview' })}>
              Fill the form
            </Button>
          )
        )}
      </div>
    </>
  )
}
