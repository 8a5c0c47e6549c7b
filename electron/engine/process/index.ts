import { homedir } from 'node:os'
import { createEngine } from '../service/engine.ts'
import { createRouter } from '../service/router.ts'
import { productVersion } from '../service/version.ts'
import { resolveDirectories } from '../settings/index.ts'
import { parentChannel } from './parent.ts'
import { serveEngine } from './serve.ts'

await serveEngine(async ({ credentials }) => {
  const directories = resolveDirectories(process.env, process.platform, homedir())
  const engine = createEngine({ directories, vault: credentials, surface: 'electron' })
  return { router: createRouter(engine, await productVersion()), close: () => engine.close() }
}, parentChannel())
