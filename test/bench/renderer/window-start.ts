import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright'
import { ownDisplay } from '../../support/shell/display.ts'
import { timeProcess } from '../measure/timed-process.ts'
import { temporaryFolder } from '../setup/cache.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')

export interface WindowStarts {
  /** Milliseconds from the start of the process until the window shows its form and takes input. */
  ours(): Promise<number>
  /** The same for a window that shows one heading. */
  empty(): Promise<number>
  close(): Promise<void>
}

/** Starts the app, or an app with one heading, in the same Electron; each time in a home of its own, where it was started once before. */
export async function prepareWindowStarts(electron: string): Promise<WindowStarts> {
  const folder = await temporaryFolder('empty-window')
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '0.0.0', main: 'main.cjs' }))
  await writeFile(path.join(folder, 'main.cjs'), emptyApp)
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Empty · window</title><h1>Empty</h1>')
  const display = await ownDisplay()
  const environment = { PATH: process.env.PATH ?? '', DISPLAY: display?.name ?? process.env.DISPLAY ?? '', TZ: 'UTC' }
  const start = (app: string) => ({ executable: path.join(electron, 'electron'), app, environment })
  return {
    ours: () => timeWindow(start(root), saveConnection),
    empty: () => timeWindow(start(folder), async () => undefined),
    async close() {
      await display?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As ours: hidden until the first paint. */
const emptyApp = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 840, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
app.on('window-all-closed', () => app.quit())
`

/** The second start in a home of its own: what an app keeps from the start before, both have. */
async function timeWindow(start: Start, prepare: (environment: NodeJS.ProcessEnv) => Promise<void>): Promise<number> {
  const home = await temporaryFolder('window')
  const environment = {
    ...start.environment,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    COVAL_COMPANION_HOME: path.join(home, 'companion'),
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  }
  try {
    await prepare(environment)
    await timeStart({ ...start, environment })
    return await timeStart({ ...start, environment })
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Start {
  readonly executable: string
  readonly app: string
  readonly environment: NodeJS.ProcessEnv
}

/**
 * The page itself tells when it first painted content: for ours that is the whole first view, since nothing is drawn before React
 * has drawn it. Nothing is attached meanwhile, so nothing is slowed.
 */
async function timeStart({ executable, app, environment }: Start): Promise<number> {
  const started = performance.timeOrigin + performance.now()
  const rootUser = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executable, ['--remote-debugging-port=0', ...rootUser, '--disable-gpu', app], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
        if (found) resolve(found)
      })
      child.once('exit', (code) => reject(new Error(`Electron ended with ${code}: ${said}`)))
    })
    await untilDrawn(address)
    const browser = await chromium.connectOverCDP(address, { noDefaults: true })
    const page = browser.contexts()[0]?.pages()[0]
    if (page === undefined) throw new Error('no window')
    const painted = await page.evaluate<number>(
      `performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    )
    await page.close()
    await gone
    await browser.close()
    return painted - started
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await gone
  }
}

/** With a connection the first view is the form that stays; without one it is the first start, which waits for the engine. */
async function saveConnection(environment: NodeJS.ProcessEnv): Promise<void> {
  const program = path.join(root, 'electron', 'cli', 'index.ts')
  const words = ['connection', 'add', '--name', 'Measured', '--host', 'http://127.0.0.1:9', '--project', 'measured']
  await timeProcess(process.execPath, [program, ...words], environment)
}

/** Joining while the window is being made may wait for ever; a second later everything is painted. */
async function untilDrawn(address: string): Promise<void> {
  const list = `http://${new URL(address).host}/json/list`
  for (;;) {
    const targets = (await (await fetch(list)).json()) as { type: string; title: string }[]
    if (targets.some(({ type, title }) => type === 'page' && title.includes(' · '))) break
    await wait(100)
  }
  await wait(1000)
}
