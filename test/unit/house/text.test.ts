import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { listProjectFiles, ROOT } from './project-files.ts'

/** What must not stand in any file: folders of somebody's machine, and the places that packages happened to come from. */
const FOREIGN: readonly [what: string, pattern: RegExp][] = [
  ['a home folder', /(?<![\w.])\/(?:root|home\/(?!me\/|you\/)[\w.-]+|Users\/(?!me\/|you\/)[\w.-]+)\//],
  ['a folder of one machine', new RegExp(`(?<![\\w.])/(?:${['work', 'opt/real'].join('|')})/`)],
  ['material outside the repository', /\.\.\/shared\/(?:corpus|hooks|reference|spike|tools)\b/],
  ['a package registry', /(?:registry\.(?:npmjs|yarnpkg|npmmirror)|pypi\.|pythonhosted\.|jfrog\.io)[\w.]*/],
]

/** CI may use material beside the clone when it is there; this file holds the patterns. */
const MAY_LOOK_OUTSIDE = ['.ci/install', '.ci/run']
const BINARY = /\.(png|jpe?g|ico|icns|woff2?|wasm)$/

function findForeignText(text: string): string[] {
  return FOREIGN.flatMap(([what, pattern]) => {
    const match = pattern.exec(text)
    return match === null ? [] : [`${what}: ${match[0]}`]
  })
}

function readText(file: string): string {
  const bytes = readFileSync(join(ROOT, file))
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

test('no file names a folder of one machine or a package registry', () => {
  const found = listProjectFiles()
    .filter((file) => !BINARY.test(file) && file !== 'test/unit/house/text.test.ts')
    .flatMap((file) => findForeignText(readText(file)).map((what) => ({ file, what })))
    .filter(({ file, what }) => !(MAY_LOOK_OUTSIDE.includes(file) && what.startsWith('material outside')))
  expect(found).toEqual([])
})

/** Put together here, so that this file names no such folder itself. */
const folder = (name: string): string => `/${name}/`

test.each([
  [`cd ${folder('root')}project`, [`a home folder: ${folder('root')}`]],
  ['File "/home/anna/agent.py"', ['a home folder: /home/anna/']],
  [`see ${folder('work')}project`, [`a folder of one machine: ${folder('work')}`]],
  ['../../shared/corpus/dev', ['material outside the repository: ../shared/corpus']],
  ['"https://registry.npmjs.org/zod"', ['a package registry: registry.npmjs.org']],
  [`import { a } from '../shared/contract/a.ts'; // /home/me/ and homework${folder('work')}`, []],
])('%s', (text, found) => {
  expect(findForeignText(text)).toEqual(found)
})
