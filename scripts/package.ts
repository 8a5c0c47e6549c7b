// `npm run package`: builds the app and packs it with Electron and Node into dist/, as a folder that runs by itself (Linux).
// Electron is the one that `ELECTRON_OVERRIDE_DIST_PATH` names, else its own binary, downloaded.
import { join, relative } from 'node:path'
import { findElectronDist } from './electron-dist.ts'
import { packApp } from './packaging/pack-app.ts'

const root = join(import.meta.dirname, '..')

if (process.platform !== 'linux') {
  console.error('Packages are made on Linux, for Linux.')
  process.exit(1)
}
const electron = findElectronDist(root)
if ('missing' in electron) {
  console.error(`No package: ${electron.missing}. ELECTRON_OVERRIDE_DIST_PATH names a folder with an unpacked Electron.`)
  process.exit(1)
}
await import('./build.ts')
const into = join(root, 'dist', `coval-companion-linux-${process.arch}`)
const executable = await packApp({ root, electron: electron.folder, into })
console.log(`packed: ${relative(process.cwd(), executable)}`)
