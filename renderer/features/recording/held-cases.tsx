import { IconDeviceAudioTape } from '@tabler/icons-react'
import type { HeldCase } from '../../../shared/contract/recordings.ts'
import { navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { useHeldCases } from '../../stores/recordings.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { formatBytes, formatNumber } from '../../widgets/format.ts'
import { PageColumns, PageFailure, PageWait } from '../../widgets/page.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Tag } from '../../widgets/tag.tsx'
import { Time } from '../../widgets/time.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import { HeldDetails } from './held-details.tsx'
import { RecordNow } from './record-now.tsx'
import classes from './recording.module.css'

const columns: Column<HeldCase>[] = [
  { id: 'recordedAt', header: 'Ran', width: '138px', cell: (one) => <Time iso={one.recordedAt} form="minute" /> },
  {
    id: 'simulation',
    header: 'Simulation',
    width: 'minmax(186px, 1.2fr)',
    cell: (one) =>
      one.simulation === null ? (
        <span className={classes.quiet}>every span of the window</span>
      ) : (
        <code>
          <PlainText text={one.simulation} />
        </code>
      ),
  },
  { id: 'project', header: 'Project', width: 'minmax(84px, 0.7fr)', cell: (one) => <PlainText text={one.project} /> },
  {
    id: 'connection',
    header: 'Connection',
    width: 'minmax(84px, 0.8fr)',
    cell: (one) => <span className={classes.quiet}>{one.connectionName}</span>,
  },
  { id: 'jobs', header: 'What ran', width: 'minmax(72px, 158px)', cell: (one) => one.jobs.join(', ') },
  {
    id: 'complete',
    header: 'Answers',
    width: '86px',
    cell: ({ complete }) => (
      <Tag tone={complete ? 'matched' : 'other'} dot>
        {complete ? 'All held' : 'Some lost'}
      </Tag>
    ),
  },
  { id: 'requests', header: 'Requests', width: '66px', align: 'end', cell: (one) => formatNumber(one.requests) },
  { id: 'bytes', header: 'Packed', width: '66px', align: 'end', cell: (one) => formatBytes(one.bytes) },
]

/** "Record the last one": what the engine still holds of the last previews, imports and checks. */
export function HeldCases() {
  const cases = useHeldCases()
  const { held } = useLocation().recordings
  const selected = cases.data?.find((one) => one.id === held) ?? null
  return (
    <>
      <RecordNow />
      {cases.isPending && <PageWait>Asking the engine what it holds</PageWait>}
      {cases.isError && <PageFailure error={cases.error} />}
      {cases.data && (
        <PageColumns>
          <VirtualTable
            label="Cases that can be recorded"
            columns={columns}
            rows={cases.data}
            rowHeight={30}
            rowKey={(one) => one.id}
            selected={held}
            onSelect={(one) => navigateRecordings({ held: one.id, draft: false })}
            onClose={() => navigateRecordings({ held: null })}
            empty={
              <EmptyState
                icon={<IconDeviceAudioTape size={28} stroke={1.4} />}
                title="Nothing is held yet"
                text="What Phoenix answers to a preview, an import or the checks is held in memory until the program ends or newer answers need the room. Run one of them; then it can be recorded here, also when it failed."
              />
            }
          />
          {selected && <HeldDetails key={selected.id} held={selected} />}
        </PageColumns>
      )}
    </>
  )
}
