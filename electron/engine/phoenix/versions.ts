import type { Feature, PhoenixServer } from './types.ts'

/** The Phoenix version that brought each filter; an older one ignores the parameter and answers everything. */
const broughtBy: Record<Feature, readonly [number, number, number]> = {
  trace_id: [13, 9, 0],
  parent_id: [13, 15, 0],
  attribute: [14, 9, 0],
}

/** `20.26.1` → [20, 26, 1]; a suffix (`rc1`, `.dev0`) is dropped. Null for anything that is no version. */
export function parseVersion(text: string): readonly [number, number, number] | null {
  const match = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(text.trim())
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : null
}

/** True where version `a` is `b` or newer. */
export function isAtLeast(a: readonly [number, number, number], b: readonly [number, number, number]): boolean {
  const difference = a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
  return difference >= 0
}

/** What a server of this version can do. An unknown version supports nothing, because an ignored filter looks like an answer. */
export function describeServer(version: string | null): PhoenixServer {
  const parsed = version === null ? null : parseVersion(version)
  return { version, supports: (feature) => parsed !== null && isAtLeast(parsed, broughtBy[feature]) }
}
