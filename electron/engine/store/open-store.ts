import { CompanionError } from '../../../shared/contract/errors.ts'
import { type Connection, connectionUnder, quoteName } from './connection/connection.ts'
import { connectEmbedded } from './connection/embedded.ts'
import { connectServer } from './connection/server.ts'
import { connectionWith, settingsToSeeAll } from './connection/settings.ts'
import { anyOf, delayed } from './connection/stopping.ts'
import { createCleaner } from './imports/cleaning.ts'
import { ImportLog, type RowRange } from './imports/log.ts'
import { startImport, type WriterStep } from './imports/writer.ts'
import { countNativeTraces } from './reading/native-traces.ts'
import { spanReader } from './reading/span-reader.ts'
import { traceColumnNames } from './schema/columns.ts'
import { migrate, tableExists } from './schema/migrations.ts'
import { createTraceTable, inspectTraceTable, type TraceTable } from './schema/trace-table.ts'
import type { Store, StoreLocation } from './types.ts'

export interface StoreOptions {
  /** On a server: how long an unfinished import may show no life before another process cleans it. Default 15 minutes. */
  readonly leaseMs?: number
  /** Milliseconds that a server may take for its first answer. Default 15 s. */
  readonly connectMs?: number
  /** Milliseconds that cleaning may hold the opening up; the next one takes up what is left. Default 10 s. */
  readonly cleanMs?: number
  /** Called after each durable step of an import; for logs, and for tests that stop the process there. */
  readonly onStep?: (step: WriterStep, importId: string) => void | Promise<void>
  /** Told of a failure that did not spoil the call it happened in, such as cleaning up after a finished import. */
  readonly onProblem?: (error: unknown) => void
  /** Gives the opening up, with `cancelled`; means nothing once the store is open. */
  readonly signal?: AbortSignal
}

/** Milliseconds that an import may tidy up once its time has ended: a silent store must not hold the answer back. */
const graceMs = { embedded: 15_000, server: 5_000 } as const

/** Failures of preparing that still leave a store worth reading. */
const stillReadable = new Set<string>(['store-read-only', 'store-full'])

/**
 * Opens the trace store: creates what is missing, upgrades what is older, cleans what a crash left. A store that may only be
 * read opens too (`probeWritable` tells), and one that cannot be cleaned: the log alone says what is seen. Throws `CompanionError` with a `store-…` code, or `usage` for a bad address or table name.
 */
export async function openStore(location: StoreLocation, options: StoreOptions = {}): Promise<Store> {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(location.table))
    throw new CompanionError('usage', 'a table name is made of letters, digits and underscores')
  const { signal } = options
  const connection = location.kind === 'embedded' ? await connectEmbedded(location.path) : await connectServer(location)
  const opening = signal === undefined ? connection : connectionUnder(connection, signal)
  try {
    const patience = AbortSignal.timeout(options.connectMs ?? 15_000)
    const seeAll = await settingsToSeeAll(opening, patience).catch(tellSilence(connection, signal))
    const onProblem = options.onProblem ?? (() => null)
    const table = await prepare(opening, location.table, onProblem)
    const hasLog = await tableExists(opening, 'coval_imports')
    const leaseMs = options.leaseMs ?? 15 * 60_000
    const parts = { table, hasLog, seeAll, leaseMs, options, onProblem, places: new Map<string, RowRange>() }
    if (hasLog) await clean(opening, parts)
    return storeOver(connection, parts)
  } catch (error) {
    await connection.close()
    throw error
  }
}

const tellSilence =
  (connection: Connection, signal: AbortSignal | undefined) =>
  (error: unknown): never => {
    if (error instanceof CompanionError && error.code === 'cancelled' && signal?.aborted !== true)
      throw new CompanionError('store-unreachable', `${connection.location}: the server did not answer in time`)
    throw error
  }

const toleratedBy =
  (onProblem: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!(error instanceof CompanionError) || !stillReadable.has(error.code)) throw error
    onProblem(error)
  }

async function clean(connection: Connection, parts: StoreParts): Promise<void> {
  const { cleanMs, signal } = parts.options
  const limited = connectionUnder(connection, AbortSignal.timeout(cleanMs ?? 10_000))
  try {
    await tablesOver(limited, parts).cleaner.cleanLeftovers()
  } catch (error) {
    if (!(error instanceof CompanionError) || signal?.aborted) throw error
    parts.onProblem(error)
  }
}

async function prepare(connection: Connection, name: string, onProblem: (error: unknown) => void): Promise<TraceTable> {
  const found = await inspectTraceTable(connection, name)
  try {
    await migrate(connection)
    // Every part is created only where it is missing: a crash may have fallen between two of them.
    if (!found.exists || found.own)
      for (const statement of createTraceTable(name, connection.kind)) await connection.command(statement)
  } catch (error) {
    toleratedBy(onProblem)(error)
  }
  return found.exists ? found : inspectTraceTable(connection, name)
}

