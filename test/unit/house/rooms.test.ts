import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listProjectFiles, ROOT } from './project-files.ts'

const files = listProjectFiles()

/** Folders whose every direct subfolder is a room of its own. */
const HOUSES = ['', 'docs', 'electron', 'electron/engine', 'renderer', 'renderer/features', 'shared', 'test']
const NO_ROOMS = ['.github']

test('every room says in a README what lives there', () => {
  const rooms = HOUSES.flatMap((house) => {
    const prefix = house === '' ? '' : `${house}/`
    const inside = files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length).split('/'))
    return inside.filter((parts) => parts.length > 1).map((parts) => `${prefix}${parts[0]}`)
  })
  const silent = [...new Set(rooms)].filter((room) => !NO_ROOMS.includes(room) && !files.includes(`${room}/README.md`))
  expect(silent).toEqual([])
})

test('no source file is longer than 400 lines', () => {
  const long = files
    .filter((file) => /\.(tsx?|css)$/.test(file))
    .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400)
  expect(long).toEqual([])
})
