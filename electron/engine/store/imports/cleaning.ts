import { CompanionError } from '../../../../shared/contract/errors.ts'
import { type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import { clickHouseNumber } from '../connection/errors.ts'
import { importIdAttribute } from '../schema/columns.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { ImportLog, RowRange } from './log.ts'
import { dropStaging, stagingPrefix } from './staging.ts'
import type { ImportStanding } from './standing.ts'

/** Imports that this process is writing now; nobody in it may clean them. */
export const liveImports = new Set<string>()

export interface Cleaner {
  /**
   * Marks imports as removed in one step (nobody sees them from then on) and deletes what is left of them. What cannot be deleted of
   * one does not keep the others; the first such failure is thrown at the end.
   */
  remove(imports: readonly ImportStanding[]): Promise<void>
  /** Removes what a crash, or another process's replaced import, has left. Throws as `remove` does. */
  cleanLeftovers(): Promise<void>
}

/** `leaseNs`: on a server an unfinished import without a sign of life for so long is given up. */
export function createCleaner(connection: Connection, table: TraceTable, log: ImportLog, leaseNs: bigint): Cleaner {
  const purge = async (one: ImportStanding) => {
    const range = one.hasRows ? await log.rangeOf(one.importId) : null
    if (range !== null) await deleteRows(connection, table, one.importId, range)
    await log.appendAll('purged', [one])
  }

  const remove = async (imports: readonly ImportStanding[]) => {
    // First, because it makes room: on a full disk the log could not be written otherwise.
    const dropped = await forEach(imports, (one) => dropStaging(connection, one.importId))
    await log.appendAll(
      'removed',
      imports.filter((one) => one.standing !== 'dead'),
    )
    const purged = await forEach(imports, purge)
    throwFirst([...dropped, ...purged])
  }

  const cleanLeftovers = async () => {
    const abandonedBefore = (await readClock(connection)) - (connection.kind === 'server' ? leaseNs : 0n)
    const standings = await log.judge()
    const over = [...standings.values()].filter((one) => {
      if (one.standing === 'dead' || one.standing === 'hidden') return true
      return one.standing === 'unfinished' && !liveImports.has(one.importId) && one.lastSeen <= abandonedBefore
    })
    const removed = await forEach([over], remove)
    const idle = (await listStaging(connection)).filter(({ importId, ageNs }) => {
      if (liveImports.has(importId)) return false
      const standing = standings.get(importId)?.standing
      // Without an entry of ours it belongs to an import into another trace table, perhaps by a process that is alive.
      const forgotten = standing === undefined && (connection.kind === 'embedded' || ageNs > 100n * leaseNs)
      return forgotten || standing === 'visible' || standing === 'purged'
    })
    const dropped = await forEach(idle, ({ importId }) => dropStaging(connection, importId))
    throwFirst([...removed, ...dropped])
  }

  return { remove, cleanLeftovers }
}

/** Does the work for each, whatever becomes of the others; answers the expected failures. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<CompanionError[]> {
  const failures: CompanionError[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (error) {
      if (!(error instanceof CompanionError)) throw error
      failures.push(error)
    }
  }
  return failures
}

function throwFirst(failures: readonly CompanionError[]): void {
  const [first] = failures
  if (first !== undefined) throw first
}

async function readClock(connection: Connection): Promise<bigint> {
  const [row] = await connection.query<{ now: string }>('SELECT toString(toUnixTimestamp64Nano(now64(9))) AS now')
  return BigInt(row?.now ?? '0')
}

async function listStaging(connection: Connection): Promise<{ importId: string; ageNs: bigint }[]> {
  const rows = await connection.query<{ name: string; age: string }>(
    `SELECT name, toString(now() - metadata_modification_time) AS age FROM system.tables
     WHERE database = currentDatabase() AND startsWith(name, {prefix:String})`,
    { prefix: stagingPrefix },
  )
  return rows.map(({ name, age }) => ({ importId: name.slice(stagingPrefix.length), ageNs: BigInt(age) * 1_000_000_000n }))
}

/** Deletes one import's rows. Masked first (a lightweight delete), so that a large table is not rewritten for a few rows. */
async function deleteRows(connection: Connection, table: TraceTable, importId: string, range: RowRange): Promise<void> {
  if (!table.exists) return
  const mine = table.own
    ? 'ImportId = {importId:String}'
    : `has(mapValues(ResourceAttributes), {importId:String}) AND ResourceAttributes['${importIdAttribute}'] = {importId:String}`
  const where = `Timestamp >= fromUnixTimestamp64Nano({first:Int64}, 'UTC') AND Timestamp <= fromUnixTimestamp64Nano({last:Int64}, 'UTC') AND ${mine}`
  const parameters: Parameters = { importId, first: range.first, last: range.last }
  try {
    await connection.command(`DELETE FROM ${quoteName(table.name)} WHERE ${where}`, parameters)
  } catch (error) {
    // Tables with projections and a few engines know only the heavy form.
    const unsupported = error instanceof CompanionError && ['36', '48', '344'].includes(clickHouseNumber(error) ?? '')
    if (!unsupported) throw error
    await connection.command(`ALTER TABLE ${quoteName(table.name)} DELETE WHERE ${where} SETTINGS mutations_sync = 1`, parameters)
  }
}
