import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { realParts } from '../../support/real-parts.ts'
import { cachePlace } from './cache.ts'

const run = promisify(execFile)
const requirements = path.join(import.meta.dirname, '..', 'python', 'requirements.txt')

export interface PythonEnvironment {
  readonly python: string
  /** Package and version, as `requirements.txt` pins them. */
  readonly packages: readonly string[]
}

/** A Python (3.11 or later) with the packages of `python/requirements.txt`, made once and kept in the cache. */
export async function providePython(say: (line: string) => void): Promise<PythonEnvironment> {
  const text = await readFile(requirements, 'utf8')
  const packages = text.split('\n').filter((line) => line !== '')
  const folder = await cachePlace('python')
  const python = path.join(folder, 'bin', 'python')
  const wanted = createHash('sha256').update(text).digest('hex')
  // Written last: an environment without it is not whole.
  const mark = path.join(folder, 'complete')
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return { python, packages }

  const base = realParts.python
  if (base === null) throw new Error('the comparison with Python needs python3, 3.11 or later (COVAL_PYTHON)')
  say(`installing ${packages.join(', ')}`)
  await rm(folder, { recursive: true, force: true })
  await run(base, ['-c', 'import sys; assert sys.version_info >= (3, 11), sys.version'])
  await run(base, ['-m', 'venv', folder])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements])
  await writeFile(mark, wanted)
  return { python, packages }
}
