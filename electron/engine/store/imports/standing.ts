/**
 * What is logged of an import. `started`: staging is being filled (repeated as a sign of life). `committing`: rows may be in
 * the trace table. `complete`: the import counts. `removed`: it does not count, whatever else is logged. `purged`: and its
 * rows are gone.
 */
export const importStates = ['started', 'committing', 'complete', 'removed', 'purged'] as const
export type ImportState = (typeof importStates)[number]

export interface LogEntry {
  readonly importId: string
  readonly identity: string
  readonly state: ImportState
  /** When the store logged it, nanoseconds since the epoch by the store's own clock. */
  readonly at: bigint
  /** The import that this one replaces, or ''. */
  readonly supersedes: string
}

/**
 * `visible`: what readers see. `hidden`: complete, but another import with its identity counts. `unfinished`: started and
 * never ended. `dead`: removed, its rows may still be there. `purged`: nothing is left.
 */
export type Standing = 'visible' | 'hidden' | 'unfinished' | 'dead' | 'purged'

export interface ImportStanding {
  readonly importId: string
  readonly identity: string
  readonly standing: Standing
  /** True when rows may have reached the trace table. */
  readonly hasRows: boolean
  /** The latest sign of life, nanoseconds since the epoch. */
  readonly lastSeen: bigint
}

interface Gathered {
  readonly importId: string
  readonly identity: string
  readonly states: Set<ImportState>
  supersedes: string
  completedAt: bigint
  lastSeen: bigint
}

/**
 * Decides from the log alone which imports count: per identity at most one. An import that a complete one replaces is hidden
 * even if the clock went backwards in between; among the others the last complete one counts. `removed` is final.
 */
export function judgeImports(entries: readonly LogEntry[]): Map<string, ImportStanding> {
  const imports = gather(entries)
  const candidates = [...imports.values()].filter((one) => one.states.has('complete') && !isDead(one))
  const replaced = new Set(candidates.map((one) => `${one.identity}\n${one.supersedes}`))
  const counting = new Map<string, Gathered>()
  for (const one of candidates) {
    if (replaced.has(`${one.identity}\n${one.importId}`)) continue
    const rival = counting.get(one.identity)
    if (rival === undefined || isLater(one, rival)) counting.set(one.identity, one)
  }
  return new Map(
    [...imports.values()].map((one) => [
      one.importId,
      {
        importId: one.importId,
        identity: one.identity,
        standing: standingOf(one, counting.get(one.identity)),
        hasRows: one.states.has('committing') || one.states.has('complete'),
        lastSeen: one.lastSeen,
      },
    ]),
  )
}

function gather(entries: readonly LogEntry[]): Map<string, Gathered> {
  const imports = new Map<string, Gathered>()
  for (const entry of entries) {
    const one = imports.get(entry.importId) ?? {
      importId: entry.importId,
      identity: entry.identity,
      states: new Set(),
      supersedes: '',
      completedAt: 0n,
      lastSeen: entry.at,
    }
    imports.set(entry.importId, one)
    one.states.add(entry.state)
    if (entry.at > one.lastSeen) one.lastSeen = entry.at
    if (entry.state === 'complete') {
      one.supersedes = entry.supersedes
      one.completedAt = entry.at
    }
  }
  return imports
}

const isDead = (one: Gathered): boolean => one.states.has('removed') || one.states.has('purged')

const isLater = (one: Gathered, other: Gathered): boolean =>
  one.completedAt === other.completedAt ? one.importId > other.importId : one.completedAt > other.completedAt

function standingOf(one: Gathered, counting: Gathered | undefined): Standing {
  if (one.states.has('purged')) return 'purged'
  if (one.states.has('removed')) return 'dead'
  if (!one.states.has('complete')) return 'unfinished'
  return one === counting ? 'visible' : 'hidden'
}
