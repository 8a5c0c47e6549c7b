/** Reads and completes `package-lock.json`. Pure: no files here. */

/** One entry of the lockfile's `packages`, as far as it matters here. */
export interface LockedPackage {
  version?: string
  resolved?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

export interface Lockfile {
  lockfileVersion: number
  packages: Record<string, LockedPackage>
}

/** An optional dependency that `parent` (a path in the lockfile) names and that has no entry. */
export interface MissingPackage {
  readonly parent: string
  readonly name: string
  readonly range: string
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** The entry that Node would load for `name` from `parent`: in its own `node_modules`, else in one further up. */
export function findLocked(lock: Lockfile, parent: string, name: string): LockedPackage | null {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const entry = lock.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`]
    if (entry !== undefined) return entry
    if (folder === '') return null
  }
}

/** Optional dependencies that the lockfile names without holding them; `npm ci` of npm ≥ 11.16 refuses such a lockfile. */
export function findMissingPackages(lock: Lockfile): MissingPackage[] {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => findLocked(lock, parent, name) === null)
      .map(([name, range]) => ({ parent, name, range })),
  )
}

/**
 * A lockfile with an entry for every optional platform package; the one given when nothing is missing. What it adds has no
 * `integrity`: the registry that made the lockfile does not serve the package, so there is nothing to take it from.
 * Throws when a missing package cannot be told to be for one platform, because npm itself must resolve that one.
 */
export function completeLockfile(lock: Lockfile): Lockfile {
  const missing = findMissingPackages(lock)
  if (missing.length === 0) return lock
  const added = missing.map((wanted) => [`node_modules/${wanted.name}`, toEntry(lock, wanted)] as const)
  const [root, ...others] = [...Object.entries(lock.packages), ...added]
  if (root === undefined) throw new Error('the lockfile holds no packages')
  const sorted = others.sort(([left], [right]) => left.localeCompare(right, 'en'))
  return { ...lock, packages: Object.fromEntries([root, ...sorted]) }
}

function toEntry(lock: Lockfile, { parent, name, range }: MissingPackage): LockedPackage {
  const words = name.split(/[/-]/)
  const system = words.find((word) => SYSTEMS.includes(word))
  const processor = words.find((word) => PROCESSORS.includes(word))
  if (system === undefined || processor === undefined || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) {
    throw new Error(`${parent} wants ${name}@${range}, which is not a platform package of an exact version`)
  }
  const owner = lock.packages[parent]
  return {
    version: range,
    cpu: [processor],
    ...(owner?.dev ? { dev: true } : {}),
    ...(system === 'linux' && tellsLibraries(lock, parent) ? { libc: [words.includes('musl') ? 'musl' : 'glibc'] } : {}),
    optional: true,
    os: [system],
  }
}

/** Whether the sisters of a package say which C library they are for; if they do not, a guess would keep it off some systems. */
function tellsLibraries(lock: Lockfile, parent: string): boolean {
  const sisters = Object.keys(lock.packages[parent]?.optionalDependencies ?? {})
  return sisters.some((sister) => findLocked(lock, parent, sister)?.libc !== undefined)
}
