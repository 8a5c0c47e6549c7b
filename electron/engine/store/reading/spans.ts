import type { SpanKind, StatusCode } from '../../../../shared/otlp/span.ts'
import { unixNano } from '../../../../shared/otlp/time.ts'
import { storeTime } from '../../../../shared/otlp/trace-row.ts'
import { type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import type { RowRange } from '../imports/log.ts'
import { importIdAttribute } from '../schema/columns.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { StoredSpan } from '../types.ts'

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

/**
 * The statement that reads one import. In our own table its rows lie together; in the collector's table they are found by the
 * import's id among the resource attributes' values (or items), by trace ids and by day.
 */
export function spansStatement(table: TraceTable, importId: string, range: RowRange, traceId?: string) {
  const logged = `SELECT arrayJoin(TraceIds) FROM coval_imports WHERE TraceTable = {table:String} AND ImportId = {importId:String} AND State = 'complete'`
  const conditions = [
    "Timestamp >= fromUnixTimestamp64Nano({first:Int64}, 'UTC')",
    "Timestamp <= fromUnixTimestamp64Nano({last:Int64}, 'UTC')",
    ...(traceId === undefined ? [] : ['TraceId = {traceId:String}']),
    ...(table.own
      ? ['ImportId = {importId:String}']
      : [
          ...(traceId === undefined ? [`TraceId IN (${logged})`] : []),
          ...(table.itemColumns ? [`has(ResourceAttributeItems, concat('${importIdAttribute}=', {importId:String}))`] : []),
          'has(mapValues(ResourceAttributes), {importId:String})',
          `ResourceAttributes['${importIdAttribute}'] = {importId:String}`,
        ]),
  ]
  const parameters: Parameters = {
    table: table.name,
    importId,
    first: range.first,
    last: range.last,
    ...(traceId === undefined ? {} : { traceId }),
  }
  const columns = [...asText, ...others, ...links].map(quoteName).join(', ')
  const sql = `SELECT ${columns}, toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(Duration) AS duration,
      arrayMap(time -> toString(toUnixTimestamp64Nano(time)), \`Events.Timestamp\`) AS eventTimes
    FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')} ORDER BY Timestamp, SpanId`
  return { sql, parameters }
}

export async function readSpanRows(
  connection: Connection,
  table: TraceTable,
  importId: string,
  range: RowRange,
  traceId?: string,
): Promise<StoredSpan[]> {
  const { sql, parameters } = spansStatement(table, importId, range, traceId)
  const rows = await connection.query<SpanRow>(sql, parameters)
  return rows.map(({ start, duration, eventTimes, ...row }) => ({
    ...row,
    'Events.Timestamp': eventTimes.map((time) => storeTime(unixNano(BigInt(time)))),
    start: unixNano(BigInt(start)),
    durationNs: BigInt(duration),
  }))
}
