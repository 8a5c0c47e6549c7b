import { randomBytes } from 'node:crypto'
import { access, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { CompanionError } from '../../shared/contract/errors.ts'
import { caseLimits } from '../../shared/recording/limits.ts'

/** Reads a file that may be anything. Throws `usage` where there is none, `recording-unreadable` where it is too large. */
export async function readRecordingFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > caseLimits.packedBytes)
      throw new CompanionError('recording-unreadable', `The file is larger than ${caseLimits.packedBytes} bytes.`, { size })
    return await readFile(path)
  } catch (error) {
    throw error instanceof CompanionError ? error : systemFailure(error, path)
  }
}

/** Writes the whole file or none, readable by its owner alone. Throws `usage` where one is there already, unless it may be replaced. */
export async function writeRecordingFile(path: string, bytes: Buffer, replace: boolean): Promise<void> {
  if (!replace) await refuseExisting(path, '; --replace writes over it')
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw systemFailure(error, path)
  }
}

/** Throws `usage` where there is a file already. */
export async function refuseExisting(path: string, advice = '; name another file'): Promise<void> {
  if (await isThere(path)) throw new CompanionError('usage', `${path} is there already${advice}`)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

function systemFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  return new CompanionError('usage', `${path} cannot be used (${error.code})`, { path })
}
