import type { Page } from '@playwright/test'
import { runCommand } from './acts/commands.ts'
import { connect } from './acts/connect.ts'
import { drawnWhole } from './acts/drawn.ts'
import { importResult, startImport, verdict } from './acts/request.ts'
import { showView, views } from './acts/views.ts'
import { expect, test } from './fixtures.ts'

/** What has the focus, and whether a line of two pixels is drawn around it, its frame, or what stands for it. */
const focused = `(async () => {
  await ${drawnWhole}
  const element = document.activeElement
  if (element === null || element === document.body) return null
  // A line outside of what fills its frame is cut by that frame.
  const cut = (one) => {
    const frame = one.parentElement
    if (frame === null || getComputedStyle(frame).overflowY === 'visible') return false
    const [inner, outer] = [one.getBoundingClientRect(), frame.getBoundingClientRect()]
    return inner.top - outer.top < 2 && outer.bottom - inner.bottom < 2 && inner.left - outer.left < 2
  }
  const drawn = (one, pseudo) => {
    const style = getComputedStyle(one, pseudo)
    if (pseudo !== undefined && style.content === 'none') return false
    const lined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !(parseFloat(style.outlineOffset) >= 0 && cut(one))
    return lined || ((pseudo !== undefined || one.role === 'grid') && parseFloat(style.borderTopWidth) >= 2 && style.borderTopColor !== 'rgba(0, 0, 0, 0)')
  }
  const around = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement].filter(Boolean)
  const shown = around.some((one) => drawn(one) || drawn(one, '::after') || drawn(one, '::before'))
  return { name: element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60), shown }
})()`

/** Every stop of the Tab key, once around the page. */
async function expectVisibleFocus(page: Page, what: string): Promise<void> {
  await test.step(what, async () => {
    await page.evaluate('document.activeElement?.blur()')
    const unseen: string[] = []
    for (let stops = 0; stops < 60; stops++) {
      await page.keyboard.press('Tab')
      const one = await page.evaluate<{ name: string; shown: boolean } | null>(focused)
      if (one === null) break
      if (!one.shown) unseen.push(one.name)
    }
    expect.soft(unseen, what).toEqual([])
  })
}

test('wherever the Tab key leads, the focus is to be seen', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'])
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByText('Ready')).toBeVisible()
  await expectVisibleFocus(page, 'first start')
  await connect(page, { url: server.url, project: 'support-agent' })
  await expectVisibleFocus(page, 'connection')
  await page.getByRole('radio', { name: 'Embedded' }).focus()
  await page.keyboard.press('ArrowRight')
  await expectVisibleFocus(page, 'connection with a ClickHouse server')
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('183 spans')
  await expectVisibleFocus(page, 'preview')
  await startImport(page)
  await expect(importResult(page)).toContainText('183 spans')
  for (const view of views) {
    await showView(page, view)
    await expectVisibleFocus(page, view.command)
  }
})
