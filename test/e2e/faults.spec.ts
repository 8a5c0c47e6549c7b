import { onSpans } from '../../electron/engine/replay/faults.ts'
import { runCommand } from './acts/commands.ts'
import { connect } from './acts/connect.ts'
import { importResult, preview, recorded, startImport, typeSimulation, verdict } from './acts/request.ts'
import { expect, test } from './fixtures.ts'

const { simulation_id: simulation } = recorded('support-agent', 0)

test('Cancel acts although Phoenix never answers, nothing is written, and the next import is whole', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
  await connect(page, { url: server.url, project: 'support-agent' })
  await typeSimulation(page, simulation)
  await startImport(page)
  const progress = page.getByRole('region', { name: 'Import under way' })
  await expect(progress).toContainText(/s left of 90 s/)
  await page.keyboard.press('Control+.')
  await expect(importResult(page)).toContainText('nothing was written')
  await expect(progress).toBeHidden()

  await runCommand(page, 'Simulations')
  await expect(page.getByText('Nothing imported yet')).toBeVisible()
  server.setFaults(null)
  await typeSimulation(page, simulation)
  await startImport(page)
  await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
})

test('Cancel of a preview acts although Phoenix never answers', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
  await connect(page, { url: server.url, project: 'support-agent' })
  await typeSimulation(page, simulation)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('region', { name: 'Preview under way' }).getByRole('button', { name: 'Cancel' }).press('Enter')
  await expect(page.getByText('The preview was cancelled')).toBeVisible()
  server.setFaults(null)
  await page.getByRole('button', { name: 'Preview again' }).press('Enter')
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
})

test('a reload asks Phoenix nothing: the preview is shown again, an import that it ended is said to have ended', async ({
  app,
  replay,
}) => {
  const { page } = app
  const server = await replay(['support-agent'])
  await connect(page, { url: server.url, project: 'support-agent' })
  await preview(page, simulation)
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
  await expect(page.getByRole('button', { name: 'Record this case' })).toBeVisible()
  const asked = server.requests.length
  await page.reload()
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
  expect(server.requests.length).toBe(asked)

  server.setFaults(onSpans({ kind: 'silence' }))
  await startImport(page)
  await expect(page.getByRole('region', { name: 'Import under way' })).toContainText(/s left of 90 s/)
  await page.reload()
  await expect(importResult(page)).toContainText(`The reload ended the import of ${simulation}; nothing was written`)
  server.setFaults(null)
  await importResult(page).getByRole('button', { name: 'Import again' }).press('Enter')
  await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
})

for (const [what, fault, code] of [
  ['a page in place of spans', { kind: 'html' }, 'phoenix-not-json'],
  ['an answer that ends early', { kind: 'truncated-json' }, 'phoenix-malformed'],
  ['a refusal', { kind: 'status', status: 403 }, 'phoenix-forbidden'],
] as const)
  test(`${what}: named, with what to do, and a button that tries again`, async ({ app, replay }) => {
    const { page } = app
    const server = await replay(['support-agent'], { faults: onSpans(fault) })
    await connect(page, { url: server.url, project: 'support-agent' })
    await typeSimulation(page, simulation)
    await startImport(page)
    const failure = page.getByRole('alert').filter({ hasText: /phoenix-/ })
    await expect(failure).toContainText(code)
    server.setFaults(null)
    await failure.getByRole('button', { name: 'Import again' }).press('Enter')
    await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
  })

test('a budget that runs out says which step was running', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'], { faults: onSpans({ kind: 'silence' }) })
  await connect(page, { url: server.url, project: 'support-agent' })
  await typeSimulation(page, simulation)
  await page.getByRole('button', { name: 'Options' }).press('Enter')
  await page.getByRole('textbox', { name: 'Time budget, seconds' }).fill('2')
  await page.keyboard.press('Escape')
  await startImport(page)
  await expect(page.getByRole('alert').filter({ hasText: 'budget-exhausted' })).toContainText(
    /ended while waiting for the answer/,
  )
})

test('more than the cap: the import says that it is partial, and why', async ({ app, replay }) => {
  const { page } = app
  const busy = recorded('busy-agent', 1)
  const server = await replay(['busy-agent'])
  await connect(page, { url: server.url, project: 'busy-agent' })
  const { window_start: from, window_end: to } = busy as unknown as { window_start: string; window_end: string }
  await page.evaluate(`location.hash = '#/preview?sim=${busy.simulation_id}&window=${from}~${to}&limits=documented'`)
  await startImport(page)
  await expect(importResult(page)).toContainText('Imported')
  await expect(importResult(page)).toContainText(/Partial\. .*5,000/)
  await runCommand(page, 'Simulations')
  await expect(page.getByRole('grid', { name: 'Imported simulations' }).getByRole('row').nth(1)).toContainText('Partial')
})
