import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright'

/** The app in a real window, joined by Chromium's own debugging port. */
export interface JoinedWindow {
  readonly child: ChildProcess
  readonly page: Page
  readonly browser: Browser
  /** Closes the window as the person does, which ends the app; kills it where it does not end. */
  close(): Promise<void>
}

/**
 * Starts the app and joins it. Playwright's launcher for Electron also debugs the main process, which takes a fuse that the
 * package does not have, and which sometimes waits for ever where the window opens too early.
 */
export async function joinWindow(
  executable: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<JoinedWindow> {
  const child = spawn(executable, ['--remote-debugging-port=0', ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  // Also where a run is torn down without its hooks.
  const killOnExit = () => child.kill('SIGKILL')
  process.once('exit', killOnExit)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await debuggingAddress(child)
  await untilLoaded(address)
  const browser = await chromium.connectOverCDP(address, { noDefaults: true })
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('Electron has no context')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  return {
    child,
    page,
    browser,
    async close() {
      // It may be gone already.
      if (!page.isClosed()) await page.close({ runBeforeUnload: false })
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await gone
      clearTimeout(tooLong)
      process.off('exit', killOnExit)
      await browser.close()
    },
  }
}

/** Whoever joins while the window is being made may wait for ever: Chromium holds a new page for the debugger to let go. */
async function untilLoaded(address: string): Promise<void> {
  const list = `http://${new URL(address).host}/json/list`
  for (;;) {
    const targets = (await (await fetch(list)).json()) as { type: string; title: string }[]
    // The page sets its title once it is drawn.
    if (targets.some(({ type, title }) => type === 'page' && title.includes(' · '))) return
    await wait(50)
  }
}

/** Chromium prints where it listens once it does. */
function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-8000)
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Electron ended with ${code}: ${said}`)))
  })
}
