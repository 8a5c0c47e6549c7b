import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadRecordings } from '../../../electron/engine/replay/recordings.ts'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { corpus } from '../../support/feed.ts'
import { recorded } from '../acts/request.ts'

/** What a home holds before the app starts: recorded simulations, in the order in which they are imported. */
export interface Seed {
  readonly imports: readonly (readonly [project: string, which: string | number])[]
}

/** The simulation that the bundled demo shows: 183 spans in 36 traces. */
export const demo = ['busy-agent', 1] as const

const made = new Map<string, Promise<string>>()

/** A home with these simulations in its store, imported by the command line; made once a worker, so copy it and leave it as it is. */
export function seededHome(seed: Seed): Promise<string> {
  const key = JSON.stringify(seed)
  const home = made.get(key) ?? importAll(seed)
  made.set(key, home)
  return home
}

async function importAll({ imports }: Seed): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-seed-'))
  // The worker ends without telling; its homes go with it.
  process.once('exit', () => rmSync(home, { recursive: true, force: true }))
  const projects = [...new Set(imports.map(([project]) => project))]
  const server = await startReplayServer({ recordings: await loadRecordings(path.join(corpus, 'dev'), projects) })
  try {
    for (const [project, which] of imports) {
      const words = ['import', '--host', server.url, '--project', project, '--simulation', recorded(project, which).simulation_id]
      const { code, stderr } = await runCommandLine(path.join(home, 'companion'), words)
      if (code !== 0) throw new Error(`nothing was imported for the test: ${stderr}`)
    }
  } finally {
    await server.close()
  }
  return home
}
