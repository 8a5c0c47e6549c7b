import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, parseSync } from 'vite'
import { expect, test } from 'vitest'
import { preloadFirstView } from '../../../scripts/preload-first-view.ts'
import { isCommon } from '../../../scripts/shell-config.ts'
import { wrapInFunctions } from '../../../scripts/wrap-in-functions.ts'
import { findImports } from './find-imports.ts'
import { isSource, ROOT } from './project-files.ts'

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const besides = (file: string, specifier: string): string =>
  specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), specifier)) : specifier

/** What a file needs before it can run: neither types nor what it asks for later. */
const needs = (file: string): string[] =>
  parseSync(file, read(file)).module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.length > 0 && entries.every(({ isType }) => isType) ? [] : [besides(file, moduleRequest.value)],
  )
/** The same with what it asks for later. */
const uses = (file: string): string[] =>
  findImports(file, read(file)).flatMap(({ specifier, typeOnly }) =>
    specifier === null || typeOnly ? [] : [besides(file, specifier)],
  )

function reach(from: readonly string[], next: (file: string) => string[]): Set<string> {
  const seen = new Set(from)
  for (const file of seen)
    if (file.includes('/') && isSource(file) && !file.startsWith('@')) for (const other of next(file)) seen.add(other)
  return seen
}

test('what is drawn first, and the file that all views share, stand on no schemas: making them takes as long as drawing', () => {
  const page = reach(['renderer/main.tsx'], uses)
  expect(page.has('renderer/features/trace/trace-page.tsx')).toBe(true)
  const first = ['renderer/main.tsx', 'renderer/app/views/preview-page.tsx']
  const shared = [...page].filter((file) => isSource(file) && isCommon.test(`/${file}`))
  expect(shared.length).toBeGreaterThan(50)
  expect([...first, ...shared].filter((file) => reach([file], needs).has('zod'))).toEqual([])
})

test('what runs before the window, and before the engine answers, is only what that needs', () => {
  const main = reach(['electron/main/index.ts'], needs)
  expect(main.has('electron/main/engine-process.ts')).toBe(true)
  expect([...main].filter((file) => file === 'zod' || file.startsWith('electron/vault/'))).toEqual([])
  const engine = reach(['electron/engine/process/index.ts'], needs)
  expect(engine.has('electron/engine/service/router.ts')).toBe(true)
  const later =
    /^electron\/engine\/(?:store\/open-store|import\/run-|diagnostics|phoenix\/client|replay|judges\/judge|transitions)|^undici|^chdb/
  expect([...engine].filter((file) => later.test(file))).toEqual([])
})

test('the page names its first view and the fonts of that, and nothing else, for the browser to fetch beside its code', () => {
  const { transformIndexHtml } = preloadFirstView()
  if (typeof transformIndexHtml !== 'object') throw new Error('the page is not changed')
  const files = [
    'assets/index-DOjTM1Sy.js',
    'assets/inter-latin-ext-wght-normal-DO1Apj_S.woff2',
    'assets/inter-latin-wght-normal-Dx4kXJAl.woff2',
    'assets/jetbrains-mono-latin-wght-normal-B9CIFXIH.woff2',
    'assets/preview-page-Cd48L499.js',
    'assets/preview-page-1fzkGm-j.css',
    'assets/trace-page-o3Cu9rD2.js',
  ]
  const bundle = Object.fromEntries(files.map((file) => [file, {}]))
  const handle = transformIndexHtml.handler as (html: string, context: unknown) => { attrs: object }[]
  expect(handle('', { bundle }).map(({ attrs }) => attrs)).toEqual([
    { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${files[2]}` },
    { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${files[3]}` },
    { rel: 'modulepreload', crossorigin: true, href: `./${files[4]}` },
    { rel: 'stylesheet', crossorigin: true, href: `./${files[5]}` },
  ])
})

test('CommonJS modules stand in functions, as they are bundled now', async () => {
  const modules: Record<string, string> = {
    '/entry.js': "import first from '/first.cjs'\nimport second from '/second.cjs'\nconsole.log(first, second)",
    '/first.cjs': 'exports.first = 1',
    '/second.cjs': 'module.exports = { second: 2 }',
  }
  const inMemory = {
    name: 'in-memory',
    resolveId: (id: string) => (id in modules ? id : null),
    load: (id: string) => modules[id],
  }
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [inMemory, wrapInFunctions()],
    build: { write: false, minify: 'oxc', rollupOptions: { input: '/entry.js' } },
  })
  if (!('output' in built)) throw new Error('one bundle is made')
  const [{ code }] = built.output
  expect(code.match(/\(\(function\(/g)).toHaveLength(2)
  expect(code).not.toMatch(/\(\((?:\w+|\([\w,]*\))=>\{/)
})
