// `npm start`: builds the app and opens it, in Electron, or in the browser where Electron's binary cannot be had or no display is there.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findElectronDist } from './electron-dist.ts'

const root = join(import.meta.dirname, '..')

/** The Electron to open a window with; a sentence where none can be opened. */
function findElectron(): ReturnType<typeof findElectronDist> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { missing: 'no display is there' }
  return findElectronDist(root)
}

await import('./build.ts')
const electron = findElectron()
if ('missing' in electron) console.error(`Opening the app in the browser: ${electron.missing}.`)
const [command, words] =
  'executable' in electron ? [electron.executable, [root]] : [process.execPath, [join(root, 'out', 'cli', 'index.mjs'), 'serve']]
const child = spawn(command, [...words, ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('close', (code) => process.exit(code ?? 1))
