import { readdir, readFile } from 'node:fs/promises'
import { runCommand } from '../acts/commands.ts'
import { connect } from '../acts/connect.ts'
import { importResult, recorded, startImport } from '../acts/request.ts'
import { expect, test } from '../fixtures.ts'

test('kill -9 of the engine while it writes: the window stays, says so, and the next import is whole', async ({
  app,
  replay,
}) => {
  const { page } = app
  const busy = recorded('busy-agent', 1) as ReturnType<typeof recorded> & { window_start: string; window_end: string }
  const server = await replay(['busy-agent'])
  await connect(page, { url: server.url, project: 'busy-agent' })
  await page.evaluate(
    `location.hash = '#/preview?sim=${busy.simulation_id}&window=${busy.window_start}~${busy.window_end}&limits=documented'`,
  )
  // Two pages come, the third never does: what the engine holds by then is half an import.
  let pages = 0
  server.setFaults(({ path }) => {
    if (!path.endsWith('/spans/otlpv1')) return null
    pages += 1
    return pages > 2 ? { kind: 'silence' } : null
  })
  await startImport(page)
  await expect(page.getByRole('region', { name: 'Import under way' })).toContainText('2,000')
  process.kill(await enginePid(app.pid), 'SIGKILL')

  const said = page.getByRole('alert').filter({ hasText: /engine/i })
  await expect(said.first()).toContainText(/stopped|ended/)
  await expect(page.getByRole('button', { name: /Try again|Import again/ }).first()).toBeVisible()
  await runCommand(page, 'Simulations')
  await expect(page.getByText('Nothing imported yet')).toBeVisible()

  server.setFaults(null)
  await runCommand(page, 'Import a simulation')
  await page.getByRole('alert').getByRole('button', { name: 'Import again' }).press('Enter')
  await expect(importResult(page)).toContainText('137 spans')
  await expect(page.getByText('Engine running')).toBeVisible()
})

/** The engine is a child of main. */
async function enginePid(main: number): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const [command, stat] = await Promise.all(
      ['cmdline', 'stat'].map((name) => readFile(`/proc/${entry}/${name}`, 'utf8').catch(() => '')),
    )
    const parent = Number(stat?.split(') ').at(-1)?.split(' ')[1])
    if (parent === main && command?.includes('engine/index.mjs')) return Number(entry)
  }
  throw new Error('no engine runs')
}
