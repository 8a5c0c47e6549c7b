import { mkdir, mkdtemp } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'

/** What is worth keeping between two runs: the Python environment, the fed Phoenix. Outside of the repository. */
export async function cachePlace(name: string): Promise<string> {
  const root = process.env.COVAL_BENCH_CACHE || path.join(homedir(), '.cache', 'coval-companion-bench')
  await mkdir(root, { recursive: true })
  return path.join(root, name)
}

/** A folder for one run; whoever asks removes it. */
export const temporaryFolder = (what: string): Promise<string> => mkdtemp(path.join(tmpdir(), `companion-bench-${what}-`))
