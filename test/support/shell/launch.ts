import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, errors, type Page } from 'playwright'
import { realParts } from '../real-parts.ts'
import { ownDisplay } from './display.ts'

export interface Launched {
  readonly app: ElectronApplication
  readonly page: Page
  /** Everything that the page said on its console or threw. */
  readonly said: readonly string[]
  /** What main and the engine wrote to their output, in pieces. */
  readonly printed: readonly string[]
  readonly home: string
  readonly environment: Record<string, string>
  readonly executable: string
  readonly arguments: readonly string[]
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly folder: string
  /** Further arguments, as a desktop passes a deep link. */
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  /** Keep the home of an earlier run. */
  readonly home?: string
}

/** Starts the app in a real window, in a home of its own, on a display of its own where there is none. */
export async function launchApp({ folder, args = [], env = {}, home: given }: LaunchOptions): Promise<Launched> {
  const directory = realParts.electron
  if (directory === null) throw new Error('Electron is missing')
  const home = given ?? (await mkdtemp(join(tmpdir(), 'coval-home-')))
  const display = await ownDisplay()
  const environment = {
    ...inherited(),
    ...(display ? { DISPLAY: display.name } : {}),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    COVAL_COMPANION_HOME: join(home, 'companion'),
    // Without a bus the keychain does not answer: keys stay in this run's memory.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...env,
  }
  const executable = join(directory, 'electron')
  const started = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', folder, ...args]
  const cleanUp = async () => {
    await display?.stop()
    if (given === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  const app = await connect({ executablePath: executable, args: started, env: environment }).catch(async (error: unknown) => {
    await cleanUp()
    throw error
  })
  const printed: string[] = []
  for (const stream of [app.process().stdout, app.process().stderr])
    stream?.on('data', (piece: Buffer | string) => printed.push(piece.toString()))
  const page = await app.firstWindow()
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`thrown: ${error.message}`))
  await page.waitForLoadState()
  return {
    app,
    page,
    said,
    printed,
    home,
    environment,
    executable,
    arguments: started,
    async close() {
      await app.close()
      await cleanUp()
    },
  }
}

/**
 * Starts the app and connects to it. Where the window opens at the moment in which Playwright attaches itself, Playwright waits for
 * ever (about once in twenty starts; the app itself is well): then it is started anew.
 */
async function connect(options: NonNullable<Parameters<typeof _electron.launch>[0]>, attempts = 3): Promise<ElectronApplication> {
  try {
    return await _electron.launch({ ...options, timeout: 15_000 })
  } catch (error) {
    if (attempts <= 1 || !(error instanceof errors.TimeoutError)) throw error
    return connect(options, attempts - 1)
  }
}

/** What a desktop would pass on, and nothing of the test's own. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'DISPLAY', 'XAUTHORITY']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])))
}
