import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { runCommand, views } from './acts/commands.ts'
import { importResult, startImport, verdict } from './acts/request.ts'
import { expect, test } from './fixtures.ts'

test('the palette reaches every view, no policy is violated and the console stays clean', async ({ app }) => {
  const { page } = app
  await page.addInitScript({
    content: `window.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))`,
  })
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

test('no view has a serious accessibility finding, in light and in dark', async ({ app }) => {
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

/** Both schemes at once: only what is drawn changes. */
async function checkBoth(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    await test.step(`${what}, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      // Electron cannot open the blank page in which axe would finish; colours may still be on their way.
      await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))')
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`)
      expect.soft(serious, `${what}, ${colorScheme}`).toEqual([])
    })
}
