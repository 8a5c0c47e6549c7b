import { type Browser, chromium } from '@playwright/test'
import { realParts } from '../../support/real-parts.ts'
import { endServing, serveApp } from '../../support/served-app.ts'
import { listen } from './console.ts'
import type { Run, RunOptions } from './running.ts'

export const startChromium = (): Promise<Browser> =>
  chromium.launch({ ...(realParts.chromium ? { executablePath: realParts.chromium } : {}) })

/** Serves the app as `coval-companion serve` does, and opens the link that it prints as a person does who was never there. */
export async function runInBrowser(browser: Browser, { home, env }: RunOptions): Promise<Run> {
  const host = await serveApp(home, env)
  const context = await browser.newContext({ viewport: { width: 1280, height: 840 }, timezoneId: 'UTC', locale: 'en-GB' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const said = listen(page)
  await page.goto(host.link)
  return {
    page,
    said,
    pid: host.child.pid ?? 0,
    startAgain: () => Promise.reject(new Error('a browser is handed no links of ours')),
    async saved(act) {
      const [download] = await Promise.all([page.waitForEvent('download'), act()])
      return { name: download.suggestedFilename(), path: await download.path() }
    },
    async close() {
      await context.close()
      await endServing(host.child)
    },
  }
}
