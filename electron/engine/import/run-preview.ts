import { failureOf } from '../../../shared/checks/errors.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type ImportRequest, type Partial, type Progress, reportFormat, type Window } from '../../../shared/contract/import.ts'
import type { NearMiss, PreviewReport } from '../../../shared/contract/preview.ts'
import { createTraceLedger, type TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { SpanPage } from '../phoenix/types.ts'
import { readRest } from './collect.ts'
import { type Elsewhere, findElsewhere, findInOtherProjects } from './elsewhere.ts'
import { documentedPages, type Job, type JobTarget, type PhoenixAccess, startJob } from './job.ts'
import { malformedOf, maxMalformedListed, partialOf } from './outcome.ts'
import { createPreviewSession, type PreviewSession } from './preview-session.ts'
import { collectUntilSettled, type Settled } from './settle.ts'
import { resolveWindow } from './window.ts'

export interface PreviewDependencies extends PhoenixAccess {
  now(): Date
  /** When the run was asked for: "the last 30 minutes" end here. Now, unless given. */
  readonly startedAt?: Date
}

export interface PreviewVerdict {
  readonly kind: 'verdict'
  readonly matched: number
  readonly traces: number
  readonly keys: string[]
}

/**
 * What an import would take, and why: writes nothing. The verdict is told as soon as what matches is known; then the rest of the
 * window is read for the table of traces, the near misses and the number that Coval's documented limits would leave.
 */
export async function runPreview(
  request: ImportRequest,
  target: JobTarget,
  dependencies: PreviewDependencies,
  options: { signal: AbortSignal; onEvent: (event: Progress | PreviewVerdict) => void },
): Promise<{ report: PreviewReport; session: PreviewSession }> {
  const job = startJob(request, target, dependencies, { signal: options.signal, onProgress: options.onEvent })
  const session = createPreviewSession(request.connectionId)
  const state: PreviewState = {
    window: null,
    ledger: createTraceLedger(request.simulation),
    settled: null,
    matched: 0,
    inWindow: null,
    documented: null,
    misses: [],
    partial: null,
    serverVersion: null,
  }
  try {
    await preview(job, dependencies, state, session, options.onEvent)
    return { report: reportOf(job, session, state, null), session }
  } catch (error) {
    if (state.settled === null) {
      state.matched = state.ledger.matchedSpans
      session.take(state.ledger.matchedTraceIds())
    }
    return { report: reportOf(job, session, state, error), session }
  } finally {
    await job.client.close()
  }
}

interface PreviewState {
  window: Window | null
  ledger: TraceLedger
  settled: (Settled & { found: true }) | null
  /** Spans that an import would take; what is read of the window afterwards is not among them. */
  matched: number
  inWindow: number | null
  documented: number | null
  misses: readonly NearMiss[]
  partial: PreviewReport['partial']
  serverVersion: string | null
}

async function preview(
  job: Job,
  dependencies: PreviewDependencies,
  state: PreviewState,
  session: PreviewSession,
  onEvent: (event: PreviewVerdict) => void,
): Promise<void> {
  const { request } = job
  const hint = request.simulation
  state.window = resolveWindow(request.window, dependencies.startedAt ?? dependencies.now())
  if (hint === null && state.window === null) throw new CompanionError('usage', 'Without a simulation the window has to be given')
  const count = createWindowCount(hint)
  const collection = { ledger: state.ledger, seen: new Set<string>(), sink: session, onWindowPage: count.onWindowPage }
  const settled = await collectUntilSettled(job, state.window, collection, dependencies.now, {
    window(window) {
      state.window = window
    },
    attempt() {
      state.matched = state.ledger.matchedSpans
      if (state.matched > 0) onEvent(verdictOf(state.ledger))
    },
  })
  state.serverVersion = (await job.server()).version
  if (!settled.found) {
    // Nothing carries the hint; the newest roots show what ids there are instead.
    state.ledger = settled.roots
    await unlessItFails(state, async () => {
      if (hint !== null) learn(state, await findInOtherProjects(job, hint))
    })
    return
  }
  state.settled = settled
  state.partial = partialOf(job, settled, state.ledger)
  session.take(state.ledger.matchedTraceIds())
  await unlessItFails(state, async () => {
    // A window that was found holds all that filters find.
    const everywhere = settled.window.source === 'found' && state.matched > 0
    if (hint !== null && !everywhere) learn(state, await findElsewhere(job, hint, settled.window, state.matched > 0))
    await readRest(job, settled.window, collection, settled)
  })
  state.inWindow = count.spans()
  state.documented = count.documented()
  if (settled.strategy.kind !== 'select') return
  const missed = missedBySelection(state)
  state.partial ??= missed
  // The whole window was read after all, and nothing was hidden in it.
  if (state.inWindow !== null && missed === null)
    state.settled = { ...settled, strategy: { ...settled.strategy, unsearchable: [] } }
}

function learn(state: PreviewState, { misses, partial }: Elsewhere): void {
  state.misses = misses
  state.partial ??= partial
}

/** The verdict stands when looking further fails; what is missing is the rest of the window, and the report says so. */
async function unlessItFails(state: PreviewState, look: () => Promise<void>): Promise<void> {
  try {
    await look()
  } catch (error) {
    if (!(error instanceof CompanionError) || error.code === 'cancelled') throw error
    const why = error.code === 'budget-exhausted' ? 'The budget ended' : `Phoenix failed (${error.code})`
    state.partial ??= {
      reason: 'budget',
      detail: `${why} before everything was looked at: other traces, near misses and both totals may be incomplete.`,
    }
  }
}

/** What an import would leave, because only reading the whole window showed that it matches. */
function missedBySelection({ ledger, matched }: PreviewState): Partial | null {
  const missed = ledger.matchedSpans - matched
  if (missed === 0) return null
  return {
    reason: 'selection',
    detail: `Reading the whole window showed ${missed} more matching ${missed === 1 ? 'span' : 'spans'} that selecting does not find, or that came since. An import with the strategy "scan" takes them.`,
  }
}

/** Counts the window's spans, and what the documented limits take: the same rule over its newest five pages alone. */
function createWindowCount(hint: string | null) {
  let spans = 0
  let complete = false
  let pages = 0
  let newest = createTraceLedger(hint)
  return {
    onWindowPage(page: SpanPage, index: number) {
      if (index === 0) {
        newest = createTraceLedger(hint)
        spans = 0
      }
      pages = index + 1
      spans += page.spans.length
      complete = page.last
      if (index < documentedPages) for (const span of page.spans) newest.add(span)
    },
    spans: () => (complete ? spans : null),
    documented: () => (complete || pages >= documentedPages ? newest.matchedSpans : null),
  }
}

const verdictOf = (ledger: TraceLedger): PreviewVerdict => ({
  kind: 'verdict',
  matched: ledger.matchedSpans,
  traces: ledger.matchedTraceIds().length,
  keys: [...ledger.keysMatched],
})

function reportOf(job: Job, session: PreviewSession, state: PreviewState, error: unknown): PreviewReport {
  const failure = error === null ? null : failureOf(error)
  const { ledger, matched } = state
  const outcome = failure === null ? (matched > 0 ? 'matched' : 'empty') : failure.code === 'cancelled' ? 'cancelled' : 'failed'
  return {
    format: reportFormat,
    previewId: session.previewId,
    outcome,
    simulation: job.request.simulation,
    project: job.target.project,
    host: job.target.host,
    window: state.window,
    strategy: state.settled?.strategy ?? null,
    spans: { inWindow: state.inWindow, matched, documentedLimits: state.documented },
    traces: ledger.previews(),
    nearMisses: [...ledger.nearMisses(), ...state.misses],
    otherSimulations: ledger.otherSimulations(),
    conflicts: ledger.conflicts(),
    malformed: malformedOf(job, ledger, state.settled?.strategy ?? null).slice(0, maxMalformedListed),
    partial: state.partial,
    requests: job.client.requests,
    elapsedMs: job.elapsedMs(),
    serverVersion: state.serverVersion,
    error: failure,
  }
}
