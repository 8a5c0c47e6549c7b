import type { Page } from '@playwright/test'
import { runCommand } from './acts/commands.ts'
import { importResult, preview, startImport, verdict } from './acts/request.ts'
import { showView, views } from './acts/views.ts'
import { expect, test } from './fixtures.ts'

/** As small as the window can be made. */
const smallest = { width: 720, height: 480 }

/** What of the page stands out of the window, and which buttons and counts are cut. */
const misfits = `(() => {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
  const shown = (element) => element.getClientRects().length > 0
  const cut = [...document.querySelectorAll('button, button span, kbd')].filter(
    (one) => shown(one) && !one.closest('[role="grid"], [role="treegrid"], [role="row"]') && getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).textOverflow !== 'ellipsis' && one.clientWidth > 1,
  )
  const tall = [...document.querySelectorAll('kbd')].filter((one) => shown(one) && one.getClientRects()[0].height > 30)
  return { wider: scrollWidth - clientWidth, taller: scrollHeight - clientHeight, cut: [...cut, ...tall].map((one) => one.textContent) }
})()`

async function expectFit(page: Page, what: string): Promise<void> {
  await test.step(what, async () => {
    expect.soft(await page.evaluate(misfits), what).toEqual({ wider: 0, taller: 0, cut: [] })
  })
}

test('in the smallest window every view fits, no button is cut, and every count of the mapping is in sight', async ({ app }) => {
  const { page } = app
  await page.setViewportSize(smallest)
  await expectFit(page, 'first start')
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('183 spans')
  await expectFit(page, 'preview')
  await startImport(page)
  await expect(importResult(page)).toContainText('183 spans')
  await expectFit(page, 'import')
  await runCommand(page, 'Run all checks')
  await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible()
  await expectFit(page, 'checks')
  await runCommand(page, 'Token-alias mapping')
  const rule = page.getByRole('button', { name: /^llm\.token_count\.completion(?![._])/ })
  await expect(rule.getByText('36 aliased')).toBeInViewport()
  await expect(rule.getByText('0 LLM spans lack it')).toBeInViewport()
  await rule.press('Enter')
  await expect(page.getByRole('tab', { name: 'Aliased 36' })).toBeInViewport()
  await expectFit(page, 'mapping')
  for (const view of views) {
    await showView(page, view)
    await expectFit(page, view.command)
  }
  await preview(page, 'an-id-that-nothing-carries')
  await expect(verdict(page)).toContainText('No span matches')
  await expectFit(page, 'nothing matches')
})
