import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LockedPackage } from '../../../scripts/lockfile.ts'
import { judgeImport } from './check-imports.ts'
import { findImports } from './find-imports.ts'
import { DEBT } from './import-rules.ts'
import { isSource, listProjectFiles, ROOT } from './project-files.ts'

const files = listProjectFiles()
const known = new Set(files)
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as LockedPackage
const declared = new Set(
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap((list) => Object.keys(list ?? {})),
)
const context = { exists: (file: string) => known.has(file), declared }

test('every import is one that the allow-list permits, but for the known debt', () => {
  const breaches = files.filter(isSource).flatMap((file) =>
    findImports(file, readFileSync(join(ROOT, file), 'utf8')).flatMap((found) => {
      const reason = judgeImport(file, found, context)
      return reason === null ? [] : [{ breach: `${file} → ${found.specifier}`, line: found.line, reason }]
    }),
  )
  expect(breaches.filter(({ breach }) => !DEBT.includes(breach))).toEqual([])
  expect(DEBT.filter((known) => !breaches.some(({ breach }) => breach === known))).toEqual([])
})

test('imports are found in every form', () => {
  const source = [
    "import { a, type B } from './a.ts'",
    "import type { C } from './c.ts'",
    "export * from './d.ts'",
    "export type { E } from './e.ts'",
    "export const f = await import('./f.ts')",
    "export type G = import('./g.ts').G",
    'export const h = await import(`./h.ts`)',
    'export const i = (name: string) => import(name)',
    "import j = require('./j.cts')",
    "export const k = [require('./k.cjs'), require.resolve('./l.cjs'), import.meta.resolve('./m.ts')]",
    "export const n = <T,>(value: T): T => value // import './never.ts'",
    `export const o = "import './never.ts'"`,
  ].join('\n')
  const found = findImports('sample.ts', source).map(({ specifier, typeOnly, line }) => [line, specifier, typeOnly])
  expect(found).toEqual([
    [1, './a.ts', false],
    [2, './c.ts', true],
    [3, './d.ts', false],
    [4, './e.ts', true],
    [5, './f.ts', false],
    [6, './g.ts', true],
    [7, './h.ts', false],
    [8, null, false],
    [9, './j.cts', false],
    [10, './k.cjs', false],
    [10, './l.cjs', false],
    [10, './m.ts', false],
  ])
})

const BREACHES: [file: string, specifier: string | null, reason: string][] = [
  ['shared/trace/tree.ts', 'node:fs', "shared runs where Node's modules are not"],
  ['shared/trace/tree.ts', 'fs', "Node's own modules are written with node:"],
  ['shared/trace/tree.ts', 'react', 'shared must not use the package react'],
  ['shared/trace/tree.ts', '../../electron/engine/a.ts', 'shared must not import from electron/engine/a.ts'],
  ['electron/engine/a.ts', 'electron', 'electron/engine must not use the package electron'],
  ['electron/engine/a.ts', '../vault/a.ts', 'electron/engine must not import from electron/vault/a.ts'],
  ['electron/engine/a.ts', '../../test/a.ts', 'electron/engine must not import from test/a.ts'],
  ['electron/engine/import/a.ts', 'chdb', 'chdb is used through electron/engine/store only'],
  ['electron/engine/a.ts', 'left-pad', 'package.json does not declare left-pad'],
  ['electron/engine/a.ts', './b', 'electron/engine/b is not a file of the project; imports name the file with its ending'],
  ['electron/engine/a.ts', '../../../elsewhere/a.ts', 'leads out of the repository'],
  ['electron/engine/a.ts', '/elsewhere/a.ts', 'neither a relative path nor a package'],
  ['electron/engine/a.ts', null, 'the module is computed, so nobody can check it'],
  ['electron/main/a.ts', '../engine/a.ts', 'electron/main must not import from electron/engine/a.ts'],
  ['electron/preload/a.ts', '../../shared/contract/a.ts', 'electron/preload may take types only from shared/contract'],
  ['electron/preload/a.ts', '../../shared/trace/tree.ts', 'electron/preload must not import from shared/trace/tree.ts'],
  ['renderer/widgets/a.ts', 'node:path', "renderer runs where Node's modules are not"],
  [
    'renderer/features/trace/a.ts',
    '../checks/a.ts',
    "only renderer/app puts features together; renderer/features/checks/a.ts is another feature's",
  ],
  [
    'renderer/widgets/a.ts',
    '../features/checks/a.ts',
    "only renderer/app puts features together; renderer/features/checks/a.ts is another feature's",
  ],
]

const sample = {
  exists: (file: string) => /\/(a|tree)\.ts$/.test(file),
  declared: new Set(['react', 'electron', 'chdb', 'zod', '@mantine/core']),
}

test.each(BREACHES)('%s may not import %s', (file, specifier, reason) => {
  expect(judgeImport(file, { specifier, typeOnly: false, line: 1 }, sample)).toBe(reason)
})

test.each([
  ['shared/trace/tree.ts', 'zod', false],
  ['electron/engine/store/a.ts', 'chdb', false],
  ['electron/engine/a.ts', 'node:fs', false],
  ['electron/cli/a.ts', '../engine/a.ts', false],
  ['electron/main/a.ts', 'electron', false],
  ['electron/preload/a.ts', '../../shared/contract/a.ts', true],
  ['renderer/widgets/a.ts', '@mantine/core/styles.css', false],
  ['renderer/app/a.ts', '../features/checks/a.ts', false],
  ['renderer/features/checks/b.ts', './a.ts', false],
  ['test/unit/a.ts', '../../electron/engine/a.ts', false],
])('%s may import %s', (file, specifier, typeOnly) => {
  expect(judgeImport(file, { specifier, typeOnly, line: 1 }, sample)).toBeNull()
})
