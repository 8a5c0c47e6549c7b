import type { Window } from '../../../shared/contract/import.ts'
import { type Collected, type Collection, collect } from './collect.ts'
import { type Job, pause } from './job.ts'
import { isFresh } from './window.ts'

/** What has not grown for this long counts as settled. */
const quietMs = 3000
/** Traces that still lack a root are given longer: it usually lands last. */
const quietWhileRootlessMs = 10_000
const firstPauseMs = 500
const longestPauseMs = 3000
/** Kept back of the budget for writing and committing. */
export const reserveMs = 5000

export interface Settled extends Collected {
  /** The budget ended while spans were still arriving. */
  readonly stillArriving: boolean
}

/**
 * Collects until what matches has stopped growing. A window that ended a while ago gets one pass; a fresh one is asked again,
 * also while nothing matches, inside the budget.
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
    const before = collection.ledger.matchedSpans
    job.counters.attempts += 1
    const collected = await collect(job, window, collection)
    onAttempt?.(collected)
    const matched = collection.ledger.matchedSpans
    if (matched > before) {
      grewAt = performance.now()
      wait = firstPauseMs
    }
    if (collected.capped !== null || !isFresh(window, now())) return { ...collected, stillArriving: false }
    const needed = collection.ledger.hasRootlessMatch() ? quietWhileRootlessMs : quietMs
    if (matched > 0 && performance.now() - grewAt >= needed) return { ...collected, stillArriving: false }
    if (job.leftMs() < reserveMs + wait) return { ...collected, stillArriving: matched > 0 && job.counters.attempts > 1 }
    job.enter('wait')
    await pause(job, wait)
    wait = Math.min(longestPauseMs, wait * 2)
  }
}
