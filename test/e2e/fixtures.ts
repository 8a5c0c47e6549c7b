import { test as base, expect } from '@playwright/test'
import { type ReplayOptions, type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { readCorpusProjects } from '../support/corpus.ts'
import { runInBrowser, startChromium } from './host/browser.ts'
import { runInElectron } from './host/electron.ts'
import { type App, type OpenedApp, openApp } from './host/open-app.ts'
import type { HostKind, Start } from './host/running.ts'
import type { Seed } from './host/seed.ts'

export type { App } from './host/open-app.ts'
export { expect }

export interface HostOption {
  hostKind: HostKind
}

interface WorkerFixtures extends HostOption {
  /** In Chromium the tests of a worker share its processes and nothing else. */
  start: Start
}

interface Fixtures {
  /** Variables that the app is started with, as a keyring's bus. */
  environment: Readonly<Record<string, string>>
  /** What the home holds before the first start. */
  seed: Seed
  app: App
  /** Opens one more app in a home of its own that is empty: another machine, as it were. */
  another: () => Promise<App>
  /** Serves recorded projects as a Phoenix would; closed at the end of the test. */
  replay: (projects: readonly string[], options?: Omit<ReplayOptions, 'recordings'>) => Promise<ReplayServer>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  start: [
    async ({ hostKind }, use) => {
      if (hostKind === 'electron') return use(runInElectron)
      const browser = await startChromium()
      await use((options) => runInBrowser(browser, options))
      await browser.close()
    },
    { scope: 'worker' },
  ],
  environment: [{}, { option: true }],
  seed: [{ imports: [] }, { option: true }],

  app: async ({ hostKind, start, environment, seed }, use, info) => {
    const { app, close } = await openApp(hostKind, { start, environment, seed, info })
    await use(app).finally(close)
  },

  another: async ({ hostKind, start, environment }, use, info) => {
    const opened: OpenedApp[] = []
    await use(async () => {
      const next = await openApp(hostKind, { start, environment, seed: { imports: [] }, info })
      opened.push(next)
      return next.app
    })
    for (const { close } of opened) await close()
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern of its first parameter
  replay: async ({}, use) => {
    const servers: ReplayServer[] = []
    await use(async (projects, options = {}) => {
      const recordings = readCorpusProjects(projects)
      const server = await startReplayServer({ recordings, ...options })
      servers.push(server)
      return server
    })
    await Promise.all(servers.map((server) => server.close()))
  },
})
