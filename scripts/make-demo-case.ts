// Writes recordings/demo.cvcase anew: the two whole projects that it holds, and what a run of the demo decides on them now.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCase, fileOf } from '../electron/engine/recording/build-draft.ts'
import { readCase } from '../electron/engine/recording/read-case.ts'
import { serveCase } from '../electron/engine/recording/serve-case.ts'
import { createSweeper } from '../electron/engine/recording/sweep.ts'
import { demoProject, demoSimulation, demoWindow } from '../electron/engine/service/demo.ts'
import { createEngine } from '../electron/engine/service/engine.ts'
import { createRecordings } from '../electron/engine/service/recordings.ts'
import { productVersion } from '../electron/engine/service/version.ts'
import { createMemoryVault } from '../electron/vault/index.ts'
import type { ImportRequest } from '../shared/contract/import.ts'
import { recordProjects } from './cases/record-projects.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'recordings/demo.cvcase')
const projects = [demoProject, 'near-miss-agent']
const signal = new AbortController().signal
const recordedAt = new Date('2026-11-22T15:00:00Z')
const home = await mkdtemp(join(tmpdir(), 'coval-companion-demo-'))
const server = await serveCase(await readCase(await readFile(file)))
const engine = createEngine({
  directories: { config: join(home, 'config'), data: join(home, 'data') },
  vault: createMemoryVault('a script'),
  surface: 'test',
  now: () => recordedAt,
})
try {
  const connection = { id: 'demo', name: 'Demo recording', host: server.url, project: demoProject }
  engine.targets.addTransient({ connection, apiKey: null })
  const request: ImportRequest = {
    ...{ connectionId: connection.id, simulation: demoSimulation, window: { kind: 'exact', ...demoWindow } },
    ...{ limits: 'simulation', strategy: 'auto', budgetSeconds: 90, replace: false },
  }
  const decided = engine.jobs.held.get(
    (await createRecordings(engine).record(request, { signal, onProgress: () => undefined })).id,
  )

  // The checks of a script's machine say nothing to anybody.
  const held = await recordProjects({
    ...{ host: server.url, apiKey: null, projects, request, connectionName: connection.name, startedAt: recordedAt },
    reports: { ...(decided.preview ? { preview: decided.preview } : {}), ...(decided.import ? { import: decided.import } : {}) },
  })
  const built = await buildCase(held, { level: 'everything', sweeper: createSweeper([]), programVersion: await productVersion() })
  await writeFile(file, fileOf(built))
} finally {
  await engine.close()
  await server.close()
  await rm(home, { recursive: true, force: true })
}
