import type { TraceRow } from '../../../../shared/otlp/span.ts'
import type { UnixNano } from '../../../../shared/otlp/time.ts'
import { readStoreTime } from '../../../../shared/otlp/trace-row.ts'
import { type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import { importIdAttribute, type TraceColumn, traceColumnNames, traceColumns } from '../schema/columns.ts'

export const stagingPrefix = 'coval_staging_'
export const stagingTable = (importId: string): string => stagingPrefix + importId

/** One statement's rows stay below this, because chDB takes statement and rows as one JavaScript string. */
const maxStatementCharacters = 16 * 1024 * 1024

/** Times wait as whole nanoseconds: text of a time is read differently before 2001 (ADR 0005). */
export function createStaging(importId: string): string {
  const columns = Object.entries(traceColumns).map(
    ([name, type]) => `${quoteName(name)} ${type.replace('DateTime64(9)', 'Int64')}`,
  )
  return `CREATE TABLE ${quoteName(stagingTable(importId))} (${columns.join(', ')}) ENGINE = MergeTree ORDER BY tuple()`
}

export async function dropStaging(connection: Connection, importId: string): Promise<void> {
  // SYNC: a dropped table of an Atomic database keeps its disk space for eight minutes otherwise.
  await connection.command(`DROP TABLE IF EXISTS ${quoteName(stagingTable(importId))} SYNC`)
}

/**
 * One statement that copies the staged rows, cut so that an import becomes one block a day: no limit on days, no splitting
 * below a gigabyte; it is answered when every shard of a distributed table has the rows. `onlyLoggedTraces` keeps the traces of the
 * import's `committing` entry; `maxSpans` the earliest of them. `settings` come on top.
 */
export function copyStaged(
  importId: string,
  table: string,
  keep: { readonly onlyLoggedTraces: boolean; readonly maxSpans: number | null },
  settings: readonly string[],
): { sql: string; parameters: Parameters } {
  const select = traceColumnNames.map((name) => {
    const quoted = quoteName(name)
    if (name === 'Timestamp') return `fromUnixTimestamp64Nano(${quoted}, 'UTC')`
    if (name === 'Events.Timestamp') return `arrayMap(time -> fromUnixTimestamp64Nano(time, 'UTC'), ${quoted})`
    return quoted
  })
  const all = [
    'max_partitions_per_insert_block = 0',
    'max_insert_threads = 1',
    'max_threads = 1',
    'max_block_size = 1000000',
    'min_insert_block_size_rows = 1000000',
    'min_insert_block_size_bytes = 1000000000',
    'preferred_block_size_bytes = 0',
    'insert_distributed_sync = 1',
    ...settings,
  ]
  const logged = `SELECT arrayJoin(TraceIds) FROM coval_imports WHERE TraceTable = {table:String} AND ImportId = {importId:String} AND State = 'committing'`
  return {
    sql: `INSERT INTO ${quoteName(table)} (${traceColumnNames.map(quoteName).join(', ')})
      SELECT ${select.join(', ')} FROM ${quoteName(stagingTable(importId))}
      ${keep.onlyLoggedTraces ? `WHERE TraceId IN (${logged})` : ''}
      ${keep.maxSpans === null ? '' : `ORDER BY ${quoteName(stagingTable(importId))}.Timestamp, TraceId, SpanId LIMIT ${keep.maxSpans}`}
      SETTINGS ${all.join(', ')}`,
    parameters: keep.onlyLoggedTraces ? { table, importId } : {},
  }
}

/** The rows as JSON lines, marked with their import, in batches that one statement can carry. */
export function* stagedLines(rows: readonly TraceRow[], importId: string): Generator<string> {
  let batch: string[] = []
  let characters = 0
  for (const row of rows) {
    const line = toLine({
      ...row,
      Timestamp: rowTime(row.Timestamp).toString(),
      'Events.Timestamp': row['Events.Timestamp'].map((time) => rowTime(time).toString()),
      ResourceAttributes: { ...row.ResourceAttributes, [importIdAttribute]: importId },
    })
    if (characters > 0 && characters + line.length > maxStatementCharacters) {
      yield batch.join('\n')
      batch = []
      characters = 0
    }
    batch.push(line)
    characters += line.length
  }
  if (batch.length > 0) yield batch.join('\n')
}

/** A row's time text as nanoseconds. Rows are made by this program: anything else is a bug. */
export function rowTime(text: string): UnixNano {
  const time = readStoreTime(text)
  if (time === null) throw new Error(`not a time of a trace row: ${text}`)
  return time
}

/** Exactly the 22 columns. Half a surrogate pair cannot be stored as UTF-8: it becomes U+FFFD. */
function toLine(row: TraceRow): string {
  const line = JSON.stringify(Object.fromEntries(traceColumnNames.map((name: TraceColumn) => [name, row[name]])))
  return /\\ud[89a-f][0-9a-f]{2}/.test(line) ? JSON.stringify(wellFormed(JSON.parse(line))) : line
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  // Object.fromEntries makes own properties also of `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]))
}
