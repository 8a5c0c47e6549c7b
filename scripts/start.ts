// `npm start`: builds the app and opens it, in Electron, or in the browser where Electron's binary cannot be had or no display is there.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const installMs = 120_000

/** The Electron executable, downloaded at the first start; a sentence where there is none. */
function findElectron(): { path: string } | { missing: string } {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { missing: 'no display is there' }
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const executable = process.platform === 'win32' ? 'electron.exe' : 'electron'
  if (override)
    return existsSync(join(override, executable))
      ? { path: join(override, executable) }
      : { missing: `${override} holds no Electron` }
  const install = spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    encoding: 'utf8',
    timeout: installMs,
  })
  if (install.status !== 0) return { missing: "Electron's binary could not be downloaded" }
  const inside =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'
  const path = join(root, 'node_modules', 'electron', 'dist', inside)
  return existsSync(path) ? { path } : { missing: "Electron's binary could not be downloaded" }
}

await import('./build.ts')
const electron = findElectron()
if ('missing' in electron) console.error(`Opening the app in the browser: ${electron.missing}.`)
const [command, words] =
  'path' in electron ? [electron.path, [root]] : [process.execPath, [join(root, 'out', 'cli', 'index.mjs'), 'serve']]
const child = spawn(command, [...words, ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
child.on('close', (code) => process.exit(code ?? 1))
