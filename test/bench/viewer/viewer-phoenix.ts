import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sendSpans } from '../../support/feed.ts'
import { type RunningPhoenix, startPhoenix } from '../../support/phoenix.ts'
import { cachePlace, temporaryFolder } from '../setup/cache.ts'
import { makeTrace } from './made-trace.ts'

const databaseName = 'phoenix.db'
const project = 'viewer-bench'
/** Changes with `made-trace.ts`, so that an older database is not taken for this one. */
const generation = 1

export interface PhoenixTraces {
  readonly phoenix: RunningPhoenix
  readonly version: string | null
  /** Address of Phoenix's own page of the trace of that many spans. */
  readonly pageOf: ReadonlyMap<number, string>
}

/** A Phoenix that holds one made trace of each size, the same spans as the store of `seeded-home.ts`. */
export async function startViewerPhoenix(
  executable: string,
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<PhoenixTraces> {
  const fed = await provideFedDatabase(executable, sizes, say)
  const folder = await temporaryFolder('phoenix')
  await copyFile(fed, path.join(folder, databaseName))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const phoenix = await startPhoenix({ executable, folder })
    const response = await fetch(`${phoenix.url}/v1/projects/${project}`)
    const version = response.headers.get('x-phoenix-server-version')
    const { data } = (await response.json()) as { data: { id: string } }
    const pageOf = new Map(
      sizes.map((size) => [size, `${phoenix.url}/projects/${data.id}/traces/${makeTrace(size).traceId}`] as const),
    )
    return { phoenix: { ...phoenix, stop: () => phoenix.stop().finally(remove) }, version, pageOf }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Kept, because Phoenix stores some 70 spans a second. A newer Phoenix upgrades its copy. */
async function provideFedDatabase(executable: string, sizes: readonly number[], say: (line: string) => void): Promise<string> {
  const folder = await cachePlace(`viewer-${generation}-${sizes.join('-')}`)
  const file = path.join(folder, databaseName)
  // Written last: a folder without it is not whole.
  const mark = path.join(folder, 'complete')
  if ((await readFile(mark, 'utf8').catch(() => null)) !== null) return file

  say(`  sending ${sizes.join(' and ')} spans to a Phoenix, once; it takes some minutes`)
  const working = `${folder}.working`
  await rm(working, { recursive: true, force: true })
  await mkdir(working, { recursive: true })
  const phoenix = await startPhoenix({ executable, folder: working })
  try {
    await sendSpans({ url: phoenix.url, project, spans: sizes.flatMap((size) => makeTrace(size).spans) })
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
