import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import { keptCompiled } from '../../support/compile-cache.ts'
import { corpusProjects, readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'
import { recorded } from '../acts/request.ts'

/** What a home holds before the app starts: recorded simulations, in the order in which they are imported. */
export interface Seed {
  readonly imports: readonly (readonly [project: string, which: string | number])[]
}

export interface Seeded {
  readonly home: string
  /** What each import said, in the order of the seed. */
  readonly reports: readonly ImportReport[]
}

/** The simulation that the bundled demo shows: 183 spans in 36 traces. */
export const demo = ['busy-agent', 1] as const

/** Every recorded simulation that has spans: what carries no id that Coval reads leaves nothing to look at. */
export const wholeCorpus: Seed['imports'] = corpusProjects.flatMap((project) =>
  readCorpusManifest(project).simulations.flatMap(({ expected_spans_as_phoenix_returns_them: spans }, at) =>
    spans > 0 ? [[project, at] as const] : [],
  ),
)

/** Fills a folder with a home that has these simulations in its store. */
export async function fillHome(home: string, seed: Seed): Promise<void> {
  await cp((await seeded(seed)).home, home, { recursive: true })
}

/**
 * A home with these simulations in its store, made once a run: other workers copy it, so leave it as it is. It lies in the folder for
 * temporary files, which has to be the run's own.
 */
export async function seeded(seed: Seed): Promise<Seeded> {
  const hash = createHash('sha256').update(JSON.stringify(seed.imports)).digest('hex').slice(0, 16)
  const folder = path.join(tmpdir(), `coval-seed-${hash}`)
  const there = await readSeeded(folder)
  if (there !== null) return there
  await makeSeeded(folder, seed)
  return seeded(seed)
}

async function readSeeded(folder: string): Promise<Seeded | null> {
  try {
    const reports = JSON.parse(await readFile(path.join(folder, 'reports.json'), 'utf8')) as readonly ImportReport[]
    return { home: path.join(folder, 'home'), reports }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Workers may make the same home at the same time: the first to finish leaves it there for all. */
async function makeSeeded(folder: string, seed: Seed): Promise<void> {
  const own = await mkdtemp(`${folder}-`)
  const home = path.join(own, 'home')
  await mkdir(home)
  const reports = await importAll(home, seed)
  await writeFile(path.join(own, 'reports.json'), JSON.stringify(reports))
  await rename(own, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(own, { recursive: true })
  })
}

/** In a process of its own: the store belongs to one process at a time, and the app is the next. */
async function importAll(home: string, { imports }: Seed): Promise<readonly ImportReport[]> {
  const projects = [...new Set(imports.map(([project]) => project))]
  const server = await startReplayServer({ recordings: readCorpusProjects(projects) })
  try {
    const wanted = imports.map(([project, which]) => [project, recorded(project, which).simulation_id])
    const script = path.join(import.meta.dirname, 'import-simulations.ts')
    const env = {
      PATH: process.env.PATH ?? '',
      TZ: 'UTC',
      HOME: home,
      COVAL_COMPANION_HOME: path.join(home, 'companion'),
      ...keptCompiled(),
    }
    const { stdout } = await promisify(execFile)(process.execPath, [script, server.url, JSON.stringify(wanted)], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    })
    const reports = JSON.parse(stdout) as readonly ImportReport[]
    const without = reports.find(({ outcome }) => outcome !== 'imported')
    if (without !== undefined) throw new Error(`nothing was imported of ${without.simulation}: ${without.outcome}`)
    return reports
  } finally {
    await server.close()
  }
}
