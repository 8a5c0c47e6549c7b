import type { ImportHeader, Store, StoredSpan } from '../../../electron/engine/store/types.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import type { TraceRow } from '../../../shared/otlp/span.ts'
import { type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import { storeTime } from '../../../shared/otlp/trace-row.ts'

/** 2026-11-22T10:00:00.000000001Z */
export const noon: UnixNano = unixNano(1_795_341_600_000_000_001n)

export const traceId = (number: number): string => number.toString(16).padStart(32, '0')

export function traceRow(change: { trace: number; span: number; at?: bigint } & Partial<TraceRow>): TraceRow {
  const { trace, span, at = noon + BigInt(span) * 1_000n, ...columns } = change
  return {
    Timestamp: storeTime(unixNano(at)),
    TraceId: traceId(trace),
    SpanId: (trace * 100_000 + span).toString(16).padStart(16, '0'),
    ParentSpanId: '',
    TraceState: '',
    SpanName: 'llm',
    SpanKind: 'Internal',
    ServiceName: 'arize',
    ResourceAttributes: { 'service.name': 'arize' },
    ScopeName: '',
    ScopeVersion: '',
    SpanAttributes: { 'openinference.span.kind': 'LLM' },
    Duration: '1500000',
    StatusCode: 'Unset',
    StatusMessage: '',
    'Events.Timestamp': [],
    'Events.Name': [],
    'Events.Attributes': [],
    'Links.TraceId': [],
    'Links.SpanId': [],
    'Links.TraceState': [],
    'Links.Attributes': [],
    ...columns,
  }
}

/** `traces` traces of `spans` spans each. */
export const someRows = (traces: number, spans: number, from = 0): TraceRow[] =>
  Array.from({ length: traces * spans }, (_, at) => traceRow({ trace: from + Math.floor(at / spans), span: at % spans }))

export const header = (simulation: string): ImportHeader => ({
  identity: simulation,
  simulation,
  host: 'http://localhost:6006',
  project: 'support-agent',
  window: { start: '2026-11-22T09:00:00Z', end: '2026-11-22T11:00:00Z', source: 'given' },
})

export const report = (simulation: string, written: number): ImportReport => ({
  format: 1,
  outcome: 'imported',
  simulation,
  project: 'support-agent',
  host: 'http://localhost:6006',
  window: null,
  limits: 'simulation',
  strategy: null,
  spans: { fetched: written, matched: written, written },
  traces: 1,
  partial: null,
  conflicts: [],
  malformed: [],
  requests: 1,
  attempts: 1,
  elapsedMs: 1,
  phases: {},
  store: 'test',
  importId: null,
  note: null,
  serverVersion: null,
  error: null,
})

export const everything = (simulation: string) => ({
  traceIds: null,
  maxSpans: 100_000,
  partial: null,
  report: (written: number) => report(simulation, written),
})

/** One whole import; answers its id. */
export async function importRows(
  store: Store,
  simulation: string,
  rows: readonly TraceRow[],
  replaces: string | null = null,
): Promise<string> {
  const writer = await store.beginImport(header(simulation), { replaces, signal: new AbortController().signal })
  await writer.write(rows)
  await writer.commit(everything(simulation))
  return writer.importId
}

/** What reading back a row must give: everything as it went in, and the import's mark. */
export function asStored(row: TraceRow, importId: string): StoredSpan {
  const { Timestamp, Duration, ...columns } = row
  return {
    ...columns,
    ResourceAttributes: { ...row.ResourceAttributes, 'coval.import.id': importId },
    start: unixNano(BigInt(Timestamp.replace('.', ''))),
    durationNs: BigInt(Duration),
  }
}

/** A native span, as a collector would have written it. */
export const nativeRow = (change: Parameters<typeof traceRow>[0]): TraceRow =>
  traceRow({ ServiceName: 'my-agent', ResourceAttributes: { 'service.name': 'my-agent' }, ...change })
