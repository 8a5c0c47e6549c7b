import { runCommand } from './acts/commands.ts'
import { connect } from './acts/connect.ts'
import { importResult, recorded, startImport, typeSimulation } from './acts/request.ts'
import { tree } from './acts/viewer.ts'
import { expect, test } from './fixtures.ts'
import { demo } from './host/seed.ts'

test('an import is opened, imported again, and deleted; it survives a restart until then', async ({ app, replay }) => {
  const server = await replay(['support-agent'])
  const { simulation_id: id } = recorded('support-agent', 0)
  await connect(app.page, { url: server.url, project: 'support-agent' })
  await typeSimulation(app.page, id)
  await startImport(app.page)
  await expect(importResult(app.page)).toContainText(/16 spans in 1 trace .*written/)

  await test.step('a second import leaves it as it is, until it is told to replace it', async () => {
    await startImport(app.page)
    await expect(importResult(app.page)).toContainText('Already imported')
    await app.page.getByRole('button', { name: 'Import again and replace' }).press('Enter')
    await expect(importResult(app.page)).toContainText(/16 spans in 1 trace .*written/)
  })

  await app.restart()
  const { page } = app
  const imports = page.getByRole('grid', { name: 'Imported simulations' })
  const panel = page.getByRole('complementary', { name: 'The chosen import' })
  await test.step('after a restart it is still there, once', async () => {
    await runCommand(page, 'Simulations')
    await expect(imports).toHaveAttribute('aria-rowcount', '2')
    await imports.focus()
    await page.keyboard.press('Home')
    await expect(panel).toContainText('16 in 1 trace')
  })

  await test.step('opened in the mapping', async () => {
    await panel.getByRole('button', { name: 'Open the mapping' }).press('Enter')
    await expect(page.getByText('16 spans, ')).toBeVisible()
    await page.goBack()
    await expect(panel).toBeVisible()
  })

  await test.step('imported again', async () => {
    await panel.getByRole('button', { name: 'Import again' }).press('Enter')
    await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
    await runCommand(page, 'Simulations')
    await expect(imports).toHaveAttribute('aria-rowcount', '2')
  })

  await test.step('deleted, after a question', async () => {
    await imports.focus()
    await page.keyboard.press('Home')
    await panel.getByRole('button', { name: 'Delete this import…' }).press('Enter')
    await page
      .getByRole('dialog', { name: 'Delete this import?' })
      .getByRole('button', { name: 'Delete 16 spans' })
      .press('Enter')
    await expect(page.getByText('Nothing imported yet')).toBeVisible()
  })
})

test.describe('an import of several traces', () => {
  test.use({ seed: { imports: [demo] } })

  test('lists them, and each opens alone', async ({ app }) => {
    const { page } = app
    await runCommand(page, 'Simulations')
    await page.getByRole('grid', { name: 'Imported simulations' }).focus()
    await page.keyboard.press('Home')
    const panel = page.getByRole('complementary', { name: 'The chosen import' })
    await panel.getByRole('button', { name: 'Open one of its 36 traces' }).press('Enter')
    const traces = panel.getByRole('grid', { name: 'Traces' })
    await expect(traces).toHaveAttribute('aria-rowcount', '37')
    await traces.getByRole('link').nth(1).press('Enter')
    await expect(page.getByText('Trace 2 of 36 alone')).toBeVisible()
    await expect(tree(page).getByRole('row').nth(1)).toBeVisible()
  })
})
