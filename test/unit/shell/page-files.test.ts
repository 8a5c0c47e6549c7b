import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { namedIn, openPageFiles } from '../../../electron/main/page-files.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'page-files-'))
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<script src="./assets/a-1.js"></script><link href="./assets/b-2.css">')
  writeFileSync(path.join(folder, 'assets', 'a-1.js'), 'first')
  writeFileSync(path.join(folder, 'assets', 'b-2.css'), 'style')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const textOf = async (bytes: Promise<Buffer>) => (await bytes).toString('utf8')

test('the files that a page names are its own scripts, styles and fonts, each once', () => {
  const html =
    '<link href="data:,"><script src="./assets/a-1.js"></script><link href="./assets/a-1.js"><a href="https://x.y/assets/z.js">'
  expect(namedIn(html)).toEqual(['assets/a-1.js'])
})

test('what the page names was read ahead, once; then a file is what it is on the disk', async () => {
  const files = openPageFiles(folder)
  expect(await textOf(files.read('index.html'))).toContain('a-1.js')
  expect(await textOf(files.read('assets/a-1.js'))).toBe('first')
  expect(await textOf(files.read('assets/b-2.css'))).toBe('style')
  writeFileSync(path.join(folder, 'assets', 'a-1.js'), 'second')
  expect(await textOf(files.read('assets/a-1.js'))).toBe('second')
  await expect(files.read('assets/none.js')).rejects.toThrow('ENOENT')
})

test('a page that is not there is heard of by who asks for it', async () => {
  rmSync(path.join(folder, 'index.html'))
  await expect(openPageFiles(folder).read('index.html')).rejects.toThrow('ENOENT')
})
