import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'

/** What is worth keeping between two runs: the Python environment, the fed Phoenix. Outside of the repository. */
export async function cachePlace(name: string): Promise<string> {
  const root = process.env.COVAL_BENCH_CACHE || path.join(homedir(), '.cache', 'coval-companion-bench')
  await mkdir(root, { recursive: true })
  return path.join(root, name)
}

const folders = new Set<string>()
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder for one run. Whoever asks removes it; what an interrupted run leaves goes with the process. */
export async function temporaryFolder(what: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `companion-bench-${what}-`))
  folders.add(folder)
  return folder
}
