import { CompanionError } from '../../../../shared/contract/errors.ts'
import type { SqlAnswer } from '../../../../shared/contract/metrics.ts'
import type { ShapedColumns } from '../../../../shared/trace/shaped-spans.ts'
import type { Connection } from '../connection/connection.ts'
import { type ImportLog, type RowRange, type SeenImport, visibleOf } from '../imports/log.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { spansOfRows } from '../sql/rows.ts'
import { runSpanSql, selectedSpans } from '../sql/run.ts'
import type { ImportFacts, SpanSet, Store } from '../types.ts'
import { listNativeGroups } from './native-groups.ts'
import { nativeTraceIds } from './native-traces.ts'
import { readOutlineColumns } from './outline.ts'
import { searchRows } from './search.ts'
import { type Selection, selectImport, selectImports, selectNative, withConditions } from './selection.ts'
import { readShapes } from './shapes.ts'
import { readSpanRows } from './spans.ts'

type Reading = Pick<
  Store,
  'readSpans' | 'readSet' | 'readOutline' | 'readMany' | 'readManyNative' | 'search' | 'runSql' | 'runSqlOver' | 'listNative'
>

/** Where an import lies that counts; one without rows lies nowhere. */
const placeOf = (seen: SeenImport | null): RowRange | null => seen && (seen.range ?? { first: '0', last: '0' })

/** Imports, or native traces, in one statement; their ids travel as parameters. */
const importsPerStatement = 500

/** Everything that reads spans back. `log` is null where the store has no tables of ours. */
export function spanReader(connection: Connection, table: TraceTable, log: ImportLog | null): Reading {
  /**
   * Reads a set by `read`; null where the set is not there, or was replaced while it was read: what came may be a part of it. Statements
   * cost some milliseconds each, so that an import that was complete before is read at once, and asked about afterwards only: one that
   * stopped counting never counts again.
   */
  async function readSelected<Answer>(
    set: SpanSet,
    traceId: string | undefined,
    read: (selection: Selection) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly facts: ImportFacts | null } | null> {
    if (!table.exists) return null
    if (set.kind === 'native') {
      const traceIds = set.by === 'trace' ? [set.id] : await nativeTraceIds(connection, table, set.id)
      const wanted = traceId === undefined ? traceIds : traceIds.filter((id) => id === traceId)
      return traceIds.length === 0 ? null : { answer: await read(selectNative(wanted)), facts: null }
    }
    if (log === null) return null
    const range = log.placeOf(set.importId) ?? placeOf(await log.see(set.importId))
    if (range === null) return null
    const answer = await read(selectImport(table, set.importId, range, { traceId }))
    const after = await log.see(set.importId)
    return after === null ? null : { answer, facts: after.facts }
  }

  const readSet: Reading['readSet'] = async (set, { traceId, spanId } = {}) =>
    (
      await readSelected(set, traceId, (selection) =>
        readSpanRows(
          connection,
          table,
          spanId === undefined ? selection : withConditions(selection, ['SpanId = {spanId:String}'], { spanId }),
        ),
      )
    )?.answer ?? []

  return {
    readSpans: (importId, options) => readSet({ kind: 'import', importId }, options),
    readSet,
    async readOutline(set, keys) {
      const read = await readSelected(set, undefined, (selection) => readOutlineColumns(connection, table, selection, keys))
      return read === null ? null : { columns: read.answer, facts: read.facts }
    },
    async readMany(importIds, keys) {
      const found = new Map<string, ShapedColumns>()
      if (!table.exists || log === null) return found
      for (let from = 0; from < importIds.length; from += importsPerStatement) {
        const wanted = importIds.slice(from, from + importsPerStatement)
        const { importIds: visible, range } = await log.rangeOfAll(wanted)
        if (range === null) continue
        const { selection, group } = selectImports(table, visible, range)
        const shapes = await readShapes(connection, table, selection, keys, group, visible)
        for (const [id, columns] of shapes) found.set(id, columns)
      }
      const still = new Set(visibleOf(await log.judge()))
      for (const id of found.keys()) if (!still.has(id)) found.delete(id)
      return found
    },
    async readManyNative(traceIds, keys) {
      const found = new Map<string, ShapedColumns>()
      if (!table.exists) return found
      for (let from = 0; from < traceIds.length; from += importsPerStatement) {
        const wanted = traceIds.slice(from, from + importsPerStatement)
        const shapes = await readShapes(connection, table, selectNative(wanted), keys, 'TraceId', wanted)
        for (const [id, columns] of shapes) found.set(id, columns)
      }
      return found
    },
    search: async (set, text, fields) =>
      (await readSelected(set, undefined, (selection) => searchRows(connection, table, selection, text, fields)))?.answer ?? [],
    async runSql(set, sql, limits, signal) {
      const read = await readSelected(set, undefined, (selection) =>
        runSpanSql(connection, selectedSpans(table, selection), sql, limits, signal),
      )
      if (read === null) throw new CompanionError('usage', 'The store holds no such spans')
      return read.answer
    },
    async runSqlOver(rows, sql, limits, signal) {
      if (connection.kind === 'server') return sentNowhere
      return runSpanSql(connection, spansOfRows(rows), sql, limits, signal)
    },
    listNative: (limit) => listNativeGroups(connection, table, limit),
  }
}

/** Spans of somebody's recording are not this person's to send to a server. */
const sentNowhere: SqlAnswer = {
  ok: false,
  reason: 'refused',
  message:
    'The trace store is a server, and spans of a recording are sent nowhere. Choose the embedded store under Connection; imports of a recording do not go there either.',
  at: null,
}
