import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '../../../electron/engine/store/connection/connection.ts'
import { connectEmbedded } from '../../../electron/engine/store/connection/embedded.ts'
import { connectServer } from '../../../electron/engine/store/connection/server.ts'
import { openStore, type StoreOptions } from '../../../electron/engine/store/open-store.ts'
import type { Store, StoreLocation } from '../../../electron/engine/store/types.ts'
import type { ClickHouseServer } from '../../support/clickhouse.ts'
import { type CollectorForm, collectorStatements } from './collector-tables.ts'

/** An empty place for a store, and a way to look behind it. */
export interface StoreHome {
  readonly location: StoreLocation
  /** Stores opened here are closed with the home. */
  open(options?: StoreOptions, change?: { table?: string }): Promise<Store>
  /** ClickHouse itself, past the store. */
  readonly behind: Connection
  leave(): Promise<void>
}

export async function embeddedHome(): Promise<StoreHome> {
  const path = await mkdtemp(join(tmpdir(), 'coval-store-'))
  const location: StoreLocation = { kind: 'embedded', path, table: 'otel_traces' }
  return homeAt(location, await connectEmbedded(path), () => rm(path, { recursive: true, force: true }))
}

let databases = 0

/** A database of its own; with `form`, holding the tables that the collector makes. */
export async function serverHome(server: ClickHouseServer, form: CollectorForm | null): Promise<StoreHome> {
  const database = `coval-test ${++databases}`
  await server.run(`CREATE DATABASE \`${database}\``)
  for (const statement of form === null ? [] : collectorStatements(form)) await server.run(statement, database)
  const location: StoreLocation = { kind: 'server', url: server.url, ...server.writer, database, table: 'otel_traces' }
  return homeAt(location, await connectServer(location), async () => {
    await server.run(`DROP DATABASE \`${database}\` SYNC`)
  })
}

function homeAt(location: StoreLocation, behind: Connection, remove: () => Promise<void>): StoreHome {
  const stores: Store[] = []
  return {
    location,
    behind,
    open: async (options, change) => {
      const store = await openStore({ ...location, ...change }, options)
      stores.push(store)
      return store
    },
    leave: async () => {
      for (const store of stores) await store.close()
      await behind.close()
      await remove()
    },
  }
}

/** Tables of the home by name, without ClickHouse's hidden inner ones. */
export async function tableNames(home: StoreHome): Promise<string[]> {
  const rows = await home.behind.query<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
  )
  return rows.map((row) => row.name)
}

/** How many rows each import has in the trace table, whatever the log says; '' for native rows. */
export async function rowsByImport(home: StoreHome): Promise<Record<string, number>> {
  const rows = await home.behind.query<{ id: string; rows: number }>(
    "SELECT ResourceAttributes['coval.import.id'] AS id, toInt32(count()) AS rows FROM otel_traces GROUP BY id ORDER BY id",
  )
  return Object.fromEntries(rows.map(({ id, rows }) => [id, rows]))
}

/** Puts rows into the trace table as a collector would. */
export async function addNative(home: StoreHome, rows: readonly object[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  await home.behind.insert('otel_traces', Object.keys(first), rows.map((row) => JSON.stringify(row)).join('\n'))
}
