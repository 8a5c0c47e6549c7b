import type { StatusCode } from '../../../../shared/otlp/span.ts'
import { longestOutlineMessage } from '../../../../shared/trace/outline.ts'
import { longestOutlineValue } from '../../../../shared/trace/outline-keys.ts'
import { importKeys, type StoredColumns } from '../../../../shared/trace/outline-stored.ts'
import { type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { type Selection, spanOrder } from './selection.ts'

interface Columns {
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
  readonly keys: string[]
  readonly values: string[][]
  readonly wholes: number[][]
}

const imported = importKeys.map((key) => `startsWith(key, '${key}')`).join(' OR ')

/**
 * The statement that reads what an outline needs: of the attributes a few, and no more than the beginning of their values. The
 * attributes are picked before the sort, which would otherwise carry them all.
 */
export function outlineStatement({ conditions, parameters }: Selection, table: TraceTable, keys: readonly string[]) {
  const sql = `SELECT ServiceName AS service, StatusMessage AS message, events, TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId,
      SpanName AS name, StatusCode AS status,
      toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(Duration) AS duration,
      if(arrayAll(key -> has({named:Array(String)}, key), mapKeys(kept)),
        toJSONString(arrayMap(key -> toUInt16(indexOf({named:Array(String)}, key)), mapKeys(kept))), toJSONString(mapKeys(kept))) AS keys,
      arrayMap((key, value) -> if(${imported}, value, substringUTF8(value, 1, ${longestOutlineValue + 1})), mapKeys(kept), mapValues(kept)) AS values,
      if(arrayExists(value -> lengthUTF8(value) > ${longestOutlineValue}, mapValues(kept)),
        arrayMap(value -> lengthUTF8(value), mapValues(kept)), []) AS wholes
    FROM (
      SELECT TraceId, SpanId, ParentSpanId, SpanName, ServiceName, StatusCode, Timestamp, Duration,
        substringUTF8(StatusMessage, 1, ${longestOutlineMessage + 1}) AS StatusMessage, toUInt32(length(\`Events.Name\`)) AS events,
        mapFilter((key, value) -> has({keys:Array(String)}, key) OR ${imported}, SpanAttributes) AS kept
      FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')}
    ) ORDER BY ${spanOrder}`
  const all: Parameters = { ...parameters, keys, named: namedKeys(keys) }
  return { sql, parameters: all }
}

export async function readOutlineColumns(
  connection: Connection,
  table: TraceTable,
  selection: Selection,
  keys: readonly string[],
): Promise<StoredColumns> {
  const { sql, parameters } = outlineStatement(selection, table, keys)
  return columnsOf(await connection.columns<Columns>(sql, parameters), namedKeys(keys))
}

/** The keys that travel as numbers, from 1; a span with another one (a name that was taken gets a `+`) has all of them by name. */
const namedKeys = (keys: readonly string[]): readonly string[] => [...new Set([...keys, ...importKeys])]

/** Numbers back to names, each list once: few differ. */
function nameKeys(lists: readonly string[], named: readonly string[]): string[] {
  const known = new Map<string, string>()
  return lists.map((list) => {
    let names = known.get(list)
    if (names === undefined) {
      const keys = JSON.parse(list) as (string | number)[]
      names = JSON.stringify(keys.map((key) => (typeof key === 'number' ? named[key - 1] : key)))
      known.set(list, names)
    }
    return names
  })
}

const columnsOf = (data: Columns, named: readonly string[]): StoredColumns => ({
  traceIds: data.traceId,
  spanIds: data.spanId,
  parentSpanIds: data.parentSpanId,
  names: data.name,
  services: data.service,
  statuses: data.status,
  messages: data.message,
  events: data.events,
  starts: data.start,
  durations: data.duration,
  keys: nameKeys(data.keys, named),
  values: data.values,
  wholes: data.wholes,
})
