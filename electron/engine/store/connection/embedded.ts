import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { CompanionError } from '../../../../shared/contract/errors.ts'
import { type Connection, connectionOver } from './connection.ts'
import { toStoreError } from './errors.ts'

/**
 * Opens the data directory in this process, with a session for reading, for writing and for people's own questions: chDB runs the queries of
 * one session one after another. Loads chDB only now, so that a machine without it can still use a server.
 */
export async function connectEmbedded(path: string): Promise<Connection> {
  const location = resolve(path)
  try {
    await mkdir(location, { recursive: true })
  } catch (error) {
    throw toStoreError(error, { location, secret: null })
  }
  const createConnection = await loadChdb()
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client')
  const open: ClickHouseClient[] = []
  try {
    for (let lane = 0; lane < 3; lane++)
      open.push(
        createClient({ connection: createConnection({ path: location }) as never, log: { level: ClickHouseLogLevel.OFF } }),
      )
  } catch (error) {
    for (const client of open) await client.close()
    throw await explainRefusal(location, error)
  }
  const [reader, writer, asker] = open as [ClickHouseClient, ClickHouseClient, ClickHouseClient]
  return connectionOver({ reader, writer, asker, kind: 'embedded', location, secret: null, killQuery: null })
}

async function loadChdb(): Promise<(options: { path: string }) => unknown> {
  try {
    const { createChdbConnection } = await import('chdb/connection')
    return createChdbConnection
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`
    throw new CompanionError(
      'store-failed',
      `the embedded store needs chDB, which is not installed or has no build for ${platform}; a ClickHouse server works everywhere`,
      { platform },
      { cause },
    )
  }
}

/** chDB says why only on stderr. The engine's own lock file names the process that holds the directory. */
async function explainRefusal(location: string, error: unknown): Promise<CompanionError> {
  const holder = await readHolder(location)
  if (holder !== null && holder !== process.pid && isRunning(holder))
    return new CompanionError('store-taken', `${location} is in use by process ${holder}`, { pid: holder })
  return toStoreError(error, { location, secret: null })
}

async function readHolder(location: string): Promise<number | null> {
  try {
    const pid = /^PID: (\d+)$/m.exec(await readFile(join(location, 'status'), 'utf8'))?.[1]
    return pid === undefined ? null : Number(pid)
  } catch {
    // No lock file, or not ours to read: nothing is known about a holder.
    return null
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
