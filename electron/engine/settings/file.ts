import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import { Connection, StoreSettings } from '../../../shared/contract/connection.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { isCode } from './lock.ts'

export const settingsVersion = 1

/** The settings file, whole. Strict: a field that this version does not know is not dropped in silence at the next write. */
export const SettingsDocument = z.strictObject({
  version: z.literal(settingsVersion),
  connections: z.array(Connection.strict()),
  activeId: z.string().nullable(),
  store: StoreSettings,
})
export type SettingsDocument = z.infer<typeof SettingsDocument>

export const emptySettings: SettingsDocument = {
  version: settingsVersion,
  connections: [],
  activeId: null,
  store: { kind: 'embedded', path: null, table: 'otel_traces' },
}

/** Reads the file; one that is not there yet is the empty settings. Throws `settings-unreadable`, naming the path. */
export async function readSettings(path: string): Promise<SettingsDocument> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return emptySettings
    throw unreadable(path, 'could not be read', error)
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw unreadable(path, 'is not JSON', error)
  }
  const version = Version.safeParse(document)
  if (version.success && version.data.version > settingsVersion)
    throw unreadable(path, `was written by a newer version of this program (version ${version.data.version} of the file)`)
  const parsed = SettingsDocument.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable(path, issue ? `is damaged at ${issue.path.join('.') || 'its top'}: ${issue.message}` : 'is damaged')
}

/** Replaces the file whole or not at all, readable by this user only. A full or read-only disk throws the system's own error. */
export async function writeSettings(path: string, document: SettingsDocument): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(document, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncDirectory(dirname(path))
}

const Version = z.object({ version: z.number() })

/** Makes the rename survive a power cut. Windows cannot open a directory. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const unreadable = (path: string, problem: string, cause?: unknown) =>
  new CompanionError('settings-unreadable', `the settings file ${path} ${problem}`, { path }, { cause })

/** Names the system's own code (EACCES, ENOSPC, EROFS …): what to do differs. */
export const unwritable = (path: string, cause: SystemError) =>
  new CompanionError('settings-unreadable', `the settings file ${path} could not be written (${cause.code})`, { path }, { cause })

type SystemError = Error & { code: string; syscall: string }

export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
