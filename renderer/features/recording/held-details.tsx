import { Button } from '@mantine/core'
import { IconDeviceAudioTape } from '@tabler/icons-react'
import type { HeldCase } from '../../../shared/contract/recordings.ts'
import { navigateRecordings } from '../../stores/navigation.ts'
import { formatBytes, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Fact, Facts, SidePanel } from '../../widgets/side-panel.tsx'
import { Time } from '../../widgets/time.tsx'
import classes from './recording.module.css'

/** One case that is still held, and the way to its file. */
export function HeldDetails({ held }: { held: HeldCase }) {
  return (
    <SidePanel
      label="The chosen case"
      title={<PlainText text={held.simulation ?? `Window of ${held.project}`} />}
      mono={held.simulation !== null}
      onClose={() => navigateRecordings({ held: null })}
    >
      <div className={classes.actions}>
        <Button
          size="compact-sm"
          leftSection={<IconDeviceAudioTape size={14} stroke={1.8} />}
          onClick={() => navigateRecordings({ held: held.id, draft: true }, 'push')}
        >
          Record this case
        </Button>
      </div>
      <p className={classes.quiet}>
        First you choose what the file shows and see every line of it. Nothing is written before you save.
      </p>
      {!held.complete && (
        <p className={classes.partial}>
          <strong>Some answers are lost.</strong> They did not fit into memory, so this case may replay with fewer spans. A
          shorter window fits.
        </p>
      )}
      <Facts>
        <Fact name="Ran">
          <Time iso={held.recordedAt} form="date" />
        </Fact>
        <Fact name="What ran">{held.jobs.join(', ')}</Fact>
        <Fact name="Connection">
          <PlainText text={held.connectionName} />
        </Fact>
        <Fact name="Project">
          <PlainText text={held.project} />
        </Fact>
        <Fact name="Requests">{formatNumber(held.requests)}</Fact>
        <Fact name="In memory">{formatBytes(held.bytes)}, packed</Fact>
      </Facts>
    </SidePanel>
  )
}
