import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { FoundImport } from './find-imports.ts'
import { DOORS, FEATURE_USERS, FEATURES, ROOMS, type Room } from './import-rules.ts'

export interface ImportContext {
  /** Whether the project holds this file, a path from the root. */
  readonly exists: (file: string) => boolean
  /** The packages that package.json declares. */
  readonly declared: ReadonlySet<string>
}

/** Why the file must not import this; null when it may. */
export function judgeImport(file: string, found: FoundImport, context: ImportContext): string | null {
  const room = ROOMS.filter(({ folder }) => isInside(file, folder)).sort((a, b) => b.folder.length - a.folder.length)[0]
  const { specifier } = found
  if (specifier === null) return 'the module is computed, so nobody can check it'
  if (specifier.startsWith('node:'))
    return room === undefined || room.node ? null : `${room.folder} runs where Node's modules are not`
  if (builtinModules.includes(specifier)) return `Node's own modules are written with node:`
  if (specifier.startsWith('.')) return judgeFile(file, found, specifier, room, context)
  if (specifier.startsWith('/') || /^[a-z]+:/.test(specifier)) return 'neither a relative path nor a package'
  return judgePackage(file, specifier, room, context)
}

function judgeFile(file: string, found: FoundImport, specifier: string, room: Room | undefined, { exists }: ImportContext) {
  const target = posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''))
  if (target.startsWith('..')) return 'leads out of the repository'
  if (!exists(target)) return `${target} is not a file of the project; imports name the file with its ending`
  if (room === undefined) return null
  const allowed = [room.folder, ...room.rooms].find((folder) => isInside(target, folder))
  if (allowed === undefined) return `${room.folder} must not import from ${target}`
  if (room.typesOnlyFrom?.includes(allowed) && !found.typeOnly) return `${room.folder} may take types only from ${allowed}`
  const feature = readFeature(target)
  if (feature === null || readFeature(file) === feature || FEATURE_USERS.some((user) => isInside(file, user))) return null
  return `only ${FEATURE_USERS[0]} puts features together; ${target} is another feature's`
}

function judgePackage(file: string, specifier: string, room: Room | undefined, { declared }: ImportContext) {
  const parts = specifier.split('/')
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
  if (!declared.has(name)) return `package.json does not declare ${name}`
  if (room === undefined || room.packages === 'any') return null
  if (!room.packages.some((allowed) => allowed === name || (allowed.endsWith('/') && name.startsWith(allowed)))) {
    return `${room.folder} must not use the package ${name}`
  }
  const doors = DOORS[name]
  return doors === undefined || doors.some((door) => isInside(file, door))
    ? null
    : `${name} is used through ${doors.join(', ')} only`
}

/** `renderer/features/checks/…` → `checks`. */
function readFeature(file: string): string | null {
  return isInside(file, FEATURES) ? (file.slice(FEATURES.length + 1).split('/')[0] ?? null) : null
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`)
}
