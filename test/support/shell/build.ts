import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build as buildShell } from 'electron-vite'
import { build as buildNode } from 'vite'

const root = new URL('../../..', import.meta.url).pathname
const here = new URL('.', import.meta.url).pathname

/** A folder that Electron can be started with. */
export interface BuiltApp {
  readonly folder: string
  remove(): Promise<void>
}

/** Builds the product's shell around the probe's page and engine, into a folder of its own. Takes about a second. */
export async function buildProbeApp(): Promise<BuiltApp> {
  const folder = await mkdtemp(join(tmpdir(), 'coval-shell-'))
  const out = join(folder, 'out')
  await mkdir(out)
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'coval-companion',
      desktopName: 'coval-companion.desktop',
      version: '0.0.0',
      main: 'out/main/index.cjs',
      type: 'module',
    }),
  )
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await Promise.all([
    buildShell({
      root,
      configFile: join(here, 'electron.vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: out, emptyOutDir: true },
    }),
    buildNode({
      root,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: join(out, 'engine'),
        emptyOutDir: true,
        target: 'node22',
        minify: false,
        copyPublicDir: false,
        rollupOptions: {
          input: join(here, 'engine.ts'),
          external: [/^node:/, ...builtinModules],
          output: { format: 'es', entryFileNames: 'index.mjs' },
        },
      },
    }),
  ])
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
