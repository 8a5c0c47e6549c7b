import { copyFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { canaryIn } from '../../support/canary.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { feedRecording } from '../../support/feed.ts'
import { createSystemKey, startPhoenix } from '../../support/phoenix.ts'
import { realParts } from '../../support/real-parts.ts'
import { runCommand } from '../acts/commands.ts'
import { connect, saveKey } from '../acts/connect.ts'
import { type Decided, expectDecisions } from '../acts/decisions.ts'
import { expectMarkedEverywhere, heldByPage, openedFile, openRecording } from '../acts/recordings.ts'
import { importResult, preview, recorded, startImport, verdict } from '../acts/request.ts'
import { goTo } from '../acts/views.ts'
import { type App, expect, test } from '../fixtures.ts'

// A Phoenix makes its whole database at its first start.
test.describe.configure({ timeout: 300_000 })

/** One that matches, with a second id in its trace; and one whose id has a space behind it. */
const matching = recorded('near-miss-agent', 'two_ids_in_one_trace').simulation_id
const spaced = recorded('near-miss-agent', 'value_space').simulation_id

test('a case is recorded from a Phoenix with authentication, and decides the same elsewhere without it', async ({
  app,
  another,
}) => {
  if (realParts.phoenix === null) throw new Error('Phoenix is missing')
  const phoenix = await startPhoenix({ executable: realParts.phoenix, auth: true, timeoutMs: 180_000 })
  const files: string[] = []
  let key = ''
  let said: string | null = null
  try {
    await feedRecording({ url: phoenix.url, recording: 'near-miss-agent', apiKey: phoenix.adminSecret, endedAgoMs: 600_000 })
    key = (await createSystemKey(phoenix)).key
    const { page } = app
    await connect(page, { url: phoenix.url, project: 'near-miss-agent' })
    await saveKey(page, key)
    await preview(page, matching)
    await expect(verdict(page)).toContainText(/^5 spans in 1 trace match .* Coval takes all of them\.$/)
    said = await verdict(page).textContent()
    await startImport(page)
    await expect(importResult(page)).toContainText(/5 spans in 1 trace .*written/)
    await importResult(page).getByRole('button', { name: 'Record this case' }).click()
    files.push(await saveShown(app, matching, key))
    await preview(page, spaced)
    await expect(verdict(page)).toContainText(`No span matches ${spaced}`)
    await runCommand(page, 'Record the last case')
    await page.getByRole('grid', { name: 'Cases that can be recorded' }).getByRole('row').filter({ hasText: spaced }).click()
    await page.getByRole('complementary', { name: 'The chosen case' }).getByRole('button', { name: 'Record this case' }).click()
    files.push(await saveShown(app, spaced, key))
    expect(canaryIn([await heldByPage(page)], key)).toEqual([])
  } finally {
    await phoenix.stop()
  }

  await test.step('the files hold the key in no spelling, and no id and no host', async () => {
    for (const file of files) {
      const bytes = await readFile(file)
      const text = gunzipSync(bytes).toString('utf8')
      expect(canaryIn([text, bytes.toString('latin1')], key)).toEqual([])
      for (const hidden of [matching, spaced, 'near-miss-agent', new URL(phoenix.url).host]) expect(text).not.toContain(hidden)
    }
  })

  const { page, home } = await another()
  for (const [number, file] of files.entries())
    await test.step(`file ${number + 1} in a fresh home, beside the command line`, async () => {
      const { stdout } = await runCommandLine(path.join(home, 'cli'), ['open', file, '--json'])
      const decided = JSON.parse(stdout) as Decided
      expect(decided.changed).toEqual([])
      await openRecording(page, file)
      await expect(openedFile(page, path.basename(file))).toHaveAttribute('aria-current', 'true')
      await page.getByRole('button', { name: 'Replay', exact: true }).press('Enter')
      await expect(page.getByText('Decides here exactly as it did where it was recorded.')).toBeVisible()
      await page.getByRole('button', { name: 'Work with it' }).press('Enter')
      await expectDecisions(page, decided)
      expect(canaryIn([await heldByPage(page)], key)).toEqual([])
      await goTo(page, 'Import')
      await page.getByRole('tab', { name: /^Near misses/ }).click()
      if (number === 0) await expect(verdict(page)).toHaveText(said ?? '')
      else await expect(page.getByRole('article').filter({ hasText: 'Space around the id' }).locator('mark')).toHaveCount(1)
    })
  await expectMarkedEverywhere(page)
})

/** Saves the case that is drafted at the level that is there without a choice, once it was looked through; answers the file. */
async function saveShown(app: App, simulation: string, key: string): Promise<string> {
  const { page } = app
  await expect(page.getByRole('radio', { name: /^Structure/ })).toBeChecked()
  await expect(page.getByText(/1 secret was looked for in every line and every spelling; none is in it/)).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Lines of the file' }).getByRole('row').nth(1)).toBeVisible()
  for (const hidden of [simulation, key.slice(0, 20)]) {
    await page.getByRole('textbox', { name: 'Search the lines' }).fill(hidden)
    await expect(page.getByText('No line holds it')).toBeVisible()
  }
  const { path: file } = await app.saved(() => page.getByRole('button', { name: /^Save file/ }).click())
  // They are all called alike.
  const kept = path.join(app.home, `${simulation}.cvcase`)
  await copyFile(file, kept)
  return kept
}
