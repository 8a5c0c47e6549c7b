import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { App } from 'electron'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { placeUserData } from '../../electron/main/home.ts'

const main = vi.hoisted(() => ({ calls: [] as string[] }))
vi.mock('electron', () => ({
  app: {
    getPath: () => process.env.COVAL_COMPANION_HOME,
    setPath: (name: string) => main.calls.push(`setPath ${name}`),
    requestSingleInstanceLock: () => {
      main.calls.push('requestSingleInstanceLock')
      return false
    },
    quit: () => main.calls.push('quit'),
  },
  protocol: { registerSchemesAsPrivileged: () => main.calls.push('registerSchemesAsPrivileged') },
  ...Object.fromEntries(
    ['BrowserWindow', 'dialog', 'ipcMain', 'Menu', 'MessageChannelMain', 'nativeTheme', 'screen', 'session', 'shell'].map(
      (name) => [name, {}],
    ),
  ),
}))

describe('[security] Electron’s own folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'coval-data-'))
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  })

  /** Where `placeUserData` puts it, below the test's folder. */
  function place(home: string | undefined): string {
    vi.stubEnv('COVAL_COMPANION_HOME', home)
    const set: [string, string][] = []
    const app = { getPath: () => path.join(folder, 'config'), setPath: (name: string, to: string) => void set.push([name, to]) }
    placeUserData(app as unknown as App)
    expect(set.map(([name]) => name)).toEqual(['userData'])
    return set[0]?.[1] ?? ''
  }

  test('lies beside the settings, in a home of its own where one is given, and is this user’s alone', async () => {
    const usual = place(undefined)
    const own = place(path.join(folder, 'portable'))
    const modes = await Promise.all([usual, own].map(async (one) => ((await stat(one)).mode & 0o777).toString(8)))
    expect({ usual: path.relative(folder, path.dirname(usual)).toLowerCase().replace(' ', '-'), own, modes }).toEqual({
      usual: 'config/coval-companion',
      own: path.join(folder, 'portable', 'shell'),
      modes: ['700', '700'],
    })
  })

  test('is chosen before anything else, the lock of the single instance first of all', async () => {
    vi.stubEnv('COVAL_COMPANION_HOME', folder)
    await import('../../electron/main/index.ts')
    expect(main.calls).toEqual(['setPath userData', 'registerSchemesAsPrivileged', 'requestSingleInstanceLock', 'quit'])
  })
})
