import type { ImportReport, MalformedSpan, Partial, Strategy, Window } from '../../../shared/contract/import.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type { TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { documentedPages, type Job, spanCap } from './job.ts'
import type { Settled } from './settle.ts'

export const maxMalformedListed = 100

/** Spans that could not be read and may be missing from what is taken. */
export const malformedOf = (job: Job, ledger: TraceLedger, strategy: Strategy | null): MalformedSpan[] =>
  job.unread.missing(ledger.isMatched, strategy?.kind === 'select')

/** The one reason that tells most; a cap hides more than a span that arrives late. */
export function partialOf(job: Job, settled: Settled & { found: true }, ledger: TraceLedger): Partial | null {
  if (settled.capped === 'page-cap') {
    return {
      reason: 'page-cap',
      detail: `Only the newest ${documentedPages} pages of the window were read, as Coval’s page documents; older spans were not looked at.`,
    }
  }
  if (settled.capped === 'span-cap') {
    return {
      reason: 'span-cap',
      detail: `An import takes at most ${spanCap.toLocaleString('en')} spans; the window holds more of them.`,
    }
  }
  if (settled.unread !== null) {
    return {
      reason: 'search-cap',
      detail: `The window was found without looking at ${settled.unread}. Give the window’s start and end to be sure of all.`,
    }
  }
  if (settled.stillArriving) {
    return {
      reason: 'still-arriving',
      detail: 'The window is so fresh that spans may still have been arriving in Phoenix when the budget ended.',
    }
  }
  const malformed = malformedOf(job, ledger, settled.strategy).length
  if (malformed > 0) {
    return {
      reason: 'malformed-spans',
      detail: `${malformed} ${malformed === 1 ? 'span' : 'spans'} of Phoenix’s answer could not be read and stayed out.`,
    }
  }
  return null
}

/** A report with everything that is known at this point; the outcome's own fields come from `parts`. */
export function reportOf(
  job: Job,
  ledger: TraceLedger,
  parts: Pick<ImportReport, 'outcome'> & globalThis.Partial<ImportReport> & { window: Window | null; store: string },
): ImportReport {
  const { outcome, window, store, ...known } = parts
  return {
    format: reportFormat,
    outcome,
    simulation: job.request.simulation,
    project: job.target.project,
    host: job.target.host,
    window,
    limits: job.request.limits,
    strategy: null,
    spans: { fetched: job.counters.spans, matched: job.counters.matched, written: 0 },
    traces: 0,
    partial: null,
    conflicts: [],
    malformed: malformedOf(job, ledger, known.strategy ?? null).slice(0, maxMalformedListed),
    requests: job.client.requests,
    attempts: job.counters.attempts,
    elapsedMs: job.elapsedMs(),
    phases: { ...job.phases },
    store,
    importId: null,
    note: null,
    serverVersion: null,
    error: null,
    ...known,
  }
}
