import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { corpus, feedRecording } from '../../support/feed.ts'
import { type RunningPhoenix, startPhoenix } from '../../support/phoenix.ts'
import type { BusyAgent } from './busy-agent.ts'
import { cachePlace, temporaryFolder } from './cache.ts'
import { multiplyProject } from './multiply.ts'

const databaseName = 'phoenix.db'

/** A Phoenix that holds the busy project and, unless `copies` is null, copies of it inside or outside of the window. */
export async function startBusyPhoenix(
  executable: string,
  busy: BusyAgent,
  copies: { readonly count: number; readonly where: 'inside' | 'outside' } | null,
  say: (line: string) => void,
): Promise<RunningPhoenix> {
  const fed = await provideFedDatabase(executable, busy, say)
  const folder = await temporaryFolder('phoenix')
  const file = path.join(folder, databaseName)
  await copyFile(fed, file)
  if (copies !== null) {
    say(`storing ${copies.count} times as many spans ${copies.where} of the window`)
    const { project, simulations } = busy
    multiplyProject({ file, project, copies: copies.count, where: copies.where, simulations })
  }
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const phoenix = await startPhoenix({ executable, folder })
    return { ...phoenix, stop: () => phoenix.stop().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The SQLite file of a Phoenix that was sent the recording. Kept: storing takes minutes. A newer Phoenix upgrades its copy. */
async function provideFedDatabase(executable: string, busy: BusyAgent, say: (line: string) => void): Promise<string> {
  const sent = await readFile(path.join(corpus, 'dev', busy.project, 'sent.jsonl.gz'))
  const folder = await cachePlace(`fed-${createHash('sha256').update(sent).digest('hex').slice(0, 12)}`)
  const file = path.join(folder, databaseName)
  // Written last: a folder without it is not whole.
  const mark = path.join(folder, 'complete')
  if ((await readFile(mark, 'utf8').catch(() => null)) !== null) return file

  say(`sending ${busy.spans} spans to a Phoenix, once; it takes some minutes`)
  const working = `${folder}.working`
  await rm(working, { recursive: true, force: true })
  await mkdir(working, { recursive: true })
  const phoenix = await startPhoenix({ executable, folder: working })
  try {
    await feedRecording({ url: phoenix.url, recording: busy.project })
  } finally {
    await phoenix.stop()
  }
  // What is still in the write-ahead log goes into the file.
  const database = new DatabaseSync(path.join(working, databaseName))
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  await rm(folder, { recursive: true, force: true })
  await rename(working, folder)
  await writeFile(mark, '')
  return file
}
