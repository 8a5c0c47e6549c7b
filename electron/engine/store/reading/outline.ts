import type { StatusCode } from '../../../../shared/otlp/span.ts'
import { longestOutlineMessage } from '../../../../shared/trace/outline.ts'
import { longestOutlineValue } from '../../../../shared/trace/outline-keys.ts'
import { importKeys, type StoredColumns } from '../../../../shared/trace/outline-stored.ts'
import { type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { type Selection, spanOrder } from './selection.ts'

interface Columns {
  readonly importId: string[]
  readonly traceId: string[]
  readonly spanId: string[]
  readonly parentSpanId: string[]
  readonly name: string[]
  readonly service: string[]
  readonly status: StatusCode[]
  readonly message: string[]
  readonly events: number[]
  readonly start: string[]
  readonly duration: string[]
  readonly keys: string[][]
  readonly values: string[][]
  readonly wholes: number[][]
}

const imported = importKeys.map((key) => `startsWith(key, '${key}')`).join(' OR ')

/**
 * The statement that reads what an outline needs: of the attributes a few, and no more than the beginning of their values. The
 * attributes are picked before the sort, which would otherwise carry them all. `group` orders whole imports one after another.
 */
export function outlineStatement(
  { conditions, parameters }: Selection,
  table: TraceTable,
  keys: readonly string[],
  group = "''",
) {
  const sql = `SELECT toString(group) AS importId, TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId,
      SpanName AS name, ServiceName AS service, StatusCode AS status, StatusMessage AS message, events,
      toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(Duration) AS duration,
      mapKeys(kept) AS keys, arrayMap(value -> substringUTF8(value, 1, ${longestOutlineValue + 1}), mapValues(kept)) AS values,
      if(arrayExists(value -> lengthUTF8(value) > ${longestOutlineValue}, mapValues(kept)),
        arrayMap(value -> lengthUTF8(value), mapValues(kept)), []) AS wholes
    FROM (
      SELECT ${group} AS group, TraceId, SpanId, ParentSpanId, SpanName, ServiceName, StatusCode, Timestamp, Duration,
        substringUTF8(StatusMessage, 1, ${longestOutlineMessage + 1}) AS StatusMessage, toUInt32(length(\`Events.Name\`)) AS events,
        mapFilter((key, value) -> has({keys:Array(String)}, key) OR ${imported}, SpanAttributes) AS kept
      FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')}
    ) ORDER BY group, ${spanOrder}`
  const all: Parameters = { ...parameters, keys }
  return { sql, parameters: all }
}

export async function readOutlineColumns(
  connection: Connection,
  table: TraceTable,
  selection: Selection,
  keys: readonly string[],
): Promise<StoredColumns> {
  const { sql, parameters } = outlineStatement(selection, table, keys)
  return columnsOf(await connection.columns<Columns>(sql, parameters), 0, Number.POSITIVE_INFINITY)
}

/** The spans of several imports, import by import; those without spans are left out. */
export async function readOutlineGroups(
  connection: Connection,
  table: TraceTable,
  selection: Selection,
  keys: readonly string[],
  group: string,
): Promise<Map<string, StoredColumns>> {
  const { sql, parameters } = outlineStatement(selection, table, keys, group)
  const answer = await connection.columns<Columns>(sql, parameters)
  const groups = new Map<string, StoredColumns>()
  const { importId } = answer
  for (let from = 0; from < importId.length; ) {
    let to = from + 1
    while (to < importId.length && importId[to] === importId[from]) to++
    groups.set(importId[from] ?? '', columnsOf(answer, from, to))
    from = to
  }
  return groups
}

function columnsOf(data: Columns, from: number, to: number): StoredColumns {
  const part = <Value>(column: Value[]): Value[] => (from === 0 && to >= column.length ? column : column.slice(from, to))
  return {
    traceIds: part(data.traceId),
    spanIds: part(data.spanId),
    parentSpanIds: part(data.parentSpanId),
    names: part(data.name),
    services: part(data.service),
    statuses: part(data.status),
    messages: part(data.message),
    events: part(data.events),
    starts: part(data.start),
    durations: part(data.duration),
    keys: part(data.keys),
    values: part(data.values),
    wholes: part(data.wholes),
  }
}
