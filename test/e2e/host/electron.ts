import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { realParts } from '../../support/real-parts.ts'
import { ownDisplay } from '../../support/shell/display.ts'
import { joinWindow } from '../../support/shell/join-window.ts'
import { listen } from './console.ts'
import { keepDownloads } from './downloads.ts'
import type { Run, RunOptions } from './running.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')

/** Opens the app in a real window. */
export async function runInElectron({ home, env, args }: RunOptions): Promise<Run> {
  const directory = realParts.electron
  if (directory === null) throw new Error('Electron is missing: COVAL_ELECTRON names the folder that holds it')
  const display = await ownDisplay()
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
  const window = await joinWindow(executable, [...words, ...args], environment)
  const { page } = window
  const said = listen(page)
  await page.waitForLoadState()
  const saved = await keepDownloads(page, path.join(home, 'downloads'))
  return {
    page,
    said,
    pid: window.child.pid ?? 0,
    async startAgain(link) {
      await promisify(execFile)(executable, [...words, link], { env: environment })
    },
    saved,
    async close() {
      await window.close()
      await display?.stop()
    },
  }
}

/** What a desktop passes on, and nothing of the test's own. */
function desktop(): Record<string, string> {
  const names = ['PATH', 'TMPDIR', 'DISPLAY', 'XAUTHORITY']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])))
}
