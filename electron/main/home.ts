import { join, resolve } from 'node:path'
import type { App } from 'electron'

/**
 * Chooses Electron's own folder (cookies, window bounds, the single-instance lock) before anything reads it. With
 * `COVAL_COMPANION_HOME` it lies inside that home, so that two homes are two programs.
 */
export function placeUserData(app: App): void {
  const home = process.env.COVAL_COMPANION_HOME
  app.setPath('userData', home ? join(resolve(home), 'shell') : join(app.getPath('appData'), 'coval-companion', 'shell'))
}
