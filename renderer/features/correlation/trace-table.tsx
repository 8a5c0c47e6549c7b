import { type ReactNode, useMemo } from 'react'
import type { NearMissKind, TracePreview } from '../../../shared/contract/preview.ts'
import { formatDuration, formatNumber, lengthOf } from '../../widgets/format.ts'
import { Tag } from '../../widgets/tag.tsx'
import { Time } from '../../widgets/time.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './correlation.module.css'
import { nearMissWords } from './near-miss-cards.tsx'
import { verdictWords } from './timeline-strip.tsx'
import { evidenceKey } from './trace-evidence.tsx'

export const verdictTones = { matched: 'matched', 'other-simulation': 'other', 'no-id': 'none' } as const

type NearKinds = ReadonlyMap<string, NearMissKind>

/** `slim` is for little room, or where every row has the same verdict: a dot says it. */
const columnsOf = (near: NearKinds, slim: boolean): Column<TracePreview>[] => [
  {
    id: 'verdict',
    header: slim ? '' : 'Verdict',
    width: slim ? '24px' : '130px',
    sortable: !slim,
    cell: ({ verdict }) => (
      <Tag tone={verdictTones[verdict]} dot>
        <span className={slim ? classes.spoken : undefined}>{verdictWords[verdict]}</span>
      </Tag>
    ),
  },
  { id: 'start', header: 'Start', width: '102px', sortable: true, cell: (trace) => <Time iso={trace.start} /> },
  {
    id: 'name',
    header: 'Trace',
    width: slim ? 'minmax(128px, 1fr)' : 'minmax(80px, 1fr)',
    sortable: true,
    cell: (trace) => trace.name,
  },
  {
    id: 'evidence',
    header: 'Evidence',
    width: 'minmax(130px, 2fr)',
    cell: (trace) => <EvidenceCell trace={trace} near={near.get(trace.traceId) ?? null} slim={slim} />,
  },
  {
    id: 'duration',
    header: 'Duration',
    width: '78px',
    align: 'end',
    sortable: true,
    cell: (trace) => formatDuration(lengthOf(trace)),
  },
  { id: 'spans', header: 'Spans', width: '58px', align: 'end', sortable: true, cell: (trace) => formatNumber(trace.spans) },
  {
    id: 'errors',
    header: 'Errors',
    width: '44px',
    align: 'end',
    sortable: true,
    cell: (trace) => <span className={trace.errors > 0 ? classes.errors : classes.zero}>{trace.errors}</span>,
  },
]

function EvidenceCell({ trace, near, slim }: { trace: TracePreview; near: NearMissKind | null; slim: boolean }) {
  const first = trace.evidence[0]
  if (first) {
    const key = evidenceKey(first)
    return (
      <span className={classes.evidence} title={`${key} = ${first.value}`}>
        <code>{key}</code> = <code>{first.value}</code>
        {/* Cut off, its ellipsis would seem to cut the id. */}
        {!slim && (
          <span className={classes.on}>
            on {first.root ? 'the root' : first.spanName}
            {trace.evidence.length > 1 && `, and on ${trace.evidence.length - 1} more`}
          </span>
        )}
      </span>
    )
  }
  if (near)
    return (
      <span className={classes.evidence}>
        <Tag tone="bad">near miss</Tag> {nearMissWords[near]}
      </span>
    )
  if (trace.otherIds.length > 0)
    return (
      <span className={classes.evidence}>
        <code className={classes.otherId}>{trace.otherIds.join(', ')}</code>
      </span>
    )
  return <span className={classes.on}>{trace.hasRoot ? 'no id on any span' : 'no id; the root is not in the window'}</span>
}

interface TraceTableProps {
  readonly traces: readonly TracePreview[]
  readonly selected: string | null
  readonly near: NearKinds
  /** Every row has the same verdict. */
  readonly filtered: boolean
  /** What stands where there is no row. */
  readonly empty: ReactNode
  readonly sort: string | null
  readonly onSort: (sort: string) => void
  readonly onSelect: (trace: TracePreview) => void
  readonly onClose: () => void
}

export function TraceTable({ traces, selected, near, filtered, empty, sort, onSort, onSelect, onClose }: TraceTableProps) {
  const slim = filtered || selected !== null
  const columns = useMemo(() => columnsOf(near, slim), [near, slim])
  return (
    <VirtualTable
      label="Traces of the window"
      columns={columns}
      rows={traces}
      rowKey={(trace) => trace.traceId}
      selected={selected}
      onSelect={onSelect}
      onClose={onClose}
      sort={sort}
      onSort={onSort}
      empty={empty}
    />
  )
}
