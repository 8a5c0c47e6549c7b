import type { Window } from '../../../shared/contract/import.ts'
import { type Collected, type Collection, collect } from './collect.ts'
import { type Job, pause } from './job.ts'
import { isFresh } from './window.ts'

/** A window into which no span has come for this long counts as settled. */
const quietMs = 3000
/** Longer while nothing matches, or a trace that matches still lacks its root: the root carries the id and usually lands last. */
const quietWhileIncompleteMs = 10_000
const firstPauseMs = 500
const longestPauseMs = 3000
/** Kept back of the budget for writing and committing. */
export const reserveMs = 5000

export interface Settled extends Collected {
  /** The budget ended while spans were still arriving. */
  readonly stillArriving: boolean
}

/**
 * Collects until spans have stopped arriving. A window that ended a while ago gets one pass; a fresh one is asked again, also
 * while nothing matches, inside the budget. Spans of others count as arriving too: where Phoenix works off a backlog, ours may
 * be behind theirs.
 */
export async function collectUntilSettled(
  job: Job,
  window: Window,
  collection: Collection,
  now: () => Date,
  onAttempt?: (collected: Collected) => void,
): Promise<Settled> {
  let grewAt = performance.now()
  let wait = firstPauseMs
  for (;;) {
    const before = collection.ledger.totalSpans
    job.counters.attempts += 1
    const collected = await collect(job, window, collection)
    onAttempt?.(collected)
    const { matchedSpans: matched, totalSpans } = collection.ledger
    if (totalSpans > before) {
      grewAt = performance.now()
      wait = firstPauseMs
    }
    if (collected.capped !== null || !isFresh(window, now())) return { ...collected, stillArriving: false }
    const complete = matched > 0 && !collection.ledger.hasRootlessMatch()
    const quiet = performance.now() - grewAt
    if (quiet >= (complete ? quietMs : quietWhileIncompleteMs)) return { ...collected, stillArriving: false }
    if (job.leftMs() < reserveMs + wait) return { ...collected, stillArriving: matched > 0 && job.counters.attempts > 1 }
    job.enter('wait')
    await pause(job, wait)
    wait = Math.min(longestPauseMs, wait * 2)
  }
}
