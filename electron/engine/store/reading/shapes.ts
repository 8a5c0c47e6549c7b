import { longestOutlineValue } from '../../../../shared/trace/outline-keys.ts'
import { importKeys } from '../../../../shared/trace/outline-stored.ts'
import type { ShapedColumns } from '../../../../shared/trace/shaped-spans.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { type Selection, spanOrder } from './selection.ts'

type Columns = ShapedColumns & { readonly place: readonly number[] }

const imported = importKeys.map((key) => `startsWith(key, '${key}')`).join(' OR ')

/**
 * The spans of several imports or native traces, by what `group` tells them apart: of their attributes a few, names and attributes as one text, numbers as numbers. Many
 * small objects are what takes long with hundreds of thousands of spans.
 * @param group the expression that tells them apart, one of `groups`
 */
export async function readShapes(
  connection: Connection,
  table: TraceTable,
  { conditions, parameters }: Selection,
  keys: readonly string[],
  group: string,
  groups: readonly string[],
): Promise<Map<string, ShapedColumns>> {
  const columns = await connection.columns<Columns>(
    `WITH mapFilter((key, value) -> has({keys:Array(String)}, key) OR ${imported}, SpanAttributes) AS kept,
       toUnixTimestamp64Nano(Timestamp) AS nanos
     SELECT toUInt32(indexOf({groups:Array(String)}, ${group})) AS place, TraceId AS traceIds, SpanId AS spanIds,
       ParentSpanId AS parentSpanIds, toUInt8(StatusCode = 'Error') AS errors,
       toFloat64(intDiv(nanos, 1000000000)) AS startSeconds, toUInt32(nanos % 1000000000) AS startNanos,
       toFloat64(intDiv(Duration, 1000000000)) AS lengthSeconds, toUInt32(Duration % 1000000000) AS lengthNanos,
       toJSONString(arrayConcat([toString(SpanName)], arrayFlatten(arrayMap(
         (key, value) -> [toString(key), if(${imported}, value, substringUTF8(value, 1, ${longestOutlineValue}))], mapKeys(kept), mapValues(kept))))) AS shapes
     FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')} ORDER BY place, ${spanOrder}`,
    { ...parameters, keys, groups },
  )
  const found = new Map<string, ShapedColumns>()
  const { place } = columns
  for (let from = 0; from < place.length; ) {
    let to = from + 1
    while (to < place.length && place[to] === place[from]) to++
    found.set(groups[(place[from] ?? 1) - 1] ?? '', partOf(columns, from, to))
    from = to
  }
  return found
}

const partOf = (columns: Columns, from: number, to: number): ShapedColumns => ({
  traceIds: columns.traceIds.slice(from, to),
  spanIds: columns.spanIds.slice(from, to),
  parentSpanIds: columns.parentSpanIds.slice(from, to),
  errors: columns.errors.slice(from, to),
  startSeconds: columns.startSeconds.slice(from, to),
  startNanos: columns.startNanos.slice(from, to),
  lengthSeconds: columns.lengthSeconds.slice(from, to),
  lengthNanos: columns.lengthNanos.slice(from, to),
  shapes: columns.shapes.slice(from, to),
})
