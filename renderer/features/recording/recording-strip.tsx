import { Button } from '@mantine/core'
import { isRecordingId } from '../../../shared/contract/recording-ids.ts'
import { previewJob } from '../../stores/jobs.ts'
import { navigate, navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { useOpenRecordings, withoutImport } from '../../stores/open-recording.ts'
import { useActiveConnection, useConnections } from '../../stores/queries.ts'
import { useActiveRecording, useOpenedRecordings } from '../../stores/recordings.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import classes from './frame.module.css'

/** In every view while the page works with a recording: whose answers these are, and the way back to a Phoenix. */
export function RecordingStrip() {
  const recording = useActiveRecording()
  const active = useActiveConnection()
  const location = useLocation()
  const { data: opened } = useOpenedRecordings()
  const { data } = useConnections()
  if (!recording && data && location.connection !== null && isRecordingId(location.connection))
    return <NotOpen id={location.connection} shown={active?.name ?? null} />
  if (!recording) return null
  const isRecording = (id: string) => opened?.some(({ connection }) => connection.id === id) === true
  const back =
    data?.connections.find(({ id }) => id === data.activeId && !isRecording(id)) ??
    data?.connections.find(({ id }) => !isRecording(id))
  return (
    <section className={classes.strip} aria-label="You work with a recording">
      <RecordingTag />
      <p>
        <strong>
          <PlainText text={recording.name} />
        </strong>{' '}
        {recording.kind === 'case' ? 'answers as its Phoenix did.' : 'holds spans, and no window and no requests.'} Nothing is
        asked of a network; imports stay with it, in memory.
      </p>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          navigate({ view: 'recordings' })
          navigateRecordings({ tab: 'opened', opened: recording.id })
        }}
      >
        About it
      </Button>
      {back && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            previewJob.reset()
            // What the recording asks for are tags and moved times, as a rule: no Phoenix has them.
            const ofRecording = location.simulation === (recording.request.simulation ?? '')
            navigate({
              connection: back.id,
              ...(ofRecording ? { simulation: '', window: { kind: 'find' } } : {}),
              ...withoutImport,
              ...{ tab: null, brush: null },
            })
          }}
        >
          Back to {back.name}
        </Button>
      )}
    </section>
  )
}

/** A link to a recording that is not open: what is on screen is something else, and must not pass for it. */
function NotOpen({ id, shown }: { id: string; shown: string | null }) {
  const { choose } = useOpenRecordings()
  return (
    <section className={classes.strip} aria-label="The recording of this link is not open" role="status">
      <RecordingTag />
      <p>
        <strong>This link is about a recording that is not open.</strong> Open its file, <code>{id}</code>.
        {shown === null ? '' : ` What you see here is of ${shown}.`}
      </p>
      <Button size="compact-sm" variant="default" onClick={choose}>
        Open a file…
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => navigate({ connection: null, simulation: '', window: { kind: 'find' }, ...withoutImport })}
      >
        {shown === null ? 'Dismiss' : `Go on with ${shown}`}
      </Button>
    </section>
  )
}
