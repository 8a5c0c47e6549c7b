import { failureOf } from '../../../shared/checks/errors.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportReport, ImportRequest, Progress, Window } from '../../../shared/contract/import.ts'
import { createTraceLedger, type TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { matchesOf } from '../../../shared/report/matches.ts'
import type { Store } from '../store/types.ts'
import { type Elsewhere, findElsewhere, findInOtherProjects } from './elsewhere.ts'
import { type Job, type JobTarget, type PhoenixAccess, spanCap, startJob } from './job.ts'
import { partialOf, reportOf } from './outcome.ts'
import { collectUntilSettled, type Settled } from './settle.ts'
import { resolveWindow } from './window.ts'
import { createWriteSink } from './write-sink.ts'

/** What an import needs of a store. */
export type ImportStore = Pick<Store, 'location' | 'findImport' | 'findNativeTraces' | 'beginImport'>

export interface ImportDependencies extends PhoenixAccess {
  /** The store for one run, which ends with the signal. */
  openStore(ended: AbortSignal): Promise<ImportStore>
  now(): Date
  /** When the run was asked for: "the last 30 minutes" end here. Now, unless given. */
  readonly startedAt?: Date
}

/**
 * Fetch → correlate → normalise → write, for one simulation (or one window). Never throws for an expected failure: the report
 * carries it. Nothing is visible in the store unless the outcome is `imported`.
 */
export async function runImport(
  request: ImportRequest,
  target: JobTarget,
  dependencies: ImportDependencies,
  options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<ImportReport> {
  const job = startJob(request, target, dependencies, options)
  const known: Known = {
    ledger: createTraceLedger(request.simulation),
    window: null,
    store: '',
    settled: null,
  }
  const report = (parts: Pick<ImportReport, 'outcome'> & Partial<ImportReport>): ImportReport =>
    reportOf(job, known.ledger, { window: known.window, store: known.store, strategy: known.settled?.strategy ?? null, ...parts })
  try {
    return await importInto(job, dependencies, known, report)
  } catch (error) {
    const failure = failureOf(job.explain(error))
    return report({ outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed', error: failure })
  } finally {
    await job.client.close()
  }
}

/** What a report can say at any point. */
interface Known {
  readonly ledger: TraceLedger
  window: Window | null
  store: string
  settled: (Settled & { found: true }) | null
}

async function importInto(
  job: Job,
  dependencies: ImportDependencies,
  known: Known,
  report: (parts: Pick<ImportReport, 'outcome'> & Partial<ImportReport>) => ImportReport,
): Promise<ImportReport> {
  const { request, target } = job
  job.enter('connect')
  const store = await dependencies.openStore(job.ended)
  known.store = store.location
  known.window = resolveWindow(request.window, dependencies.startedAt ?? dependencies.now())
  if (request.simulation === null && known.window === null) {
    throw new CompanionError('usage', 'Without a simulation the window has to be given')
  }

  const identity = identityOf(job, known.window)
  const earlier = await store.findImport(identity)
  if (earlier !== null && !request.replace) {
    return report({
      outcome: 'already-imported',
      importId: earlier.importId,
      window: earlier.window,
      traces: earlier.traces,
      partial: earlier.partial,
      note: `${earlier.spans} spans were imported at ${earlier.importedAt}`,
    })
  }
  const native = await store.findNativeTraces({ simulation: request.simulation, traceIds: [] })
  if (native.spans > 0) return report({ outcome: 'skipped', note: describeNative(native) })

  const { ledger } = known
  const sink = createWriteSink(job, ledger, () => {
    if (known.window === null) throw new Error('unreachable: spans come from a window')
    return store.beginImport(
      { identity, simulation: request.simulation, host: target.host, project: target.project, window: known.window },
      { replaces: earlier?.importId ?? null, signal: job.ended },
    )
  })
  try {
    const collection = { ledger, seen: new Set<string>(), sink }
    const settled = await collectUntilSettled(job, known.window, collection, dependencies.now, {
      window(window) {
        known.window = window
      },
    })
    const hint = request.simulation
    if (!settled.found) {
      const why = await whyEmpty(settled.roots, hint, (id) => findInOtherProjects(job, id))
      return report({ outcome: 'empty', ...why, note: describeNothing(settled.unread) })
    }
    known.settled = settled
    const serverVersion = (await job.server()).version
    job.enter('write')
    const writer = await sink.finish()
    const traceIds = ledger.matchedTraceIds()
    if (writer === null || traceIds.length === 0) {
      await sink.abandon()
      const why = await whyEmpty(ledger, hint, (id) => findElsewhere(job, id, settled.window, false))
      const partial = partialOf(job, settled, ledger) ?? why.partial
      return report({ outcome: 'empty', ...why, serverVersion, partial })
    }
    const alsoNative = await store.findNativeTraces({ simulation: null, traceIds })
    if (alsoNative.spans > 0) {
      await sink.abandon()
      return report({ outcome: 'skipped', serverVersion, note: describeNative(alsoNative) })
    }

    job.checkpoint()
    job.enter('commit')
    const partial = partialOf(job, settled, ledger)
    const matches = matchesOf(ledger.previews())
    const finished = (written: number) =>
      report({
        outcome: 'imported',
        spans: { fetched: job.counters.spans, matched: ledger.matchedSpans, written },
        traces: traceIds.length,
        partial,
        conflicts: ledger.conflicts(),
        ...matches,
        importId: writer.importId,
        serverVersion,
      })
    const written = await writer.commit({
      window: settled.window,
      traceIds: request.simulation === null ? null : traceIds,
      maxSpans: spanCap,
      partial,
      report: finished,
    })
    job.counters.written = written
    job.enter('done')
    return finished(written)
  } catch (error) {
    // The first failure is the one to tell; what could not be removed is cleaned at the store's next opening.
    await sink.abandon().catch(() => undefined)
    throw error
  }
}

/** Why nothing matched. Looking elsewhere takes what is left of the budget, and its failure is none of the import's. */
async function whyEmpty(
  ledger: TraceLedger,
  hint: string | null,
  lookElsewhere: (hint: string) => Promise<Elsewhere>,
): Promise<Pick<ImportReport, 'nearMisses' | 'partial'>> {
  if (hint === null) return { nearMisses: [], partial: null }
  const seen = ledger.nearMisses()
  try {
    const { misses, partial } = await lookElsewhere(hint)
    return { nearMisses: [...seen, ...misses], partial }
  } catch (error) {
    if (!(error instanceof CompanionError) || error.code === 'cancelled') throw error
    return { nearMisses: seen, partial: null }
  }
}

/** What makes two imports the same one: the simulation; without a hint, the window of that project. */
function identityOf(job: Job, window: Window | null): string {
  if (job.request.simulation !== null) return job.request.simulation
  return `window ${job.target.host} ${job.target.project} ${window?.start} ${window?.end}`
}

const describeNothing = (unread: string | null): string =>
  unread === null
    ? 'No trace with the hint was found in the project'
    : `No trace with the hint was found in the project; not looked at: ${unread}`

function describeNative(native: { traces: number; spans: number; services: readonly string[] }): string {
  return `The store already holds ${native.spans} native spans of this simulation in ${native.traces} traces (service ${native.services.join(', ')})`
}
