import type { SpanKind, StatusCode } from '../../../../shared/otlp/span.ts'
import { unixNano } from '../../../../shared/otlp/time.ts'
import { storeTime } from '../../../../shared/otlp/trace-row.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { StoredSpan } from '../types.ts'
import { type Selection, spanOrder } from './selection.ts'

const asText = [
  'TraceId',
  'SpanId',
  'ParentSpanId',
  'TraceState',
  'SpanName',
  'ScopeName',
  'ScopeVersion',
  'StatusMessage',
] as const
const others = [
  'SpanKind',
  'ServiceName',
  'ResourceAttributes',
  'SpanAttributes',
  'StatusCode',
  'Events.Name',
  'Events.Attributes',
] as const
const links = ['Links.TraceId', 'Links.SpanId', 'Links.TraceState', 'Links.Attributes'] as const

interface SpanRow extends Omit<StoredSpan, 'start' | 'durationNs' | 'Events.Timestamp' | 'SpanKind' | 'StatusCode'> {
  readonly SpanKind: SpanKind
  readonly StatusCode: StatusCode
  readonly start: string
  readonly duration: string
  readonly eventTimes: string[]
}

/** The statement that reads spans whole. */
export function spansStatement({ conditions, parameters }: Selection, table: TraceTable) {
  const columns = [...asText, ...others, ...links].map(quoteName).join(', ')
  const sql = `SELECT ${columns}, toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(Duration) AS duration,
      arrayMap(time -> toString(toUnixTimestamp64Nano(time)), \`Events.Timestamp\`) AS eventTimes
    FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')} ORDER BY ${spanOrder}`
  return { sql, parameters }
}

export async function readSpanRows(connection: Connection, table: TraceTable, selection: Selection): Promise<StoredSpan[]> {
  const { sql, parameters } = spansStatement(selection, table)
  const rows = await connection.query<SpanRow>(sql, parameters)
  return rows.map(({ start, duration, eventTimes, ...row }) => ({
    ...row,
    'Events.Timestamp': eventTimes.map((time) => storeTime(unixNano(BigInt(time)))),
    start: unixNano(BigInt(start)),
    durationNs: BigInt(duration),
  }))
}
