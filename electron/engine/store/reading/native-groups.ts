import { type UnixNano, unixNano } from '../../../../shared/otlp/time.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { NativeGroupFacts } from '../types.ts'
import { idKeys, metadataValues, nativeRows } from './native-traces.ts'

/** Traces looked at, latest first; a store may hold millions of native ones. */
const mostTraces = 5000

interface TraceRow {
  readonly traceId: string
  readonly services: string[]
  readonly spans: string
  readonly errors: string
  readonly first: string
  readonly last: string
}

/** Native traces of the store by the simulation's id that they carry, the others one by one; latest first. */
export async function listNativeGroups(
  connection: Connection,
  table: TraceTable,
  limit: number,
): Promise<{ groups: NativeGroupFacts[]; more: boolean }> {
  if (!table.exists) return { groups: [], more: false }
  const traces = await connection.query<TraceRow>(
    `SELECT TraceId AS traceId, groupUniqArray(toString(ServiceName)) AS services, toString(count()) AS spans,
       toString(countIf(StatusCode = 'Error')) AS errors, toString(toUnixTimestamp64Nano(min(Timestamp))) AS first,
       toString(max(toUnixTimestamp64Nano(Timestamp) + toInt64(least(Duration, 1000000000000000000)))) AS last
     FROM ${quoteName(table.name)} WHERE ${nativeRows} AND TraceId != ''
     GROUP BY TraceId ORDER BY min(Timestamp) DESC, TraceId LIMIT ${mostTraces + 1}`,
  )
  const more = traces.length > mostTraces
  const shown = traces.slice(0, mostTraces)
  const simulations = await simulationIds(
    connection,
    table,
    shown.map((trace) => trace.traceId),
  )
  const groups = new Map<string, NativeGroupFacts>()
  for (const trace of shown) {
    const simulation = simulations.get(trace.traceId) ?? null
    const key = simulation === null ? `trace ${trace.traceId}` : `simulation ${simulation}`
    groups.set(key, joined(groups.get(key), factsOf(trace, simulation)))
  }
  const all = [...groups.values()]
  return { groups: all.slice(0, limit), more: more || all.length > limit }
}

async function simulationIds(
  connection: Connection,
  table: TraceTable,
  traceIds: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const plain = (map: string): string[] => idKeys.map((key) => `${map}['${key}']`)
  const places = [...plain('SpanAttributes'), ...metadataValues, ...plain('ResourceAttributes')]
  const first = `arrayFirst(id -> id != '', [${places.join(', ')}])`
  for (let from = 0; from < traceIds.length; from += 1000) {
    const rows = await connection.query<{ traceId: string; id: string }>(
      `SELECT TraceId AS traceId, max(${first}) AS id
       FROM ${quoteName(table.name)} WHERE TraceId IN {traceIds:Array(String)} AND ${nativeRows} GROUP BY TraceId HAVING id != ''`,
      { traceIds: traceIds.slice(from, from + 1000) },
    )
    for (const { traceId, id } of rows) ids.set(traceId, id)
  }
  return ids
}

const factsOf = (trace: TraceRow, simulation: string | null): NativeGroupFacts => ({
  simulation,
  traceIds: [trace.traceId],
  services: [...trace.services].sort(),
  spans: Number(trace.spans),
  errors: Number(trace.errors),
  start: unixNano(BigInt(trace.first)),
  end: unixNano(BigInt(trace.last)),
})

function joined(one: NativeGroupFacts | undefined, other: NativeGroupFacts): NativeGroupFacts {
  if (one === undefined) return other
  const earliest = (a: UnixNano, b: UnixNano): UnixNano => (a < b ? a : b)
  const latest = (a: UnixNano, b: UnixNano): UnixNano => (a > b ? a : b)
  return {
    simulation: one.simulation,
    traceIds: [...one.traceIds, ...other.traceIds],
    services: [...new Set([...one.services, ...other.services])].sort(),
    spans: one.spans + other.spans,
    errors: one.errors + other.errors,
    start: earliest(one.start, other.start),
    end: latest(one.end, other.end),
  }
}
