import type { Parameters } from '../connection/connection.ts'
import type { RowRange } from '../imports/log.ts'
import { importIdAttribute } from '../schema/columns.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { nativeRows } from './native-traces.ts'

/** Which rows a statement is about: conditions that are joined with AND, those first that indexes answer. */
export interface Selection {
  readonly conditions: readonly string[]
  readonly parameters: Parameters
}

/**
 * The rows of one import. In our own table they lie together; in the collector's table they are found by the import's id among
 * the resource attributes' values (or items), by trace ids and by day. `traceId`: of one trace only. `logged`: the entry that names
 * the trace ids.
 */
export function selectImport(
  table: TraceTable,
  importId: string,
  range: RowRange,
  { traceId, logged = 'complete' }: { readonly traceId?: string | undefined; readonly logged?: 'committing' | 'complete' } = {},
): Selection {
  const traceIds = `SELECT arrayJoin(TraceIds) FROM coval_imports WHERE TraceTable = {table:String} AND ImportId = {importId:String} AND State = '${logged}'`
  return {
    conditions: [
      "Timestamp >= fromUnixTimestamp64Nano({first:Int64}, 'UTC')",
      "Timestamp <= fromUnixTimestamp64Nano({last:Int64}, 'UTC')",
      ...(traceId === undefined ? [] : ['TraceId = {traceId:String}']),
      ...(table.own
        ? ['ImportId = {importId:String}']
        : [
            ...(traceId === undefined ? [`TraceId IN (${traceIds})`] : []),
            ...(table.itemColumns ? [`has(ResourceAttributeItems, concat('${importIdAttribute}=', {importId:String}))`] : []),
            'has(mapValues(ResourceAttributes), {importId:String})',
            `ResourceAttributes['${importIdAttribute}'] = {importId:String}`,
          ]),
    ],
    parameters: {
      table: table.name,
      importId,
      first: range.first,
      last: range.last,
      ...(traceId === undefined ? {} : { traceId }),
    },
  }
}

/** The native rows of some traces. */
export const selectNative = (traceIds: readonly string[]): Selection => ({
  conditions: ['TraceId IN {traceIds:Array(String)}', nativeRows],
  parameters: { traceIds },
})

/** The order in which spans are numbered: by start, and the same each time also where ids repeat. */
export const spanOrder = 'Timestamp, SpanId, Duration, SpanName, ParentSpanId, StatusMessage'

export const withConditions = (selection: Selection, conditions: readonly string[], parameters: Parameters): Selection => ({
  conditions: [...selection.conditions, ...conditions],
  parameters: { ...selection.parameters, ...parameters },
})

/** The rows of several imports, and the expression that tells them apart. */
export function selectImports(
  table: TraceTable,
  importIds: readonly string[],
  range: RowRange,
): { selection: Selection; group: string } {
  const logged = `SELECT arrayJoin(TraceIds) FROM coval_imports WHERE TraceTable = {table:String} AND ImportId IN {importIds:Array(String)} AND State = 'complete'`
  const group = table.own ? 'ImportId' : `ResourceAttributes['${importIdAttribute}']`
  return {
    group,
    selection: {
      conditions: [
        "Timestamp >= fromUnixTimestamp64Nano({first:Int64}, 'UTC')",
        "Timestamp <= fromUnixTimestamp64Nano({last:Int64}, 'UTC')",
        ...(table.own ? [] : [`TraceId IN (${logged})`]),
        `${group} IN {importIds:Array(String)}`,
      ],
      parameters: { table: table.name, importIds, first: range.first, last: range.last },
    },
  }
}
