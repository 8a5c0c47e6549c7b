import { ActionIcon, Loader } from '@mantine/core'
import { IconAlertTriangle, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useMemo } from 'react'
import type { SpanSource } from '../../shared/contract/index.ts'
import type { SpanView } from '../../shared/contract/preview.ts'
import { toFailure } from '../stores/failure.ts'
import { useTraceSpans } from '../stores/queries.ts'
import { CopyButton } from './copy-button.tsx'
import { FailurePanel } from './failure-panel.tsx'
import { countOf, formatDuration, lengthOf } from './format.ts'
import { SpanDetails } from './span-details.tsx'
import classes from './span-inspector.module.css'
import type { SpanRow } from './span-tree.ts'
import { arrangeSpans } from './span-tree.ts'
import { Time } from './time.tsx'
import type { Column } from './virtual-table.tsx'
import { VirtualTable } from './virtual-table.tsx'

/** Pixels. */
const spanRow = 24

interface SpanInspectorProps {
  readonly source: SpanSource
  readonly traceId: string
  readonly spanId: string | null
  /** Attribute keys that are evidence; their rows are marked and come first. */
  readonly evidence?: readonly string[]
  readonly title: string
  readonly aside?: ReactNode
  /** What stands above the spans. */
  readonly above?: ReactNode
  readonly onSelect: (spanId: string) => void
  readonly onClose: () => void
}

/** One trace at the right of a list: its spans, and the attributes of one of them. */
export function SpanInspector(props: SpanInspectorProps) {
  const { source, traceId, spanId, title, aside, onSelect, onClose } = props
  const query = useTraceSpans(source, traceId)
  const rows = useMemo(() => arrangeSpans(query.data ?? []), [query.data])
  const selected = rows.find((row) => row.span.spanId === spanId)?.span ?? rows[0]?.span ?? null
  return (
    <aside className={classes.panel} aria-label={`Trace ${title}`}>
      <header className={classes.head}>
        <h2>{title}</h2>
        {aside}
        <code className={classes.id}>{traceId.slice(0, 16)}…</code>
        <CopyButton compact label="Copy the trace id" text={traceId} />
        <ActionIcon size={22} aria-label="Close the panel" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      {props.above}
      {query.isPending && (
        <p className={classes.wait}>
          <Loader size={14} /> Reading the trace
        </p>
      )}
      {query.isError && <FailurePanel failure={toFailure(query.error)} />}
      {query.data && selected && (
        <>
          <div className={classes.spans} style={{ height: rows.length * spanRow + 30 }}>
            <VirtualTable
              label="Spans of the trace"
              columns={spanColumns(rows)}
              rows={rows}
              rowHeight={spanRow}
              rowKey={(row) => row.span.spanId}
              selected={selected.spanId}
              onSelect={(row) => onSelect(row.span.spanId)}
              onClose={onClose}
            />
          </div>
          <SpanDetails key={selected.spanId} source={source} span={selected} evidence={props.evidence ?? []} />
        </>
      )}
      {query.data?.length === 0 && <p className={classes.wait}>This trace holds no spans any more.</p>}
    </aside>
  )
}

function spanColumns(rows: readonly SpanRow[]): Column<SpanRow>[] {
  const from = Math.min(...rows.map((row) => Date.parse(row.span.start)))
  const to = Math.max(...rows.map((row) => Date.parse(row.span.end)))
  return [
    {
      id: 'name',
      header: countOf(rows.length, 'span'),
      width: 'minmax(120px, 1fr)',
      cell: ({ span, depth }) => (
        <span className={classes.name} style={{ paddingLeft: Math.min(depth, 12) * 12 }} title={span.name}>
          {span.status === 'Error' && <IconAlertTriangle size={12} className={classes.error} aria-label="error" />}
          {span.name}
        </span>
      ),
    },
    { id: 'bar', header: '', width: '96px', cell: ({ span }) => <SpanBar span={span} from={from} to={to} /> },
    {
      id: 'duration',
      header: 'Duration',
      width: '74px',
      align: 'end',
      cell: ({ span }) => formatDuration(lengthOf(span)),
    },
  ]
}

function SpanBar({ span, from, to }: { span: SpanView; from: number; to: number }) {
  const whole = Math.max(1, to - from)
  const left = ((Date.parse(span.start) - from) / whole) * 100
  const width = Math.max(2, (lengthOf(span) / whole) * 100)
  return (
    <span className={classes.track} aria-hidden>
      <span
        className={classes.bar}
        data-error={span.status === 'Error' || undefined}
        style={{ left: `${Math.min(98, left)}%`, width: `${Math.min(width, 100 - Math.min(98, left))}%` }}
      />
    </span>
  )
}

export function SpanFacts({ span }: { span: SpanView }) {
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Start</dt>
        <dd>
          <Time iso={span.start} />
        </dd>
      </div>
      <div>
        <dt>Duration</dt>
        <dd>{formatDuration(lengthOf(span))}</dd>
      </div>
      <div>
        <dt>Status</dt>
        <dd data-error={span.status === 'Error' || undefined}>
          {span.status}
          {span.statusMessage && `: ${span.statusMessage}`}
        </dd>
      </div>
      <div>
        <dt>Span</dt>
        <dd>
          <code>{span.spanId}</code>
        </dd>
      </div>
    </dl>
  )
}
