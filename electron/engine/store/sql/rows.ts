import type { TraceRow } from '../../../../shared/otlp/span.ts'
import { quoteName } from '../connection/connection.ts'
import { plainType, type TraceColumn, traceColumnNames, traceColumns } from '../schema/columns.ts'
import type { SpanTable } from './run.ts'

/**
 * Rows that no table holds, as a SELECT over its own parameters: one JSON list a column, unfolded side by side. Nothing is written,
 * not even for as long as the query runs, and nothing but pure functions is needed.
 */
export function spansOfRows(rows: readonly TraceRow[]): SpanTable {
  const parameters: Record<string, string> = {}
  const lists: string[] = []
  const columns: string[] = []
  for (const [at, name] of traceColumnNames.entries()) {
    parameters[`column${at}`] = JSON.stringify(rows.map((row) => row[name]))
    lists.push(`JSONExtract({column${at}:String}, 'Array(${jsonType(name)})') AS value${at}`)
    columns.push(`${castOf(name, `value${at}`)} AS ${quoteName(name)}`)
  }
  return { statement: `SELECT ${columns.join(', ')} FROM system.one ARRAY JOIN ${lists.join(', ')}`, parameters }
}

/** Times travel as text, so that they are read as the table reads them. */
const jsonType = (name: TraceColumn): string => plainType(traceColumns[name]).replace('DateTime64(9)', 'String')

function castOf(name: TraceColumn, value: string): string {
  switch (traceColumns[name]) {
    case 'DateTime64(9)':
      return `toDateTime64(${value}, 9)`
    case 'Array(DateTime64(9))':
      return `arrayMap(at -> toDateTime64(at, 9), ${value})`
    default:
      return `CAST(${value}, '${traceColumns[name]}')`
  }
}
