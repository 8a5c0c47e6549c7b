import { failureOf } from '../../../shared/checks/errors.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type ImportRequest, type Progress, reportFormat, type Window } from '../../../shared/contract/import.ts'
import type { NearMiss, PreviewReport } from '../../../shared/contract/preview.ts'
import { createTraceLedger, type TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { SpanPage } from '../phoenix/types.ts'
import { readRest } from './collect.ts'
import { findElsewhere, findInOtherProjects } from './elsewhere.ts'
import { findWindow } from './find-window.ts'
import { documentedPages, type Job, type JobTarget, type PhoenixAccess, startJob } from './job.ts'
import { partialOf } from './outcome.ts'
import { createPreviewSession, type PreviewSession } from './preview-session.ts'
import { collectUntilSettled, type Settled } from './settle.ts'
import { resolveWindow } from './window.ts'

export interface PreviewDependencies extends PhoenixAccess {
  now(): Date
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
    inWindow: null,
    documented: null,
    misses: [],
    partial: null,
    serverVersion: null,
  }
  try {
    await preview(job, dependencies, state, session, options.onEvent)
    session.finish(state.ledger.matchedTraceIds())
    return { report: reportOf(job, session, state, null), session }
  } catch (error) {
    session.finish(state.ledger.matchedTraceIds())
    return { report: reportOf(job, session, state, error), session }
  } finally {
    await job.client.close()
  }
}

interface PreviewState {
  window: Window | null
  ledger: TraceLedger
  settled: Settled | null
  inWindow: number | null
  documented: number | null
  misses: NearMiss[]
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
  state.window = resolveWindow(request.window, dependencies.now())
  if (hint === null && state.window === null) throw new CompanionError('usage', 'Without a simulation the window has to be given')
  if (hint !== null && state.window === null) {
    const roots = createTraceLedger(hint)
    state.window = await findWindow(job, hint, roots)
    if (state.window === null) {
      // Nothing carries the hint; the newest roots show what ids there are instead.
      state.ledger = roots
      state.serverVersion = (await job.client.server()).version
      state.misses = await findInOtherProjects(job, hint)
      return
    }
  }
  const window = state.window
  if (window === null) throw new Error('unreachable: the window is known here')

  const count = createWindowCount(hint)
  const collection = { ledger: state.ledger, seen: new Set<string>(), sink: session, onWindowPage: count.onWindowPage }
  const settled = await collectUntilSettled(job, window, collection, dependencies.now, () => {
    if (state.ledger.matchedSpans > 0) onEvent(verdictOf(state.ledger))
  })
  state.settled = settled
  state.partial = partialOf(job, settled)
  state.serverVersion = (await job.client.server()).version
  try {
    if (hint !== null) state.misses = await findElsewhere(job, hint, window, state.ledger.matchedSpans > 0)
    await readRest(job, window, collection, settled)
  } catch (error) {
    // The verdict stands; what is missing is the rest of the window, and the report says so.
    if (!(error instanceof CompanionError && error.code === 'budget-exhausted')) throw error
    state.partial ??= {
      reason: 'budget',
      detail: 'The budget ended before the whole window was read: other traces and both totals are incomplete.',
    }
  }
  state.inWindow = count.spans()
  state.documented = count.documented()
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
  const { ledger } = state
  const matched = ledger.matchedSpans
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
    malformed: [...job.malformed],
    partial: state.partial,
    requests: job.client.requests,
    elapsedMs: job.elapsedMs(),
    serverVersion: state.serverVersion,
    error: failure,
  }
}
