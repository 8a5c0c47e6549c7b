import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { CompanionError } from '../../../shared/contract/errors.ts'

const patienceMs = 5_000
/** A change takes milliseconds; a lock this old was left by a crash on another host, or its process id was given away again. */
const staleAfterMs = 30_000

/**
 * Runs `work` while this process holds the lock file at `path`; others wait. A lock whose process is gone is taken over.
 * Throws `settings-unreadable` when another process holds it for longer than five seconds.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomBytes(8).toString('hex') })
  const end = performance.now() + patienceMs
  while (!(await acquire(path, mine))) {
    if (await isAbandoned(path)) await takeAway(path)
    else if (performance.now() > end) throw new CompanionError('settings-unreadable', `another process holds ${path}`, { path })
    else await wait(5 + Math.random() * 20)
  }
  try {
    return await work()
  } finally {
    // Only our own: should it have been judged stale meanwhile, the file is somebody else's now.
    if ((await readLock(path)) === mine) await rm(path, { force: true })
  }
}

async function acquire(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    // Windows says EPERM while a removed file is still open somewhere.
    if (isCode(error, 'EEXIST') || (process.platform === 'win32' && isCode(error, 'EPERM'))) return false
    throw error
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const text = await readLock(path)
  if (text === null) return false
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  if (age > staleAfterMs) return true
  const holder = parseHolder(text)
  return holder !== null && holder.host === hostname() && !isAlive(holder.pid)
}

/** Moves the abandoned lock aside; should it have become a living one in between, that is put back. */
async function takeAway(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if (!(await isAbandoned(aside))) await link(aside, path).catch(() => undefined)
  await unlink(aside)
}

async function readLock(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

function parseHolder(text: string): { pid: number; host: string } | null {
  try {
    const holder: unknown = JSON.parse(text)
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('host' in holder)) return null
    return typeof holder.pid === 'number' && typeof holder.host === 'string' ? { pid: holder.pid, host: holder.host } : null
  } catch {
    // Not ours to understand; its age decides.
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isCode(error, 'ESRCH')
  }
}

export const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
