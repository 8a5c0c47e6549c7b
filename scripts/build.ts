// Builds everything into out/: main, preload and page with electron-vite, engine and command line with vite, side by side.
import { rm } from 'node:fs/promises'
import { build as buildShell } from 'electron-vite'
import { build as buildNode } from 'vite'

const root = new URL('..', import.meta.url).pathname
await rm(`${root}out`, { recursive: true, force: true })
await Promise.all([
  buildShell({ root, logLevel: 'warn' }),
  buildNode({ root, configFile: `${root}engine.vite.config.mts`, logLevel: 'warn' }),
])
