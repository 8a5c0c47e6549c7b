import { constants } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPackage } from '@electron/asar'
import * as z from 'zod'
import { listArchivedFiles, listLooseFiles, type PackedFile } from './app-files.ts'
import { writeDesktopEntry } from './desktop-entry.ts'
import { setFuses } from './fuses.ts'

const Manifest = z.object({
  name: z.string(),
  productName: z.string(),
  desktopName: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  main: z.string(),
})

export interface PackOptions {
  /** The repository, with the app built in `out`. */
  readonly root: string
  /** An unpacked Electron for Linux. */
  readonly electron: string
  /** The package's folder; what is there is replaced. */
  readonly into: string
}

/**
 * Packs the built app with Electron and Node into a folder that runs by itself on Linux, and returns its executable. Done by hand
 * (docs/adr/0011): copy Electron, put the app beside it, set the fuses.
 */
export async function packApp({ root, electron, into }: PackOptions): Promise<string> {
  const manifest = Manifest.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')))
  const resources = path.join(into, 'resources')
  await rm(into, { recursive: true, force: true })
  await copyElectron(electron, into)
  // Electron takes itself for packaged by its name.
  const executable = path.join(into, manifest.name)
  await rename(path.join(into, 'electron'), executable)
  await copyAll(listLooseFiles(root), resources)
  // The engine reads its version from here.
  const packed = JSON.stringify(manifest)
  await writeFile(path.join(resources, 'package.json'), packed)
  await archive(listArchivedFiles(root), packed, path.join(resources, 'app.asar'))
  await writeFile(
    path.join(resources, manifest.desktopName),
    writeDesktopEntry({ name: manifest.name, productName: manifest.productName, comment: manifest.description }),
  )
  await setFuses(executable)
  return executable
}

/**
 * Of Electron's folder everything but an app that may lie in it already, what an AppImage adds, and the languages that the app does
 * not speak.
 */
async function copyElectron(from: string, to: string): Promise<void> {
  const foreign = /^(?:AppRun|\.DirIcon|usr|resources\/.+|locales\/(?!en-US\.pak$).+|[^/]+\.(?:desktop|png|svg))$/
  await cp(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !foreign.test(path.relative(from, source).replaceAll('\\', '/')),
  })
}

async function copyAll(files: readonly PackedFile[], folder: string): Promise<void> {
  for (const { from, to } of files) await cp(from, path.join(folder, to), { mode: constants.COPYFILE_FICLONE, dereference: true })
}

async function archive(files: readonly PackedFile[], manifest: string, into: string): Promise<void> {
  const stage = await mkdtemp(path.join(tmpdir(), 'coval-package-'))
  try {
    await copyAll(files, stage)
    await writeFile(path.join(stage, 'package.json'), manifest)
    await mkdir(path.dirname(into), { recursive: true })
    await createPackage(stage, into)
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}
