import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findLocked, type Lockfile } from '../lockfile.ts'

/** A file of the repository or its build, and where it lies in the package's `resources`. */
export interface PackedFile {
  readonly from: string
  readonly to: string
}

/** What is native and therefore not bundled. */
const nativePackages = ['chdb', 'keytar']
/** Only needed to compile the above; what is shipped is compiled. */
const compilers = ['node-addon-api', 'node-gyp-build']

/** Of a package of npm what runs, and its licence. */
const runs = /\.(?:[cm]?js|json|node|so|dylib)$|^licen[cs]e/i
/** keytar brings a binary for every platform; npm has put the right one into `build`. */
const leftOut = /^(?:prebuilds|src|script|test|tests|docs|examples?|integrations)\//

/** What goes into the archive: the shell and the page, as built. */
export function listArchivedFiles(root: string): PackedFile[] {
  return ['main', 'preload', 'renderer'].flatMap((part) => below(root, `out/${part}`).filter(isShipped))
}

/**
 * What lies beside the archive, because plain Node reads it: the engine with its native packages, Node itself, the demo recording,
 * and the licence.
 */
export function listLooseFiles(root: string): PackedFile[] {
  const engine = reachedFrom(path.join(root, 'out'), 'engine/index.mjs').map((name) => ({
    from: path.join(root, 'out', name),
    to: name,
  }))
  const own = ['recordings/demo.cvcase', 'LICENSE'].map((name) => ({ from: path.join(root, name), to: name }))
  const node = { from: path.join(root, 'node_modules', 'node', 'bin', 'node'), to: 'node/node' }
  return [...engine, ...own, node, ...listNativeFiles(root)]
}

function listNativeFiles(root: string): PackedFile[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lockfile
  const found = new Set<string>()
  const add = (name: string): void => {
    // Not there: for another platform.
    if (found.has(name) || compilers.includes(name) || !existsSync(path.join(root, 'node_modules', name))) return
    found.add(name)
    const { dependencies, optionalDependencies } = findLocked(lock, '', name) ?? {}
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) add(next)
  }
  for (const name of nativePackages) add(name)
  return [...found].flatMap((name) =>
    below(root, `node_modules/${name}`).filter(({ to }) => {
      const inside = to.slice(`node_modules/${name}/`.length)
      return !inside.startsWith('node_modules/') && !leftOut.test(inside) && runs.test(inside)
    }),
  )
}

/** A bundle's entry and every chunk that it imports, by their names in `folder`. */
function reachedFrom(folder: string, entry: string): string[] {
  const reached = new Set([entry])
  for (const name of reached) {
    const text = readFileSync(path.join(folder, name), 'utf8')
    for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+\.mjs)["']/g))
      reached.add(path.posix.join(path.posix.dirname(name), specifier))
  }
  return [...reached].sort()
}

/** A source map holds the sources. */
const isShipped = ({ to }: PackedFile): boolean => !to.endsWith('.map')

function below(root: string, folder: string): PackedFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const from = path.join(entry.parentPath, entry.name)
      return { from, to: path.relative(root, from) }
    })
    .sort((left, right) => (left.to < right.to ? -1 : 1))
}
