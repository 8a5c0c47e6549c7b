import { TextInput } from '@mantine/core'
import { IconDatabase, IconSearch } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { queryKeys, useGiveUp, useImports, useRecordingInUse } from '../../stores/queries.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf, formatDuration, formatNumber, lengthOf } from '../../widgets/format.ts'
import { ImportButton } from '../../widgets/import-button.tsx'
import { MissingImport } from '../../widgets/missing-import.tsx'
import { Page, PageColumns, PageFailure, PageTotal, PageWait } from '../../widgets/page.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import { Tag } from '../../widgets/tag.tsx'
import { Time } from '../../widgets/time.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import { ImportDetails } from './import-details.tsx'
import classes from './simulations.module.css'

const columns: Column<ImportRecord>[] = [
  {
    id: 'importedAt',
    header: 'Imported',
    width: '138px',
    sortable: true,
    cell: (record) => <Time iso={record.importedAt} form="minute" />,
  },
  {
    id: 'simulation',
    header: 'Simulation',
    width: 'minmax(186px, 1.2fr)',
    sortable: true,
    cell: (record) =>
      record.simulation === null ? (
        <span className={classes.quiet}>every span of the window</span>
      ) : (
        <code>{record.simulation}</code>
      ),
  },
  { id: 'project', header: 'Project', width: 'minmax(84px, 0.7fr)', sortable: true, cell: (record) => record.project },
  {
    id: 'host',
    header: 'From',
    width: 'minmax(76px, 1fr)',
    cell: (record) => <span className={classes.quiet}>{record.host.replace(/^https?:\/\//, '')}</span>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: '82px',
    cell: (record) =>
      record.partial ? (
        <Tag tone="other" dot>
          Partial
        </Tag>
      ) : (
        <Tag tone="matched" dot>
          Whole
        </Tag>
      ),
  },
  {
    id: 'window',
    header: 'Window',
    width: '66px',
    align: 'end',
    cell: (record) => <span title={lengthWithDates(record.window)}>{formatDuration(lengthOf(record.window))}</span>,
  },
  { id: 'traces', header: 'Traces', width: '56px', align: 'end', sortable: true, cell: (record) => formatNumber(record.traces) },
  { id: 'spans', header: 'Spans', width: '60px', align: 'end', sortable: true, cell: (record) => formatNumber(record.spans) },
]

/** Hours beside days do not fit into the column. */
const lengthWithDates = (window: ImportRecord['window']): string =>
  `${formatDuration(lengthOf(window))}, ${window.start} – ${window.end}`

const compare = (a: string | number | null, b: string | number | null) =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''))

/** What the trace store holds; while the page works with a recording, what was imported from that. */
export function Simulations() {
  const imports = useImports()
  const giveUp = useGiveUp()
  const recording = useRecordingInUse()
  const { importId, text, sort } = useLocation()
  const records = imports.data ?? []
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    const key = (sort ?? '-importedAt').replace(/^-/, '') as 'importedAt' | 'simulation' | 'project' | 'spans' | 'traces'
    const direction = (sort ?? '-importedAt').startsWith('-') ? -1 : 1
    return (imports.data ?? [])
      .filter(({ simulation, project, host }) => {
        const all = `${simulation ?? ''}\n${project}\n${host}`.toLowerCase()
        return words.every((word) => all.includes(word))
      })
      .sort((a, b) => direction * compare(a[key], b[key]))
  }, [imports.data, text, sort])
  const selected = records.find((record) => record.importId === importId) ?? null

  return (
    <Page
      title="Simulations"
      head={
        <>
          {recording !== null && <RecordingTag />}
          <TextInput
            data-search
            w={280}
            aria-label="Search the simulations"
            placeholder="Search id, project, host"
            leftSection={<IconSearch size={14} />}
            value={text}
            onChange={(event) => navigate({ text: event.currentTarget.value }, 'replace')}
          />
          <PageTotal>
            {imports.data &&
              `${countOf(records.length, 'import')}, ${countOf(
                records.reduce((sum, record) => sum + record.spans, 0),
                'span',
              )}`}
          </PageTotal>
        </>
      }
    >
      {imports.isPending && <PageWait onCancel={() => giveUp(queryKeys.imports)}>Asking the trace store</PageWait>}
      <MissingImport />
      {imports.isError && <PageFailure error={imports.error} onAgain={() => void imports.refetch()} />}
      {imports.data && (
        <PageColumns>
          <VirtualTable
            label="Imported simulations"
            columns={columns}
            rows={shown}
            rowHeight={30}
            rowKey={(record) => record.importId}
            selected={importId}
            onSelect={(record) => navigate({ importId: record.importId, source: null }, 'replace')}
            onClose={() => navigate({ importId: null }, 'replace')}
            sort={sort ?? '-importedAt'}
            onSort={(next) => navigate({ sort: next }, 'replace')}
            empty={
              records.length === 0 ? (
                <EmptyState
                  icon={<IconDatabase size={28} stroke={1.4} />}
                  title={recording === null ? 'Nothing imported yet' : 'Nothing imported from this recording yet'}
                  text={
                    recording === null
                      ? 'Import a simulation; it is kept here with where it came from and whether it is whole.'
                      : 'What you import from it stays here until it is closed, in memory. Your own store is not touched and not shown.'
                  }
                >
                  <ImportButton />
                </EmptyState>
              ) : (
                <EmptyState title="No import fits" text="Clear the search." />
              )
            }
          />
          {selected && <ImportDetails key={selected.importId} record={selected} />}
        </PageColumns>
      )}
    </Page>
  )
}
