import { connect } from '../acts/connect.ts'
import { recorded, simulationField } from '../acts/request.ts'
import { expect, test } from '../fixtures.ts'

test('a link fills the form, at the start and while the app runs; it starts nothing and sets no host', async ({
  app,
  replay,
}) => {
  const server = await replay(['support-agent'])
  const cold = recorded('support-agent', 0).simulation_id
  const warm = recorded('support-agent', 1).simulation_id
  await connect(app.page, { url: server.url, project: 'support-agent' })
  const asked = server.requests.length

  await app.restart(`coval-companion://import?simulation=${cold}&host=http://evil.example&key=stolen&start_now=1`)
  const { page } = app
  await expect(simulationField(page)).toHaveValue(cold)
  await expect(page.getByText(/A link may not set .*host/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Connection/ })).toContainText(new URL(server.url).host)

  await app.startAgain(
    `coval-companion://import?simulation=${warm}&start=2026-11-22T14:37:52Z&end=2026-11-22T14:37:55Z&project=support-agent`,
  )
  await expect(simulationField(page)).toHaveValue(warm)
  await expect(page.getByRole('textbox', { name: 'From' })).toHaveValue('2026-11-22 14:37:52')
  await expect(page.getByText('See what matches, before anything is written')).toBeVisible()
  expect(server.requests.length - asked).toBe(0)
})
