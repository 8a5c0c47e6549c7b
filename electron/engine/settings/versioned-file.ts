import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { isCode, withLock } from './lock.ts'

/** A JSON document in a file of this user's: what it holds, and how it is called in messages. */
export interface FileKind<Document> {
  /** As in "the settings file". */
  readonly name: string
  readonly version: number
  readonly schema: z.ZodType<Document>
  /** What a file that is not there yet stands for. */
  readonly empty: Document
}

/** Reads the file. Throws `settings-unreadable`, naming the path. */
export async function readVersioned<Document>(path: string, kind: FileKind<Document>): Promise<Document> {
  const unreadable = (problem: string, cause?: unknown) =>
    new CompanionError('settings-unreadable', `the ${kind.name} file ${path} ${problem}`, { path }, { cause })
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return kind.empty
    throw unreadable('could not be read', error)
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw unreadable('is not JSON', error)
  }
  const version = Version.safeParse(document)
  if (version.success && version.data.version > kind.version)
    throw unreadable(`was written by a newer version of this program (version ${version.data.version} of the file)`)
  const parsed = kind.schema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable(issue ? `is damaged at ${issue.path.join('.') || 'its top'}: ${issue.message}` : 'is damaged')
}

/** Replaces the file whole or not at all, readable by this user only. A full or read-only disk throws the system's own error. */
export async function writeVersioned(path: string, document: unknown): Promise<void> {
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

/** Reads, edits and replaces the file while no other process does. Throws `settings-unreadable`. */
export async function changeVersioned<Document, Result>(
  path: string,
  kind: FileKind<Document>,
  edit: (document: Document) => { document: Document; result: Result },
): Promise<Result> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return await withLock(`${path}.lock`, async () => {
      const { document, result } = edit(await readVersioned(path, kind))
      await writeVersioned(path, document)
      return result
    })
  } catch (error) {
    throw isSystemError(error) ? unwritable(path, kind.name, error) : error
  }
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

/** Names the system's own code (EACCES, ENOSPC, EROFS …): what to do differs. */
const unwritable = (path: string, name: string, cause: SystemError) =>
  new CompanionError('settings-unreadable', `the ${name} file ${path} could not be written (${cause.code})`, { path }, { cause })

type SystemError = Error & { code: string; syscall: string }

const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
