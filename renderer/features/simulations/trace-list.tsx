import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { ListedTrace } from '../../../shared/contract/trace.ts'
import { formatDuration, formatOffset } from '../../../shared/trace/time-axis.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { viewerAddress } from '../../stores/open-viewer.ts'
import { ask, queryKeys } from '../../stores/queries.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './simulations.module.css'

/** Pixels. */
const rowHeight = 26
const mostRows = 10

/** The traces of one import, each of which opens alone in the viewer. They are asked for when somebody wants one. */
export function TraceList({ source, traces }: { source: SpanSource; traces: number }) {
  const client = useEngine()
  const [open, setOpen] = useState(false)
  const query = useQuery({
    queryKey: queryKeys.traces(source),
    queryFn: ({ signal }) => ask(() => client.trace.traces({ source }, { signal })),
    enabled: open,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rows = (query.data ?? []).map((trace, at) => ({ ...trace, number: at + 1 }))
  return (
    <section className={classes.traces} aria-label="Traces of the simulation">
      <Button
        size="compact-sm"
        variant="default"
        aria-expanded={open}
        loading={open && query.isPending}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide its traces' : `Open one of its ${formatNumber(traces)} traces`}
      </Button>
      {open && query.isError && <FailurePanel failure={toFailure(query.error)} />}
      {open && query.data && (
        <div className={classes.traceTable} style={{ height: (Math.min(mostRows, rows.length) + 1) * rowHeight + 8 }}>
          <VirtualTable
            label="Traces"
            columns={columnsOf(source)}
            rows={rows}
            rowHeight={rowHeight}
            rowKey={({ traceId }) => traceId}
          />
        </div>
      )}
    </section>
  )
}

/** `number` as the viewer counts them. */
type NumberedTrace = ListedTrace & { readonly number: number }

const columnsOf = (source: SpanSource): Column<NumberedTrace>[] => [
  {
    id: 'name',
    header: 'Trace',
    width: 'minmax(100px, 1fr)',
    cell: ({ traceId, name, number, startUs, endUs }) => (
      <a
        className={classes.traceName}
        href={viewerAddress(source, traceId)}
        title={showHidden(`Show trace ${number} alone: ${name.slice(0, 300)}, ${formatDuration(endUs - startUs)}, ${traceId}`)}
      >
        <span className={classes.quiet}>{formatNumber(number)}</span> <PlainText text={name || traceId} />
      </a>
    ),
  },
  { id: 'start', header: 'Start', width: '74px', align: 'end', cell: ({ startUs }) => formatOffset(startUs) },
  { id: 'spans', header: 'Spans', width: '50px', align: 'end', cell: ({ spans }) => formatNumber(spans) },
  {
    id: 'errors',
    header: 'Errors',
    width: '46px',
    align: 'end',
    cell: ({ errors }) => <span className={errors > 0 ? classes.bad : classes.quiet}>{formatNumber(errors)}</span>,
  },
]
