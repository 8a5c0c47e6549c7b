import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest, Phase, Progress } from '../../../shared/contract/import.ts'
import { type Clock, realClock } from '../phoenix/clock.ts'
import type { PhoenixClient, PhoenixClientOptions, PhoenixServer } from '../phoenix/types.ts'
import { describeServer } from '../phoenix/versions.ts'
import { createUnreadSpans, type UnreadSpans } from './unread.ts'

/** The Phoenix that a request means, with the key for this one job. */
export interface JobTarget {
  readonly host: string
  readonly project: string
  readonly apiKey: string | null
}

export interface PhoenixAccess {
  openPhoenix(options: PhoenixClientOptions): PhoenixClient
  /** Times the budget and every wait of the job; the real one unless given. */
  readonly clock?: Clock
}

/** What a page of Phoenix and a simulation may hold, by Coval's page (spec 2). */
export const pageSize = 1000
export const documentedPages = 5
export const spanCap = pageSize * documentedPages

/**
 * One run of an import or preview: its deadline, its counters, its phases. Nothing outlives the job.
 * The budget is measured by its clock; how long phases took, in real milliseconds. The wall clock is asked only where a window is
 * compared with now.
 */
export interface Job {
  readonly request: ImportRequest
  readonly target: JobTarget
  readonly client: PhoenixClient
  /** The person's: fires when the run is cancelled. */
  readonly signal: AbortSignal
  /** Fires when the run is cancelled, and at the deadline. */
  readonly ended: AbortSignal
  readonly clock: Clock
  readonly counters: { pages: number; spans: number; matched: number; written: number; attempts: number }
  readonly unread: UnreadSpans
  readonly phases: Record<string, number>
  /** Tells where the job is; the time since the last call counts for the phase before. */
  enter(phase: Phase): void
  report(): void
  /** The server; of unknown version where it does not say it, which is no reason to end a run that reads spans. */
  server(): Promise<PhoenixServer>
  leftMs(): number
  /** Throws `cancelled` or `budget-exhausted` when the job must not go on. */
  checkpoint(): void
  /** What a failure is to the run: a call that the deadline cut off ends in `budget-exhausted`. */
  explain(error: unknown): unknown
  elapsedMs(): number
}

export function startJob(
  request: ImportRequest,
  target: JobTarget,
  access: PhoenixAccess,
  options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Job {
  const startedAt = performance.now()
  const { clock = realClock } = access
  const budgetMs = request.budgetSeconds * 1000
  const deadline = clock.elapsed() + budgetMs
  const counters = { pages: 0, spans: 0, matched: 0, written: 0, attempts: 0 }
  const phases: Record<string, number> = {}
  let phase: Phase = 'connect'
  let untold: PhoenixServer | null = null
  let since = startedAt

  const deadlineReached = new AbortController()
  // A job that nobody waits for any more must not keep the process alive.
  setTimeout(() => deadlineReached.abort(), budgetMs).unref()

  const client = access.openPhoenix({ host: target.host, apiKey: target.apiKey, deadline, clock, signal: options.signal })
  const exhausted = () =>
    new CompanionError('budget-exhausted', `The budget of ${request.budgetSeconds} s ended during: ${phase}`, { phase })
  const job: Job = {
    request,
    target,
    client,
    signal: options.signal,
    ended: AbortSignal.any([options.signal, deadlineReached.signal]),
    clock,
    counters,
    unread: createUnreadSpans(request.simulation),
    phases,
    enter(next) {
      const now = performance.now()
      phases[phase] = Math.round((phases[phase] ?? 0) + now - since)
      since = now
      phase = next
      job.report()
    },
    report() {
      const { pages, spans, matched, written } = counters
      options.onProgress({ kind: 'progress', phase, pages, spans, matched, written, leftMs: Math.max(0, job.leftMs()), budgetMs })
    },
    async server() {
      try {
        return untold ?? (await client.server())
      } catch (error) {
        if (!(error instanceof CompanionError) || !error.code.startsWith('phoenix-')) throw error
        untold = describeServer(null)
        return untold
      }
    },
    leftMs: () => deadline - clock.elapsed(),
    checkpoint() {
      if (options.signal.aborted) throw new CompanionError('cancelled', 'The run was cancelled')
      if (job.leftMs() <= 0) throw exhausted()
    },
    explain(error) {
      const cutOff = error instanceof CompanionError && error.code === 'cancelled' && !options.signal.aborted
      return cutOff ? exhausted() : error
    },
    elapsedMs: () => Math.round(performance.now() - startedAt),
  }
  return job
}

/** Waits, but no longer than the job may live. */
export async function pause(job: Job, milliseconds: number): Promise<void> {
  job.checkpoint()
  try {
    await job.clock.sleep(Math.max(0, Math.min(milliseconds, job.leftMs())), job.signal)
  } finally {
    job.checkpoint()
  }
}
