import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { runCommand } from './acts/commands.ts'
import { connect } from './acts/connect.ts'
import { drawnWhole } from './acts/drawn.ts'
import { showTab } from './acts/metrics.ts'
import { openedFile, openRecording } from './acts/recordings.ts'
import { importResult, preview, recorded, startImport, verdict } from './acts/request.ts'
import { showAs, spanPanel, tree } from './acts/viewer.ts'
import { goTo, views } from './acts/views.ts'
import { expect, test } from './fixtures.ts'
import { demo } from './host/seed.ts'

/** Notes what the page's own policy forbids it. */
const recordViolations = `window.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`

test('the palette reaches every view, no policy is violated and the console stays clean', async ({ app }) => {
  const { page } = app
  await page.addInitScript({ content: recordViolations })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Connect a Phoenix' })).toBeVisible()
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('183 spans')
  for (const { command, heading, hash } of views) {
    await runCommand(page, command)
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeAttached()
    expect(new URL(page.url()).hash).toMatch(new RegExp(`^${hash}`))
    await expect(page).toHaveTitle(/ · Coval Companion$/)
  }
  await runCommand(page, 'Keyboard shortcuts')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  expect(await page.evaluate('violations')).toEqual([])
})

test('light and dark follow the system while the app runs', async ({ app }) => {
  const { page } = app
  const brightness = () =>
    page.evaluate<number>(`Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(brightness).toBeLessThan(60)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(brightness).toBeGreaterThan(200)
})

test('no view of an import has a serious accessibility finding, in light and in dark', async ({ app }) => {
  // Two dozen pages are searched.
  test.setTimeout(600_000)
  const { page } = app
  await checkBoth(page, 'first start')
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('112')
  await page.getByRole('grid', { name: 'Traces of the window' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('grid', { name: 'Attributes' })).toBeVisible()
  await checkBoth(page, 'preview with a trace')
  await page.getByRole('tab', { name: /^Near misses/ }).click()
  await checkBoth(page, 'near misses')
  await page.getByRole('tab', { name: /^Other simulations/ }).click()
  await checkBoth(page, 'other simulations')
  await startImport(page)
  await expect(importResult(page)).toContainText('183 spans')
  await page.getByRole('button', { name: 'Look at the mapping' }).press('Enter')
  await expect(page.getByRole('grid', { name: 'Spans: aliased' }).getByRole('row').nth(1)).toBeVisible()
  await checkBoth(page, 'mapping')
  await runCommand(page, 'Run all checks')
  await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible({ timeout: 60_000 })
  await checkBoth(page, 'checks')
  await runCommand(page, 'Simulations')
  await page.getByRole('grid', { name: 'Imported simulations' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('complementary', { name: 'The chosen import' })).toBeVisible()
  await checkBoth(page, 'simulations')
  await runCommand(page, 'Connection and store')
  await checkBoth(page, 'connection')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Type a command' })).toBeFocused()
  await checkBoth(page, 'palette')
})

test.describe('with simulations in the store', () => {
  test.use({ seed: { imports: [['support-agent', 1], demo] } })

  test('no view of spans has a serious accessibility finding, is wider than the window, or breaks the policy', async ({
    app,
  }) => {
    test.setTimeout(600_000)
    const { page } = app
    await page.addInitScript({ content: recordViolations })
    await page.reload()
    await goTo(page, 'Trace')
    await expect(page.getByText('183 spans in 36 traces')).toBeVisible()
    await checkBoth(page, 'trace, nothing selected')
    await tree(page).getByRole('row').filter({ hasText: 'llm' }).first().click()
    await expect(spanPanel(page).getByRole('list', { name: 'Attributes' })).toBeVisible()
    await checkBoth(page, 'waterfall')
    await showAs(page, 'Flame')
    await expect(page.getByRole('tree', { name: 'Spans of the flame graph' })).toBeVisible()
    await checkBoth(page, 'flame graph')
    await showAs(page, 'Chat')
    await expect(page.getByRole('region', { name: 'Conversation' })).toContainText('73 messages')
    await checkBoth(page, 'chat')

    await goTo(page, 'Metrics')
    await expect(page.getByRole('complementary', { name: 'Coverage' })).toBeVisible()
    await checkBoth(page, 'metrics')
    await showTab(page, 'Custom')
    await expect(page.getByRole('complementary', { name: 'A new metric' })).toBeVisible()
    await checkBoth(page, 'custom metrics')
    await showTab(page, 'SQL')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(page.getByRole('grid', { name: 'Result' })).toBeVisible()
    await checkBoth(page, 'SQL')
    await page.getByRole('textbox', { name: 'SQL' }).fill('SELECT 1 FORM spans')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await checkBoth(page, 'SQL with a mistake')
    await showTab(page, 'Judges')
    await expect(page.getByRole('region', { name: 'Endpoints' })).toBeVisible()
    await checkBoth(page, 'judges')
    await showTab(page, 'Compare')
    await expect(page.getByRole('grid', { name: 'Simulations side by side' })).toBeVisible()
    await checkBoth(page, 'simulations compared')

    await goTo(page, 'Heatmap')
    const matrix = page.getByRole('grid', { name: 'Transitions: rows lead to columns' })
    await matrix.focus()
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await expect(page.getByRole('main').getByRole('complementary')).toBeVisible()
    await checkBoth(page, 'heatmap with a cell')
    await page.getByRole('radiogroup', { name: 'Drawn as' }).getByRole('radio', { name: 'Graph' }).check()
    await expect(page.getByRole('group', { name: 'Transitions as a graph' })).toBeVisible()
    await checkBoth(page, 'graph')
    expect(await page.evaluate('violations')).toEqual([])
  })
})

test('no view of a recording has a serious accessibility finding, or is wider than the window', async ({ app, replay }) => {
  test.setTimeout(600_000)
  const { page } = app
  const server = await replay(['near-miss-agent'])
  const file = path.join(app.home, 'spaced.cvcase')
  const spaced = recorded('near-miss-agent', 'value_space').simulation_id
  await connect(page, { url: server.url, project: 'near-miss-agent' })
  await preview(page, spaced)
  await expect(verdict(page)).toContainText('No span matches')
  await runCommand(page, 'Record the last case')
  await page.getByRole('grid', { name: 'Cases that can be recorded' }).getByRole('row').nth(1).click()
  await checkBoth(page, 'cases to record')
  await page.getByRole('complementary', { name: 'The chosen case' }).getByRole('button', { name: 'Record this case' }).click()
  await expect(page.getByRole('grid', { name: 'Lines of the file' }).getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('grid', { name: 'Lines of the file' }).getByRole('row').nth(2).click()
  await checkBoth(page, 'draft')
  const saved = await app.saved(() => page.getByRole('button', { name: /^Save file/ }).click())
  await copyFile(saved.path, file)
  await openRecording(page, file)
  await expect(openedFile(page, 'spaced.cvcase')).toBeVisible()
  await page.getByRole('button', { name: 'Replay', exact: true }).press('Enter')
  await expect(page.getByText('Decides here exactly as it did')).toBeVisible()
  await checkBoth(page, 'opened recording')
  await page.getByRole('button', { name: 'Work with it' }).click()
  await expect(verdict(page)).toContainText('No span matches')
  await checkBoth(page, 'preview of a recording')
  await goTo(page, 'Recordings')
  await page.getByRole('tab', { name: 'Compare' }).click()
  await openRecording(page, path.join(import.meta.dirname, '..', '..', 'recordings', 'demo.cvcase'))
  await expect(openedFile(page, 'demo.cvcase')).toBeVisible()
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('combobox', { name: 'Left' }).click()
  await page.getByRole('option', { name: /spaced\.cvcase/ }).click()
  await page.getByRole('combobox', { name: 'Right' }).click()
  await page.getByRole('option', { name: /demo\.cvcase/ }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByText(/facts differ/)).toBeVisible()
  await checkBoth(page, 'recordings compared')
})

/** What of a page can be wrong in one scheme alone: colours. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** Both schemes at once: only what is drawn changes. */
async function checkBoth(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    await test.step(`${what}, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      // Electron cannot open the blank page in which axe would finish; colours may still be on their way.
      await page.evaluate(drawnWhole)
      const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
      const { violations } = await (colorScheme === 'light' ? builder : builder.withRules(rulesOfColour)).analyze()
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`)
      expect.soft(serious, `${what}, ${colorScheme}`).toEqual([])
    })
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect.soft(wide, `${what}: pixels wider than the window`).toBe(0)
}
