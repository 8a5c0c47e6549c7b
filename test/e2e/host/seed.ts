import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
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

const made = new Map<string, Promise<Seeded>>()

/** A home with these simulations in its store; made once a worker, so copy it and leave it as it is. */
export const seededHome = async (seed: Seed): Promise<string> => (await seeded(seed)).home

export function seeded(seed: Seed): Promise<Seeded> {
  const key = JSON.stringify(seed)
  const home = made.get(key) ?? importAll(seed)
  made.set(key, home)
  return home
}

/** In a process of its own: the store belongs to one process at a time, and the app is the next. */
async function importAll({ imports }: Seed): Promise<Seeded> {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-seed-'))
  // The worker ends without telling; its homes go with it.
  process.once('exit', () => rmSync(home, { recursive: true, force: true }))
  const projects = [...new Set(imports.map(([project]) => project))]
  const server = await startReplayServer({ recordings: readCorpusProjects(projects) })
  try {
    const wanted = imports.map(([project, which]) => [project, recorded(project, which).simulation_id])
    const script = path.join(import.meta.dirname, 'import-simulations.ts')
    const env = { PATH: process.env.PATH ?? '', TZ: 'UTC', HOME: home, COVAL_COMPANION_HOME: path.join(home, 'companion') }
    const { stdout } = await promisify(execFile)(process.execPath, [script, server.url, JSON.stringify(wanted)], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    })
    const reports = JSON.parse(stdout) as readonly ImportReport[]
    const without = reports.find(({ outcome }) => outcome !== 'imported')
    if (without !== undefined) throw new Error(`nothing was imported of ${without.simulation}: ${without.outcome}`)
    return { home, reports }
  } finally {
    await server.close()
  }
}
