import { runCommand, tabTo } from './acts/commands.ts'
import { importResult, startImport, verdict } from './acts/request.ts'
import { expect, test } from './fixtures.ts'

test('a new user sees the demo, why its spans match, imports them and understands the mapping, by keyboard', async ({ app }) => {
  const { page } = app
  await test.step('first start', async () => {
    await expect(page.getByRole('heading', { name: 'Connect a Phoenix' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Phoenix host' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Trace store' })).toBeVisible()
  })

  await test.step('demo and verdict', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Try the bundled demo recording' }))
    await page.keyboard.press('Enter')
    await expect(verdict(page)).toContainText(
      /^183 spans in 36 traces match by session_id; by the documented limits Coval takes 112/,
    )
    await expect(page.getByRole('region', { name: 'Timeline of the window' })).toBeVisible()
  })

  await test.step('a trace, its evidence and its attributes', async () => {
    await tabTo(page, page.getByRole('button', { name: /^Matched/ }))
    await page.keyboard.press('Enter')
    const table = page.getByRole('grid', { name: 'Traces of the window' })
    await tabTo(page, table)
    await page.keyboard.press('Home')
    const first = table.getByRole('row', { selected: true })
    await expect(first).toContainText('session_id = 6tyNbvsR5dHtfsEEcPcZwK')
    const panel = page.getByRole('complementary', { name: /^Trace/ })
    const attributes = panel.getByRole('grid', { name: 'Attributes' })
    await expect(attributes.getByRole('row').nth(1)).toContainText(/evidence.*session_id.*6tyNbvsR5dHtfsEEcPcZwK/)
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
  })

  await test.step('import', async () => {
    await startImport(page)
    await expect(importResult(page)).toContainText(/183 spans in 36 traces .*written/)
  })

  await test.step('mapping', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Look at the mapping' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Token-alias mapping' })).toBeVisible()
    const rules = page.getByRole('region', { name: 'Coval’s rules' }).getByRole('listitem')
    await expect(rules).toHaveCount(4)
    await expect(rules.first()).toContainText(/llm\.token_count\.prompt.*gen_ai\.usage\.input_tokens/)
    await expect(page.getByRole('region', { name: 'Names that became llm' })).toContainText(/ChatCompletion|chat|llm/)
    await tabTo(page, rules.first().getByRole('button'))
    await page.keyboard.press('Enter')
    const spans = page.getByRole('grid', { name: 'Spans: aliased' })
    await tabTo(page, spans)
    const panel = page.getByRole('complementary', { name: 'Trace Span' })
    const chosen = spans.getByRole('row', { selected: true })
    for (const place of ['2', '3', '4']) {
      await page.keyboard.press('ArrowDown')
      await expect(chosen).toHaveAttribute('aria-rowindex', place)
      await expect(panel.getByRole('grid', { name: 'Attributes' })).toContainText('gen_ai.usage.input_tokens')
    }
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
    await expect(spans).toBeFocused()
  })

  await test.step('a further rule', async () => {
    await tabTo(page, page.getByRole('switch', { name: 'Apply llm.model_name → gen_ai.request.model' }), 'Shift+Tab')
    await page.keyboard.press('Space')
    await expect(page.getByRole('tab', { name: 'Aliased 36' })).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Spans: aliased' })).toHaveAttribute('aria-rowcount', '37')
  })

  await test.step('checks', async () => {
    await runCommand(page, 'Run all checks')
    await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('status', { name: 'Summary' })).not.toContainText('failed')
    await expect(page.getByText('Spans carry the simulation output id: passed')).toBeVisible()
  })

  await test.step('list', async () => {
    await page.keyboard.press('Escape')
    await runCommand(page, 'Simulations')
    const imports = page.getByRole('grid', { name: 'Imported simulations' })
    await expect(imports.getByRole('row').nth(1)).toContainText(/6tyNbvsR5dHtfsEEcPcZwK.*busy-agent.*Whole/)
  })
})
