import { CompanionError } from '../../../../shared/contract/errors.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import { importIdAttribute, plainType, traceColumnNames, traceColumns } from './columns.ts'

/** What the trace table can do for us. */
export interface TraceTable {
  readonly name: string
  readonly exists: boolean
  /** Made by us: rows lie together by `ImportId`. Otherwise the collector's, used as it is. */
  readonly own: boolean
  /** The collector's table of 2026 on ClickHouse ≥ 26.2 indexes `key=value` items instead of map values. */
  readonly itemColumns: boolean
}

/** Looks at the table; throws `store-schema` naming the first column that is missing or has another type. */
export async function inspectTraceTable(connection: Connection, name: string): Promise<TraceTable> {
  const rows = await connection.query<{ name: string; type: string; default_kind: string }>(
    'SELECT name, type, default_kind FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table: name },
  )
  if (rows.length === 0) return { name, exists: false, own: false, itemColumns: false }
  const found = new Map(rows.map((row) => [row.name, row]))
  for (const column of traceColumnNames) {
    const type = found.get(column)?.type
    const fault = (message: string) =>
      new CompanionError('store-schema', `table ${name}: ${message}`, { table: name, column, expected: traceColumns[column] })
    if (type === undefined) throw fault(`column ${column} is missing`)
    if (plainType(type) !== plainType(traceColumns[column]))
      throw fault(`column ${column} is ${type}, not ${traceColumns[column]}`)
  }
  return {
    name,
    exists: true,
    own: found.get('ImportId')?.default_kind === 'MATERIALIZED',
    itemColumns: found.has('SpanAttributeItems') && found.has('ResourceAttributeItems'),
  }
}

/**
 * Our form of the table, and the collector's lookup of a trace's time range, which Grafana reads. One import lies together
 * (ADR 0004). An embedded store also survives a power cut: every insert is flushed before it is answered.
 */
export function createTraceTable(name: string, kind: Connection['kind']): readonly string[] {
  const table = quoteName(name)
  const lookup = quoteName(`${name}_trace_id_ts`)
  const plain = Object.entries(traceColumns).filter(([column]) => !column.includes('.'))
  const codecs: Readonly<Record<string, string>> = { Timestamp: 'Delta(8), ZSTD(1)', Duration: 'T64, ZSTD(1)' }
  return [
    `CREATE TABLE IF NOT EXISTS ${lookup} (
       TraceId String CODEC(ZSTD(1)), Start DateTime CODEC(Delta(4), ZSTD(1)), End DateTime CODEC(Delta(4), ZSTD(1)),
       INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1
     ) ENGINE = MergeTree PARTITION BY toDate(Start) ORDER BY (TraceId, Start)`,
    `CREATE TABLE IF NOT EXISTS ${table} (
       ${plain.map(([column, type]) => `${column} ${type} CODEC(${codecs[column] ?? 'ZSTD(1)'})`).join(', ')},
       Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
       Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
       ImportId String MATERIALIZED ResourceAttributes['${importIdAttribute}'] CODEC(ZSTD(1)),
       INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
       INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
       INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
       INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
       INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
       INDEX idx_duration Duration TYPE minmax GRANULARITY 1
     ) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, ImportId, Timestamp)
     SETTINGS index_granularity = 8192${kind === 'embedded' ? ', fsync_after_insert = 1, fsync_part_directory = 1' : ''}`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${quoteName(`${name}_trace_id_ts_mv`)} TO ${lookup} AS
       SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM ${table} WHERE TraceId != '' GROUP BY TraceId`,
  ]
}
