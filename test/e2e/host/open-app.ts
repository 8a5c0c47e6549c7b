import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page, type TestInfo } from '@playwright/test'
import type { HostKind, Run, SavedFile, Start } from './running.ts'
import { fillHome, type Seed } from './seed.ts'

/** A trace takes as much of the processor as the page itself. */
const traced = process.env.COVAL_E2E_TRACE === '1'

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
  readonly start: Start
  readonly environment: Readonly<Record<string, string>>
  readonly seed: Seed
  readonly info: TestInfo
}

export async function openApp(host: HostKind, { start, environment, seed, info }: Opening): Promise<OpenedApp> {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-e2e-'))
  if (seed.imports.length > 0) await fillHome(home, seed)
  const said: string[] = []
  const allowed: RegExp[] = []
  const begin = async (args: readonly string[]) => {
    const next = await start({ home, env: environment, args })
    await expect(next.page.getByText('Engine running')).toBeVisible()
    if (traced) await next.page.context().tracing.start({ snapshots: true, sources: true })
    return next
  }
  const finish = async () => {
    await keepEvidence(run, info)
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
      const complaints = said.filter((line) => !allowed.some((complaint) => complaint.test(line)))
      expect(complaints, 'what the page said on its console').toEqual([])
    },
  }
}

/** A failed test leaves in test-results/ how the page looked, what it held and how it reads; where asked for, also its trace. */
async function keepEvidence({ page }: Run, info: TestInfo): Promise<void> {
  const failed = info.status !== info.expectedStatus && info.status !== undefined
  const number = info.attachments.length + 1
  const keep = (ending: string) => info.outputPath(`page-${number}.${ending}`)
  if (failed) {
    await page.screenshot({ path: keep('png') }).catch(() => undefined)
    await writeFile(keep('html'), await page.content().catch(String))
    await writeFile(keep('aria.yml'), await page.locator('body').ariaSnapshot().catch(String))
    await info.attach(`page ${number}`, { path: keep('html') })
  }
  if (traced) await page.context().tracing.stop(failed ? { path: keep('trace.zip') } : {})
}
