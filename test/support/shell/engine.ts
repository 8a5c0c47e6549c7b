// An engine process as the app forks it, with the probe behind it instead of the product.
import { parentChannel } from '../../../electron/engine/process/parent.ts'
import { serveEngine } from '../../../electron/engine/process/serve.ts'
import { createProbeEngine } from '../probe-engine.ts'

await serveEngine(
  async ({ credentials }) => ({ router: createProbeEngine(credentials).router, close: async () => undefined }),
  parentChannel(),
)
