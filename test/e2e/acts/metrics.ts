import { expect, type Page } from '@playwright/test'

/** Shows a tab of Metrics. */
export async function showTab(page: Page, name: 'Built in' | 'Custom' | 'SQL' | 'Judges' | 'Compare'): Promise<void> {
  const tab = page.getByRole('tablist', { name: 'Metrics' }).getByRole('tab', { name })
  await tab.click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
}

/** The row of a table by its heading. */
export const rowOf = (page: Page, heading: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: heading, exact: true }) })

/** The number of a figure in full, which stands in its hover. */
export const exactValue = (page: Page, heading: string) =>
  rowOf(page, heading).first().getByRole('cell').first().locator('[title]').first().getAttribute('title')
