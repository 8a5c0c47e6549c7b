import { dirname } from 'node:path'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { createEngine } from '../../engine/service/engine.ts'
import { findResource } from '../../engine/service/resources.ts'
import { createRouter } from '../../engine/service/router.ts'
import { productVersion } from '../../engine/service/version.ts'
import { startWebHost } from '../../web/host.ts'
import { openBrowser } from '../../web/open-browser.ts'
import { exitCodes } from '../exit-codes.ts'
import { homeDirectories } from '../session.ts'
import type { Command } from './command.ts'

export const serveCommand: Command = {
  name: 'serve',
  form: '[--port N] [--no-open]',
  summary: 'serve the app to this machine’s browser, until Ctrl-C',
  options: ['port', 'no-open'],
  async run(session, options) {
    const { terminal, signal } = session
    const port = Number(options.port ?? 0)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CompanionError('usage', '--port is not a port')
    const root = dirname(
      await findResource('out/renderer/index.html').catch(() => {
        throw new CompanionError('usage', 'The page is not built; inside the repository, `npm start` builds and serves it')
      }),
    )
    const engine = createEngine({ directories: homeDirectories(session), vault: session.vault, surface: 'web' })
    try {
      const host = await startWebHost({ root, router: createRouter(engine, await productVersion()), port, signal })
      terminal.out(`Coval Companion is at ${host.link}`)
      terminal.note('The link lets one browser in, once. Ctrl-C ends it.')
      if (options['no-open'] !== true && !(await openBrowser(host.link)))
        terminal.note('No browser could be started; open the link by hand.')
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await host.close()
      return exitCodes.done
    } finally {
      await engine.close()
    }
  },
}
