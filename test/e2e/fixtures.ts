import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type Page, type TestInfo } from '@playwright/test'
import { loadRecordings } from '../../electron/engine/replay/recordings.ts'
import { type ReplayOptions, type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { corpus } from '../support/feed.ts'
import { runInBrowser } from './host/browser.ts'
import { isExpected } from './host/console.ts'
import { runInElectron } from './host/electron.ts'
import type { HostKind, Run } from './host/running.ts'

export { expect }

export interface HostOption {
  hostKind: HostKind
}

/** The app of one test, with a home of its own that is empty at its start. */
export interface App {
  readonly host: HostKind
  readonly home: string
  /** The page as it is now: a restart makes another one. */
  readonly page: Page
  /** The process that holds the app. */
  readonly pid: number
  /** Quits the app and starts it again in the same home, by a deep link where one is given. */
  restart(link?: string): Promise<void>
  /** Starts the app once more while it runs, as a desktop does with a link. */
  startAgain(link: string): Promise<void>
  /** What this test makes the page complain about on its console. */
  allow(complaint: RegExp): void
}

interface Fixtures {
  /** Variables that the app is started with, as a keyring's bus. */
  environment: Readonly<Record<string, string>>
  app: App
  /** Serves recorded projects as a Phoenix would; closed at the end of the test. */
  replay: (projects: readonly string[], options?: Omit<ReplayOptions, 'recordings'>) => Promise<ReplayServer>
}

export const test = base.extend<Fixtures, HostOption>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  environment: [{}, { option: true }],

  app: async ({ hostKind, environment }, use, info) => {
    const home = await mkdtemp(path.join(tmpdir(), 'coval-e2e-'))
    const start = hostKind === 'electron' ? runInElectron : runInBrowser
    const said: string[] = []
    const allowed: RegExp[] = []
    let runs = 0
    const begin = async (args: readonly string[]) => {
      const run = await start({ home, env: environment, args })
      await expect(run.page.getByRole('banner')).toBeVisible()
      await run.page.context().tracing.start({ snapshots: true, screenshots: true, sources: true })
      runs += 1
      return run
    }
    const finish = async (run: Run) => {
      await keepTrace(run, info, runs)
      said.push(...run.said)
      await run.close()
    }
    let run = await begin([])
    try {
      await use({
        host: hostKind,
        home,
        get page() {
          return run.page
        },
        get pid() {
          return run.pid
        },
        async restart(link) {
          await finish(run)
          run = await begin(link === undefined ? [] : [link])
        },
        startAgain: (again) => run.startAgain(again),
        allow: (complaint) => void allowed.push(complaint),
      })
    } finally {
      await finish(run)
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    }
    const complaints = said.filter((line) => !isExpected(line) && !allowed.some((complaint) => complaint.test(line)))
    expect(complaints, 'what the page said on its console').toEqual([])
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern of its first parameter
  replay: async ({}, use) => {
    const servers: ReplayServer[] = []
    await use(async (projects, options = {}) => {
      const recordings = await loadRecordings(path.join(corpus, 'dev'), projects)
      const server = await startReplayServer({ recordings, ...options })
      servers.push(server)
      return server
    })
    await Promise.all(servers.map((server) => server.close()))
  },
})

/** A failed test leaves its trace and a picture in test-results/. */
async function keepTrace(run: Run, info: TestInfo, number: number): Promise<void> {
  const { tracing } = run.page.context()
  if (info.status === info.expectedStatus || info.status === undefined) {
    await tracing.stop()
    return
  }
  await run.page.screenshot({ path: info.outputPath(`page-${number}.png`) }).catch(() => undefined)
  const file = info.outputPath(`trace-${number}.zip`)
  await tracing.stop({ path: file })
  await info.attach(`trace of run ${number}`, { path: file })
}