interface StoreParts {
  readonly table: TraceTable
  readonly hasLog: boolean
  /** Settings of a statement that has to see what was written before it. */
  readonly seeAll: readonly string[]
  readonly leaseMs: number
  readonly options: StoreOptions
  readonly onProblem: (error: unknown) => void
  /** Of the imports that any view of this store has heard of. */
  readonly places: Map<string, RowRange>
}

function tablesOver(connection: Connection, { table, seeAll, leaseMs, places }: StoreParts) {
  const log = new ImportLog(connectionWith(connection, seeAll), table.name, places)
  return { connection, log, cleaner: createCleaner(connection, table, log, BigInt(leaseMs) * 1_000_000n) }
}

/** `whole` knows no end; `signal` is one for everything that this view of the store does. */
function storeOver(whole: Connection, parts: StoreParts, signal?: AbortSignal): Store {
  const { table, hasLog, seeAll, leaseMs, options, onProblem } = parts
  const connection = signal === undefined ? whole : connectionUnder(whole, signal)
  const { log, cleaner } = tablesOver(connection, parts)
  const requireTables = () => {
    if (!hasLog || !table.exists)
      throw new CompanionError('store-read-only', `${connection.location}: the tables do not exist and could not be created`)
  }
  return {
    location: connection.location,

    async version() {
      const [row] = await connection.query<{ version: string }>('SELECT version() AS version')
      return row?.version ?? ''
    },

    size: () => measure(connection, table),

    async probeWritable() {
      requireTables()
      const columns = ['State', 'ImportId', 'TraceTable']
      await connection.insert('coval_imports', columns, JSON.stringify({ State: 'probe', ImportId: '', TraceTable: '' }))
      await connection.command("DELETE FROM coval_imports WHERE TraceTable = '' AND State = 'probe'")
      const names = traceColumnNames.map(quoteName).join(', ')
      await connection.command(
        `INSERT INTO ${quoteName(table.name)} (${names}) SELECT ${names} FROM ${quoteName(table.name)} WHERE 0`,
      )
    },

    findImport: async (identity) => (hasLog ? log.find(identity) : null),
    getImport: async (importId) => (hasLog ? log.get(importId) : null),
    listImports: async () => (hasLog ? log.list() : []),

    async removeImport(importId) {
      const identity = hasLog ? await log.identityOf(importId) : null
      if (identity === null) return false
      const standings = await log.judge(identity)
      if (standings.get(importId)?.standing !== 'visible') return false
      // What it had replaced must not come back in its place.
      await cleaner.remove([...standings.values()].filter((one) => one.standing === 'visible' || one.standing === 'hidden'))
      return true
    },

    async beginImport(header, { replaces, signal: stop }) {
      requireTables()
      const steps: { importId: string } = { importId: '' }
      const ended = anyOf(stop, signal) ?? stop
      const later = delayed(ended, graceMs[whole.kind])
      const writer = await startImport(
        {
          ...tablesOver(connectionUnder(whole, ended), parts),
          lasting: { ...tablesOver(connectionUnder(whole, later), parts), signal: later },
          table,
          seeAll,
          pulseMs: Math.max(20, leaseMs / 3),
          onStep: (step) => options.onStep?.(step, steps.importId),
          onProblem,
        },
        header,
        { replaces, signal: ended },
      )
      steps.importId = writer.importId
      return writer
    },

    findNativeTraces: (query) => countNativeTraces(connection, table, query),

    ...spanReader(connection, table, hasLog ? log : null),

    under: (stop) => storeOver(whole, parts, anyOf(stop, signal)),

    close: () => whole.close(),
  }
}

async function measure(connection: Connection, table: TraceTable): Promise<{ spans: number; bytes: number | null }> {
  if (!table.exists) return { spans: 0, bytes: 0 }
  const [count] = await connection.query<{ spans: string }>(`SELECT toString(count()) AS spans FROM ${quoteName(table.name)}`)
  const parts = `SELECT toString(sum(bytes_on_disk)) AS bytes FROM system.parts
    WHERE active AND database = currentDatabase() AND (table = {table:String} OR startsWith(table, 'coval_'))`
  const [disk] = await connection.query<{ bytes: string }>(parts, { table: table.name }).catch((error: unknown) => {
    // Not everyone may look at a server's system tables.
    if (error instanceof CompanionError && error.code === 'store-read-only') return []
    throw error
  })
  return { spans: Number(count?.spans ?? 0), bytes: disk === undefined ? null : Number(disk.bytes) }
}
