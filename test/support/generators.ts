import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { RecordedManifest } from './corpus.ts'
import type { RunningPhoenix } from './phoenix.ts'

export interface GeneratorRun {
  readonly phoenix: RunningPhoenix
  /** The folder of the generators, and Python with their packages. */
  readonly generators: string
  readonly python: string
  /** `dev1_support_agent` and the project it makes. */
  readonly script: string
  readonly project: string
}

/** Lets real instrumentations send their spans to a live Phoenix; answers the manifest that they counted on their own side. */
export async function runGenerator({ phoenix, generators, python, script, project }: GeneratorRun): Promise<RecordedManifest> {
  const folder = await mkdtemp(path.join(tmpdir(), 'coval-generator-'))
  try {
    // A copy: nothing is left beside the scripts.
    await cp(generators, path.join(folder, 'scripts'), { recursive: true, filter: (file) => !file.includes('__pycache__') })
    await runPython(python, ['-W', 'ignore', `${script}.py`], path.join(folder, 'scripts'), {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      PHOENIX_URL: phoenix.url,
      CORPUS_OUT: folder,
      // Kept for the next one of this run: their packages take seconds to compile.
      PYTHONPYCACHEPREFIX: path.join(tmpdir(), 'python-compiled'),
    })
    return JSON.parse(await readFile(path.join(folder, 'dev', project, 'manifest.json'), 'utf8')) as RecordedManifest
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Waits until Phoenix has stored so many spans, looking into its file: reading them over HTTP would slow it down. */
export async function waitForStoredSpans(phoenix: RunningPhoenix, count: number): Promise<void> {
  for (let seen = -1, quiet = 0; seen < count; ) {
    const database = new DatabaseSync(path.join(phoenix.folder, 'phoenix.db'), { readOnly: true })
    const row = database.prepare('SELECT count(*) AS spans FROM spans').get()
    database.close()
    const spans = Number(row?.spans ?? 0)
    quiet = spans > seen ? 0 : quiet + 1
    if (quiet > 120) throw new Error(`Phoenix stored ${spans} of ${count} spans and then no more for a minute`)
    seen = spans
    await wait(500)
  }
}

function runPython(python: string, words: readonly string[], cwd: string, env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, words, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${words.at(-1)} ended with ${code}: ${said}`))))
  })
}
