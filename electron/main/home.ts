import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { App } from 'electron'

/**
 * Chooses Electron's own folder (storage, window bounds, the single-instance lock) before anything reads it: beside the
 * settings. With `COVAL_COMPANION_HOME` it lies inside that home, so that two homes are two programs.
 */
export function placeUserData(app: App): void {
  const home = process.env.COVAL_COMPANION_HOME
  const name = process.platform === 'linux' ? 'coval-companion' : 'Coval Companion'
  const folder = home ? join(resolve(home), 'shell') : join(app.getPath('appData'), name, 'shell')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}
