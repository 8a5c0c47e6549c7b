import { ActionIcon, Button } from '@mantine/core'
import { IconDeviceAudioTape, IconX } from '@tabler/icons-react'
import type { HeldCase } from '../../../shared/contract/recordings.ts'
import { navigateRecordings } from '../../stores/navigation.ts'
import { formatBytes, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Time } from '../../widgets/time.tsx'
import { Fact, Facts } from './facts.tsx'
import classes from './recording.module.css'

/** One case that is still held, and the way to its file. */
export function HeldDetails({ held }: { held: HeldCase }) {
  return (
    <aside className={classes.panel} aria-label="The chosen case">
      <header className={classes.panelHead}>
        <h2>
          <PlainText text={held.simulation ?? `Window of ${held.project}`} />
        </h2>
        <ActionIcon size={22} aria-label="Close the panel" onClick={() => navigateRecordings({ held: null })}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <div className={classes.panelBody}>
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
      </div>
    </aside>
  )
}
