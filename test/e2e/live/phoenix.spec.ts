import { feedRecording } from '../../support/feed.ts'
import { createSystemKey, type RunningPhoenix, startPhoenix } from '../../support/phoenix.ts'
import { realParts } from '../../support/real-parts.ts'
import { runCommand } from '../acts/commands.ts'
import { connect, saveKey } from '../acts/connect.ts'
import { importResult, preview, recorded, startImport, verdict } from '../acts/request.ts'
import { expect, test } from '../fixtures.ts'

const { simulation_id: simulation } = recorded('support-agent', 0)

// A Phoenix makes its whole database at its first start.
test.describe.configure({ timeout: 300_000 })

async function startFed(auth: boolean): Promise<RunningPhoenix> {
  if (realParts.phoenix === null) throw new Error('Phoenix is missing')
  const phoenix = await startPhoenix({ executable: realParts.phoenix, auth, timeoutMs: 180_000 })
  await feedRecording({ url: phoenix.url, recording: 'support-agent', apiKey: phoenix.adminSecret, endedAgoMs: 0 })
  return phoenix
}

test('against a live Phoenix: the project is picked from its list, the window is found, the simulation is imported', async ({
  app,
}) => {
  const phoenix = await startFed(false)
  try {
    const { page } = app
    await connect(page, { url: phoenix.url, project: 'default' })
    await page.getByRole('textbox', { name: 'Phoenix project' }).fill('supp')
    await page.getByRole('option', { name: 'support-agent' }).click()
    await page.getByRole('button', { name: 'Save changes' }).press('Enter')
    // What is tested is what is saved; the form is drawn anew once it is.
    await expect(page.getByRole('button', { name: 'Save changes' })).toBeHidden()
    await page.getByRole('button', { name: 'Test connection' }).press('Enter')
    await expect(page.getByText(/Phoenix \d+\.\d+\.\d+ answered in/)).toBeVisible()
    await preview(page, simulation)
    await expect(verdict(page)).toContainText('16 spans in 1 trace match by simulation_output_id; Coval takes all of them.')
    await startImport(page)
    await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
  } finally {
    await phoenix.stop()
  }
})

test('against a live Phoenix with authentication: a wrong key is diagnosed, replaced, and rotated in the middle', async ({
  app,
}) => {
  const phoenix = await startFed(true)
  try {
    const { page } = app
    const right = await createSystemKey(phoenix)
    await connect(page, { url: phoenix.url, project: 'support-agent' })
    await saveKey(page, 'a-wrong-key')
    await page.getByRole('button', { name: 'Test connection' }).press('Enter')
    await expect(page.getByText('phoenix-unauthorized')).toBeVisible()
    await preview(page, simulation)
    await expect(page.getByRole('alert').filter({ hasText: 'phoenix-unauthorized' })).toContainText('401')

    await page.getByRole('button', { name: 'Replace key' }).press('Enter')
    await saveKey(page, right.key)
    await preview(page, simulation)
    await expect(verdict(page)).toContainText('16 spans in 1 trace match')

    await right.revoke()
    await startImport(page)
    const failure = page.getByRole('alert').filter({ hasText: 'phoenix-unauthorized' })
    await failure.getByRole('button', { name: 'Run the check', exact: true }).press('Enter')
    await expect(page.getByText('Phoenix accepts the request: failed')).toBeVisible()
    await page.getByRole('button', { name: 'Replace key' }).press('Enter')
    await saveKey(page, (await createSystemKey(phoenix)).key)
    await runCommand(page, 'Import a simulation')
    await startImport(page)
    await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
  } finally {
    await phoenix.stop()
  }
})
