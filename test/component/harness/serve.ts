// `node test/component/harness/serve.ts`: the page on an engine in memory, to look at it in any browser.
import { createServer } from 'vite'
import { harness } from './config.ts'

const server = await createServer(harness)
await server.listen()
server.printUrls()
