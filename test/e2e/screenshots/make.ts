// `npm run screenshots`: makes docs/screenshots/ from recordings, every view in light and in dark, in Chromium at
// 1440×900. With names after `--` only those pictures are made: `npm run screenshots -- preview checks`.
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, expect as expectSoon } from '@playwright/test'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { buildWhereOlder } from '../../support/build-once.ts'
import { readCorpusProjects } from '../../support/corpus.ts'
import { startKeyring } from '../../support/keyring.ts'
import { realParts } from '../../support/real-parts.ts'
import { endServing, serveApp } from '../../support/served-app.ts'
import { runCommand } from '../acts/commands.ts'
import { connect } from '../acts/connect.ts'
import { importResult, preview, startImport, verdict } from '../acts/request.ts'
import { showAs, spanPanel } from '../acts/viewer.ts'

buildWhereOlder()
/** A picture is worth the wait. */
const expect = expectSoon.configure({ timeout: 30_000 })
const root = path.join(import.meta.dirname, '..', '..', '..')
const only = process.argv.slice(2)
const folder = path.join(root, 'docs', 'screenshots')
/** A space behind the id: the near miss that nobody sees. */
const nearMiss = 'LQsLeGfKT3WELbYaTRGFWM'

// The path is on the pictures.
const home = path.join(tmpdir(), 'coval-demo')
await rm(home, { recursive: true, force: true })
const keyring = realParts.keyring === null ? null : await startKeyring('unlocked', path.join(home, 'keyring'))
const { DBUS_SESSION_BUS_ADDRESS = 'disabled:', XDG_RUNTIME_DIR = home } = keyring?.env ?? {}
const replay = await startReplayServer({
  recordings: readCorpusProjects(['near-miss-agent']),
})
const host = await serveApp(home, { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR })
const browser = await chromium.launch({ ...(realParts.chromium ? { executablePath: realParts.chromium } : {}) })
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // A zone that is not UTC, so that local times and UTC show apart.
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await mkdir(folder, { recursive: true })
  /** The view as it is now, in both schemes; without a focus ring unless the focus is what is shown. */
  const take = async (name: string, focus: 'kept' | 'let go' = 'let go') => {
    if (only.length > 0 && !only.includes(name)) return
    await page.mouse.move(0, 0)
    if (focus === 'let go') await page.evaluate('document.activeElement?.blur()')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' })
    }
  }
  /** The further views of one simulation, with a span selected that has attributes. */
  const takeViewer = async () => {
    await page.keyboard.press(']')
    await expect(spanPanel(page).getByRole('list', { name: 'Attributes', exact: true })).toBeVisible()
    await take('span')
    for (const [view, name] of [
      ['Flame', 'flame-graph'],
      ['Chat', 'chat'],
    ] as const) {
      await showAs(page, view)
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(1_000)
      await take(name)
    }
  }
  const noNotification = () => expect(page.locator('.mantine-Notification-root')).toHaveCount(0, { timeout: 15_000 })

  await page.goto(host.link)
  await expect(page.getByText('Ready')).toBeVisible()
  await take('first-start')

  await connect(page, { url: replay.url, project: 'near-miss-agent' })
  await preview(page, nearMiss)
  await expect(page.getByRole('article').first()).toBeVisible()
  await noNotification()
  await take('near-misses')
  await runCommand(page, 'Run all checks')
  await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('region', { name: 'Spans appear in Phoenix but not in Coval' }).scrollIntoViewIfNeeded()
  await take('checks')
  // Their number beside the view's name is not the demo's.
  await page.reload()

  await runCommand(page, 'Try the bundled demo recording')
  await expect(verdict(page)).toContainText('Coval takes')
  await take('preview')
  await page.getByRole('button', { name: /^Matched/ }).click()
  await page.getByRole('grid', { name: 'Traces of the window' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('grid', { name: 'Attributes' })).toBeVisible()
  await take('preview-trace')
  await page.keyboard.press('Escape')

  await startImport(page)
  await expect(importResult(page)).toContainText('Imported')
  await take('import')
  await page.getByRole('button', { name: 'Look at the mapping' }).click()
  await expect(page.getByRole('grid', { name: 'Spans: aliased' }).getByRole('row').nth(1)).toBeVisible()
  await take('mapping')

  await runCommand(page, 'Simulations')
  await page.getByRole('grid', { name: 'Imported simulations' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('complementary', { name: 'The chosen import' })).toBeVisible()
  await take('simulations')

  // Each of these draws from what was imported; it is whole once nothing loads any more.
  for (const [view, heading] of [
    ['Trace', 'waterfall'],
    ['Metrics', 'metrics'],
    ['Heatmap', 'heatmap'],
    ['Recordings', 'recordings'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
    await page.waitForLoadState('networkidle')
    // Canvases are drawn in the frames behind the answer.
    await page.waitForTimeout(2_000)
    await take(heading)
    if (view === 'Trace') await takeViewer()
  }

  await runCommand(page, 'Connection and store')
  await expect(page.getByText('Ready')).toBeVisible()
  await take('connection')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Type a command' })).toBeFocused()
  await take('palette', 'kept')
} finally {
  await browser.close()
  await endServing(host.child)
  await replay.close()
  await keyring?.stop()
  await rm(home, { recursive: true, force: true })
}
