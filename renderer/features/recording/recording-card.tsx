import { Button } from '@mantine/core'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import { navigate, navigateRecordings } from '../../stores/navigation.ts'
import { Card } from '../../widgets/card.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import { Fact, Facts } from '../../widgets/side-panel.tsx'

/** In place of a connection's form: a recording has no key, and its address is this machine's for as long as it is open. */
export function RecordingCard({ recording }: { recording: OpenedRecording }) {
  return (
    <Card
      title="A recording"
      aside={
        <>
          <RecordingTag />
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
        </>
      }
    >
      <Facts>
        <Fact name="File">
          <PlainText text={recording.name} />
        </Fact>
        <Fact name="Host">
          <code>{recording.connection.host}</code>, only on this machine and only while it is open
        </Fact>
        <Fact name="Project">
          <PlainText text={recording.connection.project} />
        </Fact>
        <Fact name="API key">none: a recording asks for no key and holds none</Fact>
      </Facts>
    </Card>
  )
}
