import { CompanionError } from '../../../../shared/contract/errors.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import { withSettings } from '../connection/settings.ts'
import { untilStopped } from '../connection/stopping.ts'
import { selectImport } from '../reading/selection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { RowRange } from './log.ts'

/** Milliseconds before each look at the copied rows: a replica that lags behind is given a moment. */
const looksMs = { embedded: [0], server: [0, 0, 200, 2_000] } as const

/**
 * Throws `store-failed` unless the trace table shows all `spans` rows of an import whose `committing` entry is logged. No replica
 * shows rows that are not there: one that shows them all is proof.
 */
export async function proveCopied(
  connection: Connection,
  seeAll: readonly string[],
  copied: { readonly table: TraceTable; readonly importId: string; readonly range: RowRange; readonly spans: number },
  signal: AbortSignal,
): Promise<void> {
  const { table, importId, range, spans } = copied
  const { conditions, parameters } = selectImport(table, importId, range, { logged: 'committing' })
  const statement = `SELECT toString(count()) AS found FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')}`
  let found = 0
  for (const [look, afterMs] of looksMs[connection.kind].entries()) {
    await pause(afterMs, signal)
    // Every other look without: in a replicated table that was once written to with a quorum, they hide what was written without one.
    const settings = look % 2 === 0 ? seeAll : []
    const [row] = await connection.query<{ found: string }>(withSettings(statement, settings), parameters, signal)
    found = Number(row?.found ?? 0)
    if (found === spans) return
  }
  throw new CompanionError(
    'store-failed',
    `${connection.location}: of ${spans} spans that were written the trace table shows ${found}; its replicas do not agree, or the table drops old spans`,
    { spans, found },
  )
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  try {
    await untilStopped(promise, signal)
  } finally {
    clearTimeout(timer)
  }
}
