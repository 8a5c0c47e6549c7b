import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startKeyring } from '../../support/keyring.ts'
import { runCommand } from '../acts/commands.ts'
import { connect, saveKey } from '../acts/connect.ts'
import { importResult, recorded, startImport, typeSimulation } from '../acts/request.ts'
import { test as base, expect } from '../fixtures.ts'

/** A desktop session with a real gnome-keyring. */
const test = base.extend({
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

const key = 'px-kept-in-the-keyring'

test('a key is saved in the system’s keychain; after a restart an import needs it typed no more, until it is removed', async ({
  app,
  replay,
}) => {
  const server = await replay(['support-agent'], { apiKey: key })
  await connect(app.page, { url: server.url, project: 'support-agent' })
  await saveKey(app.page, key)
  await expect(app.page.getByText('Keys in the OS keychain')).toBeVisible()

  await app.restart()
  const { page } = app
  await typeSimulation(page, recorded('support-agent', 0).simulation_id)
  await startImport(page)
  await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)

  await runCommand(page, 'Connection and store')
  await page.getByRole('button', { name: 'Remove key' }).press('Enter')
  await expect(page.getByText('Configured', { exact: true })).toBeHidden()
  await page.getByRole('button', { name: 'Test connection' }).press('Enter')
  await expect(page.getByText('phoenix-unauthorized')).toBeVisible()
})
