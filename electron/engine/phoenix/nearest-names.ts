/**
 * The names that a mistyped one may have meant, best first, at most `count`: the same name in another letter case comes
 * first (Phoenix compares the case), then by edit distance. Names with little in common are left out.
 */
export function findNearestNames(wanted: string, names: readonly string[], count = 3): string[] {
  const lower = wanted.trim().toLowerCase()
  return names
    .filter((name) => name !== wanted)
    .map((name) => ({ name, distance: editDistance(lower, name.trim().toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(Math.max(lower.length, name.length) * 0.4)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name)
}

/** True where letter case, blanks and punctuation are all that two names differ in. */
export const isRespelled = (a: string, b: string): boolean => lettersOf(a) === lettersOf(b)

const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Insertions, deletions and substitutions that lead from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
