import { connect } from '../acts/connect.ts'
import { recorded, typeSimulation } from '../acts/request.ts'
import { expect, test } from '../fixtures.ts'

test('the host ends: the page stays, says what to look at, and offers to try again', async ({ app, replay }) => {
  app.allow(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/)
  const { page } = app
  const server = await replay(['support-agent'])
  await connect(page, { url: server.url, project: 'support-agent' })
  await typeSimulation(page, recorded('support-agent', 0).simulation_id)
  process.kill(app.pid, 'SIGKILL')
  await page.keyboard.press('Control+Enter')
  const banner = page.getByRole('alert').filter({ hasText: 'coval-companion serve' }).first()
  await expect(banner).toBeVisible()
  await banner.getByRole('button', { name: 'Try again' }).press('Enter')
  await expect(banner).toContainText('It does not answer yet')
})

test('a link lets one browser in, once', async ({ app }) => {
  const other = await app.page.context().browser()?.newContext()
  const stranger = await other?.newPage()
  const answer = await stranger?.goto(new URL('/', app.page.url()).href)
  expect(answer?.status()).toBe(401)
  await other?.close()
})
