import { expect, type Page } from '@playwright/test'
import type { AliasReport } from '../../../shared/contract/aliases.ts'
import type { CheckReport } from '../../../shared/contract/checks.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { describeVerdict } from '../../../shared/report/verdict.ts'
import { runCommand } from './commands.ts'
import { verdict } from './request.ts'
import { goTo } from './views.ts'

/** What the command line's document of an opened file decides. */
export interface Decided {
  readonly preview: PreviewReport
  readonly checks: CheckReport
  readonly aliases: AliasReport
  readonly changed: readonly string[]
}

const words = { pass: 'passed', warn: 'warning', fail: 'failed', skipped: 'skipped' } as const
const plain = (text: string) => text.replaceAll('`', '')

/** The page shows what the document decides: verdict, traces with their evidence, near misses, mapping and checks. */
export async function expectDecisions(page: Page, { preview, checks, aliases }: Decided): Promise<void> {
  await goTo(page, 'Import')
  await expect(verdict(page)).toHaveText(plain(describeVerdict(preview).sentence))
  await page.getByRole('tab', { name: /^Traces/ }).click()
  const traces = page.getByRole('grid', { name: 'Traces of the window' })
  await expect(traces).toHaveAttribute('aria-rowcount', String(preview.traces.length + 1))
  for (const trace of preview.traces.filter((one) => one.verdict === 'matched')) {
    const [evidence] = trace.evidence
    const row = traces.getByRole('row').filter({ hasText: `${evidence?.key} = ${evidence?.value}` })
    await expect(row).toContainText(trace.name)
    await expect(row.getByRole('gridcell').nth(-2)).toHaveText(String(trace.spans))
  }
  await page.getByRole('tab', { name: /^Near misses/ }).click()
  const cards = page.getByRole('article')
  await expect(cards).toHaveCount(preview.nearMisses.length)
  for (const miss of preview.nearMisses) {
    const card = cards.filter({ hasText: miss.key ?? '' }).filter({ hasText: plain(miss.fix) })
    await expect(card).toHaveCount(1)
    await expect(card.getByText('matches all the same')).toHaveCount(miss.severity === 'note' ? 1 : 0)
    await expect(card).toContainText((miss.value ?? '').trim())
  }

  await runCommand(page, 'Run all checks')
  await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible()
  for (const check of checks.checks) await expect(page.getByText(`${check.title}: ${words[check.verdict]}`)).toBeAttached()

  await goTo(page, 'Mapping')
  if (aliases.spans === 0) return await expect(page.getByText('No spans to look at yet')).toBeVisible()
  const rules = page.getByRole('main').getByRole('listitem')
  for (const rule of aliases.rules)
    await expect(rules.filter({ hasText: `${rule.source}${rule.alias}` })).toContainText(
      new RegExp(
        `${rule.withSource} with the source${rule.aliased} aliased${rule.equal} equal${rule.conflicts} in conflict${rule.llmLacking === null ? '– not about LLM spans' : `${rule.llmLacking} LLM spans lack it`}`,
      ),
    )
  for (const { name, spans } of aliases.renamed)
    await expect(page.getByRole('region', { name: 'Names that became llm' }).getByRole('listitem')).toContainText(
      `${name}  llm${spans} spans`,
    )
}
