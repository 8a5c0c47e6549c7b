import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** What a job measures its time by, and waits with. */
export interface Clock {
  /** Milliseconds since a moment of the clock's own: only differences say something. */
  elapsed(): number
  /** Waits; rejects at once when the signal fires. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Its `elapsed` is `performance.now()`. */
export const realClock: Clock = {
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
}

export interface SkippingClock extends Clock {
  /** Moves on to this time, unless it is later already. */
  reach(milliseconds: number): void
}

/**
 * Counts what is waited for and waits for nothing: with answers that are all there already, a job decides as if it had waited.
 * No other time passes on it. Starts at 0; one for each job, whose budget it is.
 */
export function createSkippingClock(): SkippingClock {
  let elapsedMs = 0
  return {
    elapsed: () => elapsedMs,
    async sleep(milliseconds, signal) {
      signal.throwIfAborted()
      elapsedMs += milliseconds
    },
    reach(milliseconds) {
      elapsedMs = Math.max(elapsedMs, milliseconds)
    },
  }
}
