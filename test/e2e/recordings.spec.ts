import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ReplayServer } from '../../electron/engine/replay/server.ts'
import { runCommandLine } from '../support/command-line.ts'
import { connect } from './acts/connect.ts'
import { type Decided, expectDecisions } from './acts/decisions.ts'
import { dropFile, openedFile, openRecording } from './acts/recordings.ts'
import { importResult, recorded, typeSimulation } from './acts/request.ts'
import { goTo } from './acts/views.ts'
import { type App, expect, test } from './fixtures.ts'

const frozen = path.join(import.meta.dirname, '../recordings/cases/structure-v1.cvcase')
const first = recorded('support-agent', 0).simulation_id
const second = recorded('support-agent', 1).simulation_id

/** Records a case by the command line into the app's home. */
async function record(app: App, server: ReplayServer, simulation: string, name: string): Promise<string> {
  const file = path.join(app.home, name)
  const words = ['record', '--host', server.url, '--project', 'support-agent', '--simulation', simulation, '-o', file]
  const { code, stderr } = await runCommandLine(path.join(app.home, 'cli'), words)
  if (code !== 0) throw new Error(`nothing was recorded for the test: ${stderr}`)
  return file
}

test('a file decides on the page, in this host, what the command line prints of it', async ({ app }) => {
  const { page } = app
  const { code, stdout } = await runCommandLine(path.join(app.home, 'cli'), ['open', frozen, '--json'])
  const decided = JSON.parse(stdout) as Decided
  expect([code, decided.preview.outcome, decided.changed]).toEqual([0, 'matched', []])
  await openRecording(page, frozen)
  await expect(openedFile(page, path.basename(frozen))).toHaveAttribute('aria-current', 'true')
  await page.getByRole('button', { name: 'Replay', exact: true }).press('Enter')
  await expect(page.getByText('Decides here exactly as it did where it was recorded.')).toBeVisible()
  await expect(page.getByText(/^\d+ checks stand as recorded/)).toBeVisible()
  await page.getByRole('button', { name: 'Work with it' }).press('Enter')
  await expectDecisions(page, decided)
})

test('a failed import is recorded, and fails the same when it is replayed', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'], { apiKey: 'px-the-right-one' })
  await connect(page, { url: server.url, project: 'support-agent' })
  await typeSimulation(page, first)
  await page.keyboard.press('Control+Shift+Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'phoenix-unauthorized' })).toBeVisible()
  await page.getByRole('button', { name: 'Record this case' }).first().press('Enter')
  const { path: file, name } = await app.saved(() => page.getByRole('button', { name: /^Save file/ }).click())
  expect(name).toMatch(/\.cvcase$/)
  const asked = server.requests.length

  await openRecording(page, file)
  await expect(openedFile(page, path.basename(file))).toBeVisible()
  await page.getByRole('button', { name: 'Replay', exact: true }).press('Enter')
  await expect(page.getByText('Decides here exactly as it did where it was recorded.')).toBeVisible()
  expect(server.requests.length).toBe(asked)
  await expect(page.getByRole('row', { name: /^Import/ })).toContainText(
    /failed: phoenix-unauthorized.*failed: phoenix-unauthorized/,
  )
})

test('two recordings side by side: what differs comes first, and the command line counts the same', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'])
  const files = [await record(app, server, first, 'whole.cvcase'), await record(app, server, second, 'failing.cvcase')] as const
  for (const file of files) {
    await openRecording(page, file)
    await expect(openedFile(page, path.basename(file))).toHaveAttribute('aria-current', 'true')
  }
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('combobox', { name: 'Left' }).click()
  await page.getByRole('option', { name: /whole\.cvcase/ }).click()
  await page.getByRole('combobox', { name: 'Right' }).click()
  await page.getByRole('option', { name: /failing\.cvcase/ }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()

  const { stdout } = await runCommandLine(path.join(app.home, 'cli'), ['compare', ...files, '--json'])
  const compared = JSON.parse(stdout) as {
    different: number
    rows: { what: string; left: string; right: string; same: boolean }[]
  }
  await expect(page.getByText(`${compared.different} of ${compared.rows.length} facts differ`)).toBeVisible()
  const table = page.getByRole('table')
  const shown = async () =>
    await table
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: 'differs', exact: true }) })
      .count()
  await expect.poll(shown).toBe(compared.different)
  const matched = compared.rows.find(({ left, right }) => left === '16' && right === '18')
  await expect(
    table
      .getByRole('row')
      .filter({ hasText: matched?.what ?? 'not compared' })
      .first(),
  ).toContainText(/16.*18/)
  await page.getByRole('switch', { name: 'Differences only' }).click({ force: true })
  await expect(table.getByRole('cell', { name: 'same', exact: true })).toHaveCount(0)
})

test('a damaged or foreign file ends in a clear error and changes nothing', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'])
  const file = await record(app, server, first, 'whole.cvcase')
  const bytes = await readFile(file)
  const cut = path.join(app.home, 'cut.cvcase')
  await writeFile(cut, bytes.subarray(0, bytes.length - 400))
  const refusal = page.getByRole('dialog', { name: 'The file was not opened' })
  await openRecording(page, cut)
  await expect(refusal).toContainText('cut.cvcase')
  await expect(refusal).toContainText('recording-unreadable')
  await expect(refusal).toContainText('Nothing was changed and nothing of it is kept.')
  await page.keyboard.press('Escape')
  await expect(refusal).toBeHidden()

  await dropFile(page, 'holiday.cvcase', Buffer.from('no case at all'))
  await expect(refusal).toContainText(/holiday\.cvcase.*recording-/)
  await page.keyboard.press('Escape')
  await expect(refusal).toBeHidden()
  await goTo(page, 'Recordings')
  await expect(page.getByRole('tab', { name: 'Opened 0' })).toBeVisible()

  await dropFile(page, 'dropped.cvcase', bytes)
  await expect(openedFile(page, 'dropped.cvcase')).toBeVisible()
  await page.getByRole('button', { name: 'Work with it' }).press('Enter')
  await page.keyboard.press('Control+Shift+Enter')
  await expect(importResult(page)).toContainText(/16 spans in 1 trace/)
  await goTo(page, 'Recordings')
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter')
  await expect(page.getByText('No recording is open')).toBeVisible()
  await goTo(page, 'Simulations')
  await expect(page.getByText('Nothing imported yet')).toBeVisible()
})
