import { connect, saveKey } from './acts/connect.ts'
import { preview, recorded, simulationField, verdict } from './acts/request.ts'
import { expect, test } from './fixtures.ts'

const { simulation_id: simulation } = recorded('support-agent', 0)

test('a key is asked for again where the host becomes another one, and is in no part of the page', async ({ app, replay }) => {
  const { page } = app
  const key = 'px-never-on-the-page'
  const first = await replay(['support-agent'], { apiKey: key })
  const second = await replay(['support-agent'], { apiKey: key })
  await connect(page, { url: first.url, project: 'support-agent' })
  await saveKey(page, key)
  await page.getByRole('button', { name: 'Test connection' }).press('Enter')
  await expect(page.getByText(/^\s*Phoenix 20\.26\.1 answered/)).toBeVisible()
  const held = await page.evaluate<string>(
    'document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage, location.href])',
  )
  expect(held).not.toContain(key)

  await page.getByRole('textbox', { name: 'Phoenix host' }).fill(second.url)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`The saved key belongs to ${first.url}`)).toBeVisible()
  await preview(page, simulation)
  await page.getByRole('button', { name: 'Replace key' }).press('Enter')
  await saveKey(page, key)
  await preview(page, simulation)
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
  expect(second.requests.every(({ authorization }) => authorization !== 'refused')).toBe(true)
})

test('several connections: the switcher names them, and the form works with the chosen one', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent', 'near-miss-agent'])
  await connect(page, { url: server.url, project: 'support-agent' })
  await connect(page, { url: server.url, project: 'near-miss-agent' })
  await preview(page, simulation)
  await expect(verdict(page)).toContainText('No span')

  await page.getByRole('button', { name: /^Connection/ }).press('Enter')
  await page.getByRole('menuitem', { name: /support-agent/ }).press('Enter')
  await expect(simulationField(page)).toHaveValue(simulation)
  await simulationField(page).press('Enter')
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')

  await app.restart()
  await expect(app.page.getByRole('button', { name: /^Connection/ })).toContainText('support-agent')
})

test('the store card tests the embedded store and says where it lies', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Test store' }).press('Enter')
  await expect(page.getByText(/^ClickHouse [\d.]+ answered; it can be written to/)).toBeVisible()
  await expect(page.getByText(app.home)).toBeVisible()
})
