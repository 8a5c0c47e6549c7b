import { expect as expectSoon, type Locator, type Page } from '@playwright/test'
import { formatNumber } from '../../../renderer/widgets/format.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import { showAs, summaryPanel, tree } from './viewer.ts'

/** Also where no configuration of specs says how long. */
const expect = expectSoon.configure({ timeout: 60_000 })

const said = (count: number, word: string): string => `${formatNumber(count)} ${word}${count === 1 ? '' : 's'}`

/** What went wrong in this view, if anything did. */
const alarms = (page: Page): Locator => page.getByRole('main').getByRole('alert')

/**
 * Opens an imported simulation in the viewer by its address, and goes through its views: as many spans and traces as the import said,
 * and no view that failed. `look` is called in each.
 */
export async function walkThrough(
  page: Page,
  { importId, spans, traces }: ImportReport,
  look: (view: 'waterfall' | 'flame' | 'chat') => Promise<unknown> = async () => undefined,
): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/trace?source=import:${importId}`)}`)
  const counts =
    traces > 1 ? `${said(spans.written, 'span')} in ${said(traces, 'trace')} · ` : `${said(spans.written, 'span')} · `
  await expect(page.getByRole('main').getByText(counts)).toBeVisible()
  await expect(summaryPanel(page)).toContainText(said(spans.written, 'span').split(' ')[0] ?? '')
  const rows = tree(page).getByRole('row')
  await expect(rows.nth(1)).toBeVisible()
  // A header above each trace, where there are several, and the row of headings.
  const least = spans.written + 1 + (traces > 1 ? traces : 0)
  expect(Number(await tree(page).getAttribute('aria-rowcount')), 'rows').toBeGreaterThanOrEqual(least)
  await expect(page.getByRole('note')).toHaveCount(0)
  await expect(alarms(page)).toHaveCount(0)
  await look('waterfall')

  await showAs(page, 'Flame')
  await expect(page.getByRole('tree', { name: 'Spans of the flame graph' }).getByRole('treeitem').first()).toBeAttached()
  await expect(alarms(page)).toHaveCount(0)
  await look('flame')

  await showAs(page, 'Chat')
  const thread = page.getByRole('region', { name: 'Conversation' })
  await expect(thread.getByRole('article').first().or(page.getByText('No conversation in these spans'))).toBeVisible()
  await expect(alarms(page)).toHaveCount(0)
  await look('chat')
  // The link lags a little behind; what is still to be written must not go into the next simulation's.
  await expect.poll(() => page.evaluate<string>('location.hash')).toContain('view=chat')
}
