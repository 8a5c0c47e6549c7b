import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placeWindow, readBounds, saveBounds } from '../../../electron/main/window-bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const usual = { width: 1280, height: 840 }
const saved = (x: number, y: number, width = 900, height = 600) => ({ x, y, width, height, maximized: false })

describe('where the window opens', () => {
  test('as it was left, when its title bar can still be reached', () => {
    const placed = [
      saved(100, 50),
      saved(1820, 1050),
      saved(-800, 0),
      saved(-810, 0),
      saved(2500, 50),
      saved(0, -40),
      saved(10, 10, 1, 1),
    ].map((bounds) => placeWindow(bounds, [screen]).bounds)
    expect(placed).toEqual([
      { x: 100, y: 50, width: 900, height: 600 },
      { x: 1820, y: 1050, width: 900, height: 600 },
      { x: -800, y: 0, width: 900, height: 600 },
      usual,
      usual,
      usual,
      { x: 10, y: 10, width: 720, height: 480 },
    ])
  })

  test('on a second display, while there is one', () => {
    const second = { x: 1920, y: 0, width: 1280, height: 1024 }
    expect([placeWindow(saved(2500, 50), [screen, second]).bounds, placeWindow(null, [screen]).bounds]).toEqual([
      { x: 2500, y: 50, width: 900, height: 600 },
      usual,
    ])
  })

  test('in the usual place, when the file is missing, broken or foreign', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coval-bounds-'))
    try {
      const file = join(folder, 'deep', 'window.json')
      const missing = readBounds(file)
      saveBounds(file, { ...saved(1, 2), maximized: true })
      const written = readBounds(file)
      const broken: unknown[] = []
      for (const text of ['', '{', '{"x":1}', '{"x":1e99,"y":0,"width":1,"height":1,"maximized":false}', 'null']) {
        await writeFile(file, text)
        broken.push(readBounds(file))
      }
      expect({ missing, written, broken }).toEqual({
        missing: null,
        written: { ...saved(1, 2), maximized: true },
        broken: [null, null, null, null, null],
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
