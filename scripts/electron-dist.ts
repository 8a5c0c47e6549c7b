import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const installMs = 120_000

/** A folder with Electron in it, and its executable. */
export interface ElectronDist {
  readonly folder: string
  readonly executable: string
}

/**
 * The Electron that `ELECTRON_OVERRIDE_DIST_PATH` names, else the one of Electron's own package, which downloads it when it is asked
 * for the first time; a sentence where there is none.
 */
export function findElectronDist(root: string): ElectronDist | { readonly missing: string } {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const executable = join(override, process.platform === 'win32' ? 'electron.exe' : 'electron')
    return existsSync(executable) ? { folder: override, executable } : { missing: `${override} holds no Electron` }
  }
  const missing = { missing: "Electron's binary could not be downloaded" }
  const install = spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    encoding: 'utf8',
    timeout: installMs,
  })
  if (install.status !== 0) return missing
  const inside =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'
  const folder = join(root, 'node_modules', 'electron', 'dist')
  const executable = join(folder, inside)
  return existsSync(executable) ? { folder, executable } : missing
}
