import { CompanionError } from '../../../shared/contract/errors.ts'
import type { Window } from '../../../shared/contract/import.ts'
import { createTraceLedger, type TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { isRespelled } from '../phoenix/nearest-names.ts'
import { type Collected, type Collection, collect } from './collect.ts'
import { findWindow } from './find-window.ts'
import { type Job, pause } from './job.ts'
import { isFresh, isRecent, widen } from './window.ts'

/** A window into which no span has come for this long counts as settled. */
const quietMs = 3000
/** Longer while nothing matches, or a trace that matches still lacks its root: the root carries the id and usually lands last. */
const quietWhileIncompleteMs = 10_000
const firstPauseMs = 500
const longestPauseMs = 3000
/** Kept back of the budget for writing and committing. */
export const reserveMs = 5000

export type Settled =
  | (Collected & {
      readonly found: true
      readonly window: Window
      /** The budget ended while spans may still have been arriving. */
      readonly stillArriving: boolean
      /** What looking for the window left unread, in words. */
      readonly unread: string | null
    })
  /** The window was to be found, and nothing carries the hint. `roots` saw what was read instead. */
  | { readonly found: false; readonly unread: string | null; readonly roots: TraceLedger }

/**
 * Collects until spans have stopped arriving. A window that ended a while ago gets one pass; a fresh one is asked again, also
 * while nothing matches, inside the budget. Spans of others count as arriving too: where Phoenix works off a backlog, ours may
 * be behind theirs. `given` null: the window is found, and found again with every pass, because a late span can lie outside of
 * what was there before; nothing found is asked again while the project receives spans at all. A project appears with its first
 * stored span: one that is not there counts as empty for as long as spans without their root are waited for. Then throws
 * `phoenix-project-unknown`, as at once for an old window.
 */
export async function collectUntilSettled(
  job: Job,
  given: Window | null,
  collection: Collection,
  now: () => Date,
  on: { readonly window?: (window: Window) => void; readonly attempt?: (collected: Collected) => void } = {},
): Promise<Settled> {
  const hint = job.request.simulation
  let window = given
  let unread: string | null = null
  let roots = createTraceLedger(hint)
  let unknown: CompanionError | null = null
  let grewAt = job.clock.elapsed()
  let wait = firstPauseMs
  for (;;) {
    job.counters.attempts += 1
    let receiving = false
    const before = { spans: collection.ledger.totalSpans, unknown }
    let collected: Collected | null = null
    unknown = null
    try {
      if (given === null && hint !== null) {
        roots = createTraceLedger(hint)
        const found = await findWindow(job, hint, roots)
        unread = found.unread
        if (found.window !== null) window = window === null ? found.window : widen(window, found.window)
        receiving = found.newest !== null && isRecent(found.newest, now())
      }
      if (window !== null) {
        on.window?.(window)
        collected = await collect(job, window, collection)
        on.attempt?.(collected)
      }
    } catch (error) {
      if (before.spans > 0 || !mayAppear(error, job.target.project)) throw error
      unknown = error
      receiving = true
    }
    const { matchedSpans: matched, totalSpans } = collection.ledger
    if (totalSpans > before.spans || (before.unknown !== null && unknown === null)) {
      grewAt = job.clock.elapsed()
      wait = firstPauseMs
    }
    const end = (stillArriving: boolean): Settled => {
      if (unknown !== null) throw unknown
      if (collected === null || window === null) return { found: false, unread, roots }
      return { ...collected, found: true, window, stillArriving, unread }
    }
    const fresh = window === null ? receiving : isFresh(window, now())
    if ((collected !== null && collected.capped !== null) || !fresh) return end(false)
    const complete = matched > 0 && !collection.ledger.hasRootlessMatch()
    const quiet = job.clock.elapsed() - grewAt
    if (quiet >= (complete ? quietMs : quietWhileIncompleteMs)) return end(false)
    if (job.leftMs() < reserveMs + wait) return end(matched > 0)
    job.enter(unknown === null ? 'wait' : 'wait-project')
    await pause(job, wait)
    wait = Math.min(longestPauseMs, wait * 2)
  }
}

/**
 * True for the failure of a project that a first span may still bring. Not where one is there that is only spelled otherwise: the
 * name is mistyped then, and who mistyped it is told at once.
 */
function mayAppear(error: unknown, project: string): error is CompanionError {
  if (!(error instanceof CompanionError) || error.code !== 'phoenix-project-unknown') return false
  const { nearest } = error.facts
  return !Array.isArray(nearest) || !nearest.some((name) => isRespelled(project, String(name)))
}
