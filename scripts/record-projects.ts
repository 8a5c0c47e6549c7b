// Records whole projects of a Phoenix into one case at the level everything, as the tests' corpus keeps them:
//   PHOENIX_API_KEY=… node scripts/record-projects.ts http://localhost:6006 answers.cvcase my-agent
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { buildCase, fileOf } from '../electron/engine/recording/build-draft.ts'
import { createSweeper } from '../electron/engine/recording/sweep.ts'
import { productVersion } from '../electron/engine/service/version.ts'
import { recordProjects } from './cases/record-projects.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const [host, file, ...projects] = positionals
if (host === undefined || file === undefined || projects.length === 0) throw new Error('give the host, the file and the projects')
const apiKey = process.env.PHOENIX_API_KEY || null
const held = await recordProjects({
  ...{ host, apiKey, projects, connectionName: host, startedAt: new Date(), reports: {} },
  request: {
    // Every span: there is none before 1970, and none after the recording.
    ...{ connectionId: 'recorded', simulation: null, limits: 'simulation', strategy: 'scan', budgetSeconds: 90, replace: false },
    window: { kind: 'exact', start: '1970-01-01T00:00:00Z', end: new Date().toISOString() },
  },
})
const sweeper = createSweeper(apiKey === null ? [] : [apiKey])
await writeFile(file, fileOf(await buildCase(held, { level: 'everything', sweeper, programVersion: await productVersion() })))
