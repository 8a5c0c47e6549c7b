import { type ChildProcess, execFile, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { realParts } from '../../support/real-parts.ts'
import { startDisplay } from '../../support/shell/display.ts'
import { listen } from './console.ts'
import { keepDownloads } from './downloads.ts'
import type { Run, RunOptions } from './running.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')

/**
 * Opens the app in a real window and joins it by Chromium's own debugging port. Playwright's launcher for Electron also debugs
 * the main process, which the specs have no use for, and which sometimes waits for ever where the window opens too early.
 */
export async function runInElectron({ home, env, args }: RunOptions): Promise<Run> {
  const directory = realParts.electron
  if (directory === null) throw new Error('Electron is missing: COVAL_ELECTRON names the folder that holds it')
  const display = process.env.DISPLAY ? null : await startDisplay()
  const executable = path.join(directory, 'electron')
  const words = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', root]
  const environment = {
    ...desktop(),
    ...(display ? { DISPLAY: display.name } : {}),
    TZ: 'UTC',
    LANG: 'en_GB.UTF-8',
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    COVAL_COMPANION_HOME: path.join(home, 'companion'),
    // Without a bus the keychain does not answer: keys stay in this run's memory.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...env,
  }
  const child = spawn(executable, ['--remote-debugging-port=0', ...words, ...args], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
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
  const said = listen(page)
  await page.waitForLoadState()
  const saved = await keepDownloads(page, path.join(home, 'downloads'))
  return {
    page,
    said,
    pid: child.pid ?? 0,
    async startAgain(link) {
      await promisify(execFile)(executable, [...words, link], { env: environment })
    },
    saved,
    async close() {
      await closeWindow(page)
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await gone
      clearTimeout(tooLong)
      process.off('exit', killOnExit)
      await browser.close()
      await display?.stop()
    },
  }
}

/** As the person does: the last window ends the app. It may be gone already. */
async function closeWindow(page: Page): Promise<void> {
  if (!page.isClosed()) await page.close({ runBeforeUnload: false })
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

/** What a desktop passes on, and nothing of the test's own. */
function desktop(): Record<string, string> {
  const names = ['PATH', 'TMPDIR', 'DISPLAY', 'XAUTHORITY']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])))
}
