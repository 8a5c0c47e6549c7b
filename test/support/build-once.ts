import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { FullConfig } from '@playwright/test'

const root = path.join(import.meta.dirname, '..', '..')
const sources = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'engine.vite.config.mts', 'package.json']
const parts = ['main/index.cjs', 'preload/index.cjs', 'engine/index.mjs', 'cli/index.mjs', 'renderer/index.html']

/** Builds the app before the first spec, unless what is built is newer than every source. Says which specs are left out. */
export default function buildOnce({ metadata }: FullConfig): void {
  const lacking = (metadata.lacking ?? []) as readonly string[]
  if (lacking.length > 0) console.error(`left out, because a real part is missing: ${lacking.join(', ')}`)
  buildWhereOlder()
}

/** Throws when the app cannot be built. */
export function buildWhereOlder(): void {
  if (oldestPart() > newest(sources)) return
  const built = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) throw new Error('the app could not be built')
}

const oldestPart = (): number =>
  Math.min(...parts.map((part) => statSync(path.join(root, 'out', part), { throwIfNoEntry: false })?.mtimeMs ?? 0))

/** When anything in these places changed last. Folders count: a file that went away is a change. */
function newest(places: readonly string[]): number {
  return Math.max(
    ...places.map((place) => {
      const whole = path.join(root, place)
      const stats = statSync(whole)
      if (!stats.isDirectory()) return stats.mtimeMs
      return Math.max(stats.mtimeMs, newest(readdirSync(whole).map((name) => path.join(place, name))))
    }),
  )
}
