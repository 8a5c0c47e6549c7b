import path from 'node:path'
import { endServing, serveApp } from '../../support/served-app.ts'
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

test('[security] a link lets one browser in, once', async ({ app }) => {
  const browser = app.page.context().browser()
  if (browser === null) throw new Error('no browser')
  const host = await serveApp(path.join(app.home, 'another'))
  const [owner, stranger] = [await (await browser.newContext()).newPage(), await (await browser.newContext()).newPage()]
  try {
    const first = await owner.goto(host.link)
    await expect(owner.getByRole('banner')).toBeVisible()
    const second = await stranger.goto(host.link)
    const without = await stranger.goto(new URL('/', host.link).href)
    const again = await owner.reload()
    expect([first, second, without, again].map((answer) => answer?.status())).toEqual([200, 403, 401, 200])
  } finally {
    for (const page of [owner, stranger]) await page.context().close()
    await endServing(host.child)
  }
})
