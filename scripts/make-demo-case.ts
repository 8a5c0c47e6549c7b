// Writes recordings/demo.cvcase: two whole projects of the recorded corpus, and what a run of the demo decides on them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPhoenixClient } from '../electron/engine/phoenix/client.ts'
import { buildCase, fileOf } from '../electron/engine/recording/build-draft.ts'
import { HeldCases } from '../electron/engine/recording/held-cases.ts'
import { createSweeper } from '../electron/engine/recording/sweep.ts'
import { loadRecordings } from '../electron/engine/replay/recordings.ts'
import { startReplayServer } from '../electron/engine/replay/server.ts'
import { demoProject, demoSimulation, demoWindow } from '../electron/engine/service/demo.ts'
import { createEngine } from '../electron/engine/service/engine.ts'
import { createRecordings } from '../electron/engine/service/recordings.ts'
import { productVersion } from '../electron/engine/service/version.ts'
import { createMemoryVault } from '../electron/vault/index.ts'
import type { ImportRequest } from '../shared/contract/import.ts'

const root = join(import.meta.dirname, '..')
const projects = [demoProject, 'near-miss-agent']
const signal = new AbortController().signal
const recordedAt = new Date('2026-11-22T15:00:00Z')
const home = await mkdtemp(join(tmpdir(), 'coval-companion-demo-'))
const server = await startReplayServer({ recordings: await loadRecordings(join(root, 'test/recordings/corpus/dev'), projects) })
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

  // The requests of that run hold the same spans several times over: the file holds each project once.
  const cases = new HeldCases(createPhoenixClient)
  const start = {
    request,
    connectionName: connection.name,
    host: server.url,
    project: demoProject,
    apiKey: null,
    startedAt: recordedAt,
  }
  const job = cases.begin({ ...start, kind: 'preview' })
  const client = job.openPhoenix({ host: server.url, apiKey: null, deadline: performance.now() + 60_000, signal })
  await client.server()
  await client.projects()
  for (const project of projects)
    for await (const page of client.pages({ project, range: null }, { ahead: false })) page.spans.length
  await client.close()
  // The checks of a script's machine say nothing to anybody.
  const held = cases.get(
    job.finish({
      ...(decided.preview ? { preview: decided.preview } : {}),
      ...(decided.import ? { import: decided.import } : {}),
    }),
  )
  const built = await buildCase(held, { level: 'everything', sweeper: createSweeper([]), programVersion: await productVersion() })
  await writeFile(join(root, 'recordings/demo.cvcase'), fileOf(built))
} finally {
  await engine.close()
  await server.close()
  await rm(home, { recursive: true, force: true })
}
