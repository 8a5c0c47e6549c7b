import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { realParts } from '../../support/real-parts.ts'
import { type BuiltApp, buildProbeApp } from '../../support/shell/build.ts'
import { enginePid, isAlive } from '../../support/shell/engine-pid.ts'
import { launchApp } from '../../support/shell/launch.ts'

describe.runIf(realParts.electron !== null)('the app around its window', () => {
  let built: BuiltApp
  beforeAll(async () => {
    built = await buildProbeApp()
  })
  afterAll(() => built?.remove())

  test('the engine ends when the app is closed, and when it is killed', async () => {
    const first = await launchApp({ folder: built.folder })
    const closed = await enginePid(first)
    await first.close()
    await vi.waitFor(() => expect(isAlive(closed)).toBe(false), { timeout: 20_000 })

    const second = await launchApp({ folder: built.folder })
    const orphan = await enginePid(second)
    const ended = new Promise((resolve) => second.app.process().once('exit', resolve))
    second.app.process().kill('SIGKILL')
    await ended
    await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), { timeout: 20_000 })
    await second.close().catch(() => undefined)
  })

  test('the window opens where and as large as it was left', async () => {
    const home = await mkdtemp(join(tmpdir(), 'coval-home-'))
    try {
      const first = await launchApp({ folder: built.folder, home })
      const placed = await first.app.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows()[0]
        window?.setBounds({ x: 60, y: 40, width: 900, height: 620 })
        return window?.getNormalBounds()
      })
      await first.close()
      const second = await launchApp({ folder: built.folder, home })
      const found = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
      await second.close()
      expect(found).toEqual(placed)
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})
