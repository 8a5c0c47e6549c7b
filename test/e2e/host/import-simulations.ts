// Imports recorded simulations into the store of the home that COVAL_COMPANION_HOME names, one after the other and in one process:
// `import-simulations.ts <address of a Phoenix> <JSON: pairs of project and simulation output id>`. Prints the reports as JSON.
import { createEngine } from '../../../electron/engine/service/engine.ts'
import { resolveDirectories } from '../../../electron/engine/settings/index.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import { defaultRequest } from '../../support/replayed-engine.ts'

const [host = '', text = '[]'] = process.argv.slice(2)
const wanted = JSON.parse(text) as readonly (readonly [project: string, simulation: string])[]
const engine = createEngine({
  directories: resolveDirectories(process.env, process.platform, process.env.HOME ?? ''),
  vault: createMemoryVault('a test'),
  surface: 'test',
})
const reports: ImportReport[] = []
try {
  for (const [project, simulation] of wanted) {
    engine.targets.addTransient({ connection: { id: project, name: project, host, project }, apiKey: null })
    const running = { signal: new AbortController().signal, onProgress: () => undefined }
    reports.push(await engine.import({ ...defaultRequest, connectionId: project, simulation }, running))
  }
} finally {
  await engine.close()
}
process.stdout.write(JSON.stringify(reports))
