import { join } from 'node:path'
import { app } from 'electron'

/** Where the build's other parts are: beside this file in a checkout, among the package's resources when packaged. */
export function findParts(): { readonly node: string; readonly engine: string; readonly page: string; readonly preload: string } {
  const windows = process.platform === 'win32'
  return {
    node: app.isPackaged
      ? join(process.resourcesPath, 'node', windows ? 'node.exe' : 'node')
      : join(app.getAppPath(), 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node'),
    engine: app.isPackaged ? join(process.resourcesPath, 'engine', 'index.mjs') : join(__dirname, '..', 'engine', 'index.mjs'),
    page: join(__dirname, '..', 'renderer'),
    preload: join(__dirname, '..', 'preload', 'index.cjs'),
  }
}
