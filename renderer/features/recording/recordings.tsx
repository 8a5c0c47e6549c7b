import { Button } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { useOpening, useOpenRecordings } from '../../stores/open-recording.ts'
import { useHeldCases, useOpenedRecordings } from '../../stores/recordings.ts'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Compare } from './compare.tsx'
import { DraftPage } from './draft-page.tsx'
import { HeldCases } from './held-cases.tsx'
import { Opened } from './opened.tsx'
import classes from './recording.module.css'

/** Cases that can be recorded, opened recordings, and two sides compared. */
export function Recordings() {
  const { tab, held, draft } = useLocation().recordings
  const cases = useHeldCases()
  const opened = useOpenedRecordings()
  const { choose } = useOpenRecordings()
  const opening = useOpening((state) => state.phase === 'opening')
  if (tab === 'cases' && draft && held !== null) return <DraftPage key={held} heldId={held} />
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>Recordings</h1>
        <p className={classes.lead}>A case as one file, that anyone opens without its Phoenix and sees the same decisions.</p>
        <Button variant="default" leftSection={<IconFolderOpen size={15} />} loading={opening} onClick={choose}>
          Open a file…
        </Button>
      </header>
      <TabBar
        label="Recordings"
        tabs={[
          { value: 'cases', label: 'To record', ...(cases.data ? { count: cases.data.length } : {}) },
          { value: 'opened', label: 'Opened', ...(opened.data ? { count: opened.data.length } : {}) },
          { value: 'compare', label: 'Compare' },
        ]}
        value={tab}
        onChange={(next) => navigateRecordings({ tab: next }, 'push')}
      />
      {tab === 'cases' && <HeldCases />}
      {tab === 'opened' && <Opened />}
      {tab === 'compare' && <Compare />}
    </div>
  )
}
