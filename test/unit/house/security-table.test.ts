import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findTests } from './find-tests.ts'
import { listProjectFiles, ROOT } from './project-files.ts'

const tag = '[security] '
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** What a table of docs/security.md names: files below test/, each with the beginnings of its tests' names, none for all of them. */
function readNamed(document: string): { readonly file: string; readonly names: readonly string[] }[] {
  const cells = document.split('\n').flatMap((line) => (/^\|.*\|$/.test(line) ? [line.split('|').at(-2) ?? ''] : []))
  return cells.flatMap((cell) =>
    [...cell.matchAll(/`([\w./-]+\.tsx?)`((?:(?!`).)*)/g)].map(([, file = '', rest = '']) => ({
      file: `test/${file}`,
      names: [...rest.matchAll(/\*([^*]+?)…?\*/g)].map(([, name = '']) => name),
    })),
  )
}

/** What is wrong with a named test, in a sentence each. */
function findBreaches(named: ReturnType<typeof readNamed>, testsOf: (file: string) => readonly string[] | null): string[] {
  return named.flatMap(({ file, names }) => {
    const tests = testsOf(file)
    if (tests === null) return [`${file} does not exist`]
    const tagged = (name: string) => file.startsWith('test/security/') || name.includes(tag)
    const shorten = (name: string) => (name.split(' › ').at(-1) ?? '').replace(tag, '')
    if (tests.length === 0) return [`${file} holds no test`]
    if (names.length === 0) return tests.filter((name) => !tagged(name)).map((name) => `${file}: not tagged: ${name}`)
    return names.flatMap((name) => {
      const found = tests.filter((one) => shorten(one).startsWith(name))
      if (found.length === 0) return [`${file}: no test *${name}…*`]
      return found.filter((one) => !tagged(one)).map((one) => `${file}: not tagged: ${one}`)
    })
  })
}

const named = readNamed(read('docs/security.md'))

test('every test that docs/security.md names is there, and tagged', () => {
  const testsOf = (file: string) => (existsSync(join(ROOT, file)) ? findTests(file, read(file)) : null)
  expect(named.length).toBeGreaterThan(20)
  expect(findBreaches(named, testsOf)).toEqual([])
})

test('every file with a test that is tagged stands in docs/security.md', () => {
  const withTags = listProjectFiles().filter(
    (file) =>
      /^test\/.*\.tsx?$/.test(file) &&
      !file.startsWith('test/unit/house/') &&
      ((file.startsWith('test/security/') && file.endsWith('.test.ts')) ||
        findTests(file, read(file)).some((name) => name.includes(tag))),
  )
  expect(withTags.filter((file) => !named.some((one) => one.file === file))).toEqual([])
})

test('a test that is missing, renamed or without its tag is found', () => {
  const document =
    '| rule | test |\n|---|---|\n| a | `unit/a.test.ts` *one…*, *two*, `unit/gone.test.ts` |\n| b | `security/b.test.ts` |\n'
  const source = "describe('x', () => { test.each([1])('one of %s', () => 1) })\ntest('[security] three', () => 1)"
  const testsOf = (file: string) => (file.includes('gone') ? null : findTests(file, source))
  expect(findBreaches(readNamed(document), testsOf)).toEqual([
    'test/unit/a.test.ts: not tagged: x › one of %s',
    'test/unit/a.test.ts: no test *two…*',
    'test/unit/gone.test.ts does not exist',
  ])
})
