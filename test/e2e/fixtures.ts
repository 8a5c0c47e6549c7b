import { test as base, expect } from '@playwright/test'
import { type ReplayOptions, type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { readCorpusProjects } from '../support/corpus.ts'
import { type App, type OpenedApp, openApp } from './host/open-app.ts'
import type { HostKind } from './host/running.ts'
import type { Seed } from './host/seed.ts'

export type { App } from './host/open-app.ts'
export { expect }

export interface HostOption {
  hostKind: HostKind
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

export const test = base.extend<Fixtures, HostOption>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  environment: [{}, { option: true }],
  seed: [{ imports: [] }, { option: true }],

  app: async ({ hostKind, environment, seed }, use, info) => {
    const { app, close } = await openApp(hostKind, { environment, seed, info })
    await use(app).finally(close)
  },

  another: async ({ hostKind, environment }, use, info) => {
    const opened: OpenedApp[] = []
    await use(async () => {
      const next = await openApp(hostKind, { environment, seed: { imports: [] }, info })
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
