import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { runInBrowser } from './browser.ts'
import { isExpected } from './console.ts'
import { runInElectron } from './electron.ts'
import type { HostKind, Run, SavedFile } from './running.ts'
import { type Seed, seededHome } from './seed.ts'

/** An app in a test, with a home of its own that holds at its start what `seed` says, as a rule nothing. */
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
  /** The file that this act makes the page offer. */
  saved(act: () => Promise<unknown>): Promise<SavedFile>
  /** What this test makes the page complain about on its console. */
  allow(complaint: RegExp): void
}

export interface OpenedApp {
  readonly app: App
  /** Ends the app, removes its home, and says what its page complained about. */
  close(): Promise<void>
}

interface Opening {
  readonly environment: Readonly<Record<string, string>>
  readonly seed: Seed
  readonly info: TestInfo
}

export async function openApp(host: HostKind, { environment, seed, info }: Opening): Promise<OpenedApp> {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-e2e-'))
  if (seed.imports.length > 0) await cp(await seededHome(seed), home, { recursive: true })
  const start = host === 'electron' ? runInElectron : runInBrowser
  const said: string[] = []
  const allowed: RegExp[] = []
  const begin = async (args: readonly string[]) => {
    const next = await start({ home, env: environment, args })
    await expect(next.page.getByRole('banner')).toBeVisible()
    // Without a film of the page: that takes as much of the processor as the page itself, and a failed test leaves a picture anyway.
    await next.page.context().tracing.start({ snapshots: true, sources: true })
    return next
  }
  const finish = async () => {
    await keepTrace(run, info)
    said.push(...run.said)
    await run.close()
  }
  let run = await begin([])
  const app: App = {
    host,
    home,
    get page() {
      return run.page
    },
    get pid() {
      return run.pid
    },
    async restart(link) {
      await finish()
      run = await begin(link === undefined ? [] : [link])
    },
    startAgain: (again) => run.startAgain(again),
    saved: (act) => run.saved(act),
    allow: (complaint) => void allowed.push(complaint),
  }
  return {
    app,
    async close() {
      await finish()
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
      const complaints = said.filter((line) => !isExpected(line) && !allowed.some((complaint) => complaint.test(line)))
      expect(complaints, 'what the page said on its console').toEqual([])
    },
  }
}

/** A failed test leaves its trace and a picture in test-results/. */
async function keepTrace(run: Run, info: TestInfo): Promise<void> {
  const { tracing } = run.page.context()
  if (info.status === info.expectedStatus || info.status === undefined) {
    await tracing.stop()
    return
  }
  const number = info.attachments.length + 1
  await run.page.screenshot({ path: info.outputPath(`page-${number}.png`) }).catch(() => undefined)
  const file = info.outputPath(`trace-${number}.zip`)
  await tracing.stop({ path: file })
  await info.attach(`trace of run ${number}`, { path: file })
}
