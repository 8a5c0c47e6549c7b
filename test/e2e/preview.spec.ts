import { runCommand } from './acts/commands.ts'
import { connect } from './acts/connect.ts'
import { preview, recorded, simulationField, verdict } from './acts/request.ts'
import { tree } from './acts/viewer.ts'
import { expect, test } from './fixtures.ts'

test('what a person looks at in a preview stands in the address and is there again after a reload', async ({ app }) => {
  const { page } = app
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('183 spans in 36 traces')
  const table = page.getByRole('grid', { name: 'Traces of the window' })

  await page.getByRole('slider', { name: 'Show traces until' }).focus()
  for (let step = 0; step < 7; step += 1) await page.keyboard.press('Shift+ArrowLeft')
  await page.getByRole('button', { name: /^Matched/ }).press('Enter')
  await page.getByRole('columnheader', { name: 'Duration' }).getByRole('button').press('Enter')
  await table.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  const shown = async () => ({
    rows: await table.getAttribute('aria-rowcount'),
    chosen: await table.getByRole('row', { selected: true }).textContent(),
    hash: new URL(page.url()).hash,
  })
  await expect(page.getByRole('complementary', { name: /^Trace/ })).toBeVisible()
  const before = await shown()
  expect(Number(before.rows)).toBeLessThan(37)

  await page.reload()
  await expect(verdict(page)).toContainText('183 spans in 36 traces')
  await expect(table.getByRole('row', { selected: true })).toBeVisible()
  expect(await shown()).toEqual(before)
})

test('a trace that matches opens alone in the viewer before anything is imported, and all of them with a click', async ({
  app,
}) => {
  const { page } = app
  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('183 spans in 36 traces')
  await page.getByRole('button', { name: /^Matched/ }).press('Enter')
  await page.getByRole('grid', { name: 'Traces of the window' }).focus()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Open this trace in the viewer' }).press('Enter')
  await expect(page.getByText(/^Trace \d+ of 36 alone/)).toBeVisible()
  await expect(tree(page).getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('button', { name: 'All traces' }).press('Enter')
  await expect(page.getByText('183 spans in 36 traces')).toBeVisible()
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '220')
})

test('a near miss shows its difference and the fix with the person’s own id, and another simulation is one click away', async ({
  app,
  replay,
}) => {
  const { page } = app
  const server = await replay(['near-miss-agent', 'support-agent'])
  const spaced = recorded('near-miss-agent', 'value_space').simulation_id
  await connect(page, { url: server.url, project: 'near-miss-agent' })
  await page.keyboard.press('Escape')
  await preview(page, spaced)

  await expect(verdict(page)).toContainText(`No span matches ${spaced}`)
  const card = page.getByRole('article').filter({ hasText: 'Space around the id' })
  await expect(card.locator('mark')).toHaveCount(1)
  const code = page.getByRole('region', { name: 'Code that sets the id' })
  for (const [library, word] of [
    ['OTel Python', 'set_attribute'],
    ['OTel TypeScript', 'setAttribute'],
    ['OpenInference Python', 'openinference'],
    ['OpenInference TypeScript', 'openinference'],
  ] as const) {
    await code.getByRole('radio', { name: library, exact: true }).check()
    await expect(code.locator('pre')).toContainText(word)
    await expect(code.locator('pre')).toContainText(spaced)
  }
})

test('a pasted result address and a pasted link become the id that they name', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'])
  const { simulation_id: id } = recorded('support-agent', 1)
  await connect(page, { url: server.url, project: 'support-agent' })
  await runCommand(page, 'Import a simulation')
  await simulationField(page).fill(`https://app.coval.dev/acme/runs/r1/results/${id}/traces`)
  await expect(simulationField(page)).toHaveValue(id)
  await simulationField(page).fill('')
  await simulationField(page).fill(`coval-companion://import?simulation=${id}&host=http://evil.example`)
  await expect(simulationField(page)).toHaveValue(id)
  await simulationField(page).press('Enter')
  await expect(verdict(page)).toContainText('18 spans in 1 trace')
  expect(server.requests.length).toBeGreaterThan(0)

  await page.getByRole('tab', { name: /^Other simulations/ }).click()
  const others = page.getByRole('grid', { name: 'Other simulations in the window' })
  const other = recorded('support-agent', 2).simulation_id
  await others.getByRole('row').filter({ hasText: other }).getByRole('button', { name: 'Switch to it' }).click()
  await expect(simulationField(page)).toHaveValue(other)
  await expect(verdict(page)).toContainText(/^16 spans in 1 trace/)
})
