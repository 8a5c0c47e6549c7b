import { expect, type Locator, type Page } from '@playwright/test'
import type { SentRule } from '../../support/sent-aliases.ts'
import { tabTo } from './commands.ts'

/** The row of a rule by its source. */
export const ruleRow = (page: Page, source: string): Locator =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: new RegExp(`^${source.replaceAll('.', '\\.')}(?![._])`) }) })

/** Chooses a rule from the keyboard. */
export async function chooseRule(page: Page, source: string): Promise<void> {
  const rule = ruleRow(page, source).getByRole('button')
  await rule.focus()
  await page.keyboard.press('Enter')
  await expect(rule).toHaveAttribute('aria-current', 'true')
}

/** The rule's row and its four lists hold these counts, and a list's spans as many; the lists are walked by arrow keys. */
export async function expectRule(page: Page, rule: SentRule): Promise<void> {
  await expect(ruleRow(page, rule.source)).toContainText(
    new RegExp(
      `${rule.withSource} with the source${rule.aliased} aliased${rule.equal} equal${rule.conflicts} in conflict${rule.lacking} LLM spans lack it`,
    ),
  )
  await chooseRule(page, rule.source)
  const tabs = page.getByRole('tablist', { name: 'Spans of the rule' })
  await tabTo(page, tabs.getByRole('tab', { selected: true }))
  for (const [name, count] of [
    ['Aliased', rule.aliased],
    ['Equal', rule.equal],
    ['Conflict', rule.conflicts],
    ['Lacking', rule.lacking],
  ] as const) {
    await expect(tabs.getByRole('tab', { selected: true })).toHaveText(`${name}${count}`)
    await expect(page.getByRole('grid', { name: /^Spans: / })).toHaveAttribute('aria-rowcount', String(count + 1))
    await page.keyboard.press('ArrowRight')
  }
}

/** Shows the spans of one outcome and selects each of them by the arrow keys; answers the texts of their rows. */
export async function walkSpans(page: Page, outcome: 'Aliased' | 'Equal' | 'Conflict' | 'Lacking'): Promise<string[]> {
  const tabs = page.getByRole('tablist', { name: 'Spans of the rule' })
  const wanted = tabs.getByRole('tab', { name: new RegExp(`^${outcome}`) })
  await tabTo(page, tabs.getByRole('tab', { selected: true }))
  while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowRight')
  const grid = page.getByRole('grid', { name: `Spans: ${outcome.toLowerCase()}` })
  await tabTo(page, grid)
  const count = Number(await grid.getAttribute('aria-rowcount')) - 1
  const texts: string[] = []
  for (let at = 0; at < count; at++) {
    await page.keyboard.press('ArrowDown')
    const row = grid.getByRole('row', { selected: true })
    await expect(row).toHaveAttribute('aria-rowindex', String(at + 2))
    texts.push((await row.textContent()) ?? '')
  }
  return texts
}
