import { runCommand } from '../acts/commands.ts'
import { connect, saveKey } from '../acts/connect.ts'
import { importResult, recorded, startImport, typeSimulation } from '../acts/request.ts'
import { expect } from '../fixtures.ts'
import { test } from '../host/with-keyring.ts'

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
  await expect(page.getByRole('banner')).toContainText('support-agent')
  await typeSimulation(page, recorded('support-agent', 0).simulation_id)
  await startImport(page)
  await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)

  await runCommand(page, 'Connection and store')
  await page.getByRole('button', { name: 'Remove key' }).press('Enter')
  await page.getByRole('dialog', { name: 'Remove the key?' }).getByRole('button', { name: 'Remove key' }).press('Enter')
  await expect(page.getByText('Configured', { exact: true })).toBeHidden()
  await page.getByRole('button', { name: 'Test connection' }).press('Enter')
  await expect(page.getByText('phoenix-unauthorized')).toBeVisible()
})
