import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startKeyring } from '../../support/keyring.ts'
import { test as base } from '../fixtures.ts'

/** The same tests in a desktop session with a real gnome-keyring. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern of its first parameter
  environment: async ({}, use) => {
    const home = await mkdtemp(path.join(tmpdir(), 'coval-keyring-'))
    const keyring = await startKeyring('unlocked', home)
    const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env
    await use({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR })
    await keyring.stop()
    await rm(home, { recursive: true, force: true })
  },
})
