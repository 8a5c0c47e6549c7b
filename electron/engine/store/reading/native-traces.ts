import { correlationKeys } from '../../../../shared/correlation/keys.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { NativeTraces } from '../types.ts'

/** Service names that imports write; any other is native. */
export const importServices = ['arize', 'langfuse', 'langsmith'] as const

/** Trace ids in one statement; far below every server's limits. */
const idsPerStatement = 2000

/** Rows that no import wrote. */
export const nativeRows = `ServiceName NOT IN (${importServices.map((name) => `'${name}'`).join(', ')})`
/** Phoenix and others flatten an object `metadata` into dotted keys. */
export const idKeys = [...correlationKeys, ...correlationKeys.map((key) => `metadata.${key}`)]

/**
 * The statement that finds native traces which carry the simulation's id in one of the two maps. Two statements, not one with
 * OR: an index on one map cannot answer for the other. Its first conditions are those that indexes answer.
 */
export function carriersStatement(table: TraceTable, map: 'SpanAttributes' | 'ResourceAttributes'): string {
  const items = idKeys.map((key) => `has(${map.slice(0, -1)}Items, concat('${key}=', {simulation:String}))`)
  const exact = idKeys.map((key) => `${map}['${key}'] = {simulation:String}`)
  return `SELECT DISTINCT TraceId AS traceId FROM ${quoteName(table.name)}
    WHERE has(mapValues(${map}), {simulation:String}) ${table.itemColumns ? `AND (${items.join(' OR ')})` : ''}
      AND (${exact.join(' OR ')}) AND TraceId != '' AND ${nativeRows}`
}

/** The `metadata` attribute as instrumentors write it, a JSON text; where that text is a JSON string once more, what is inside. */
const metadata = `if(startsWith(SpanAttributes['metadata'], '"'), JSONExtractString(SpanAttributes['metadata']), SpanAttributes['metadata'])`
const metadataValue = (key: string): string =>
  `multiIf(JSONType(${metadata}, '${key}') = 'String', JSONExtractString(${metadata}, '${key}'),
     JSONType(${metadata}, '${key}') = 'Null', '', JSONExtractRaw(${metadata}, '${key}'))`
/** What a span's `metadata` says under each correlation key, other than a string as JSON text; '' for nothing. */
export const metadataValues = correlationKeys.map(metadataValue)

/**
 * The statement that finds native traces which carry the simulation's id inside `metadata`. No index sees into a JSON text: only
 * rows that have one are read, and parsed where the id stands in them or an escape may hide it.
 */
export function metadataStatement(table: TraceTable): string {
  return `SELECT DISTINCT TraceId AS traceId FROM ${quoteName(table.name)}
    WHERE has(mapKeys(SpanAttributes), 'metadata') AND ${nativeRows} AND TraceId != ''
      AND (position(SpanAttributes['metadata'], {simulation:String}) > 0 OR position(SpanAttributes['metadata'], '\\\\') > 0)
      AND has([${metadataValues.join(', ')}], {simulation:String})`
}

/** Ids of native traces that carry the simulation's id, wherever they carry it. */
export async function nativeTraceIds(connection: Connection, table: TraceTable, simulation: string): Promise<string[]> {
  if (!table.exists || simulation === '') return []
  const ids = new Set<string>()
  const statements = [
    carriersStatement(table, 'SpanAttributes'),
    carriersStatement(table, 'ResourceAttributes'),
    metadataStatement(table),
  ]
  for (const statement of statements) {
    const carriers = await connection.query<{ traceId: string }>(statement, { simulation })
    for (const { traceId } of carriers) ids.add(traceId)
  }
  return [...ids]
}

/** The statement that counts native spans of some traces. */
export function nativeStatement(table: TraceTable): string {
  return `SELECT toString(uniqExact(TraceId)) AS traces, toString(count()) AS spans, groupUniqArray(toString(ServiceName)) AS services
    FROM ${quoteName(table.name)} WHERE TraceId IN {traceIds:Array(String)} AND ${nativeRows}`
}

export async function countNativeTraces(
  connection: Connection,
  table: TraceTable,
  query: { simulation: string | null; traceIds: readonly string[] },
): Promise<NativeTraces> {
  if (!table.exists) return { traces: 0, spans: 0, services: [] }
  const carriers = query.simulation === null ? [] : await nativeTraceIds(connection, table, query.simulation)
  const ids = new Set([...query.traceIds, ...carriers])
  let traces = 0
  let spans = 0
  const services = new Set<string>()
  const all = [...ids]
  for (let from = 0; from < all.length; from += idsPerStatement) {
    const traceIds = all.slice(from, from + idsPerStatement)
    const [row] = await connection.query<{ traces: string; spans: string; services: string[] }>(nativeStatement(table), {
      traceIds,
    })
    traces += Number(row?.traces ?? 0)
    spans += Number(row?.spans ?? 0)
    for (const service of row?.services ?? []) services.add(service)
  }
  return { traces, spans, services: [...services].sort() }
}
