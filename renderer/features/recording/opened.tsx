import { Button } from '@mantine/core'
import { IconDeviceAudioTape, IconFolderOpen } from '@tabler/icons-react'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import { navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { useOpenRecordings } from '../../stores/open-recording.ts'
import { useActiveConnection } from '../../stores/queries.ts'
import { useOpenedRecordings } from '../../stores/recordings.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf } from '../../widgets/format.ts'
import { PageFailure, PageWait } from '../../widgets/page.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { levelName } from './levels.ts'
import classes from './opened.module.css'
import { OpenedDetails } from './opened-details.tsx'

/** The files that are open, newest first, and one of them. */
export function Opened() {
  const query = useOpenedRecordings()
  const { opened } = useLocation().recordings
  const { choose } = useOpenRecordings()
  const recordings = [...(query.data ?? [])].reverse()
  const shown = opened === null ? (recordings[0] ?? null) : (recordings.find((one) => one.id === opened) ?? null)
  if (query.isPending) return <PageWait>Asking the engine what is open</PageWait>
  if (query.isError) return <PageFailure error={query.error} />
  if (!shown && opened !== null)
    return (
      <EmptyState
        icon={<IconDeviceAudioTape size={28} stroke={1.4} />}
        title="This recording is not open"
        text={`The link names \`${opened}\`, which comes from the content of its file. Open that file here and the link shows it again; a recording is open until it is closed or the program ends.`}
      >
        <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={choose}>
          Open a file…
        </Button>
        {recordings.length > 0 && (
          <Button variant="default" onClick={() => navigateRecordings({ opened: null })}>
            Show what is open
          </Button>
        )}
      </EmptyState>
    )
  if (!shown)
    return (
      <EmptyState
        icon={<IconDeviceAudioTape size={28} stroke={1.4} />}
        title="No recording is open"
        text="Open a `.cvcase`, Phoenix’s own OTLP download, or what the collector’s file exporter wrote. Or drop such a file anywhere on this window. It is read into memory and answers like a Phoenix; no network is needed."
      >
        <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={choose}>
          Open a file…
        </Button>
      </EmptyState>
    )
  return (
    <div className={classes.body}>
      <nav className={classes.list} aria-label="Opened recordings">
        <ul>
          {recordings.map((one) => (
            <Item key={one.id} recording={one} shown={one.id === shown.id} />
          ))}
        </ul>
      </nav>
      <OpenedDetails key={shown.id} recording={shown} />
    </div>
  )
}

function Item({ recording, shown }: { recording: OpenedRecording; shown: boolean }) {
  const active = useActiveConnection()
  return (
    <li>
      <button
        type="button"
        className={classes.item}
        aria-current={shown}
        onClick={() => navigateRecordings({ opened: recording.id }, 'push')}
      >
        <span className={classes.itemName}>
          <PlainText text={recording.name} />
        </span>
        <span className={classes.quiet}>
          {recording.kind === 'case' ? `Case, ${levelName(recording.level ?? 'structure').toLowerCase()}` : 'File of spans'} ·{' '}
          {countOf(recording.spans, 'span')}
        </span>
        {active?.id === recording.connection.id && <span className={classes.inUse}>in use</span>}
      </button>
    </li>
  )
}
