import type { Window } from '../../../shared/contract/import.ts'
import type { TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { parseInstant, type UnixNano } from '../../../shared/otlp/time.ts'
import { type Job, pageSize } from './job.ts'
import { countPage, selectTraces, tracePages } from './select.ts'
import { windowAround } from './window.ts'

/** Newest roots that are looked through when no filter finds the hint: 10,000 traces. */
const maxRootPages = 10
/** Pages that are scanned on a server that cannot filter. */
const maxScanPages = 20

/**
 * The extent of the hint's traces in the whole project; null when none was found. Looks by attribute filters first, then
 * through the newest roots (they show shapes that no filter finds); on an old server through the newest pages. What it read
 * goes to `ledger`, for near misses.
 */
export async function findWindow(job: Job, hint: string, ledger: TraceLedger): Promise<Window | null> {
  job.enter('find-window')
  const server = await serverOf(job)
  if (!server.supports('attribute') || !server.supports('trace_id') || !server.supports('parent_id'))
    return scanForWindow(job, ledger)

  const selection = await selectTraces(job, hint, null)
  if (selection.kind === 'untrusted') return scanForWindow(job, ledger)
  job.enter('find-window')
  const traceIds = selection.kind === 'found' ? selection.traceIds : await findAmongRoots(job, ledger)
  return traceIds.length === 0 ? null : extentOf(job, traceIds)
}

/** Asks for one span: the answer's header names the version, and an unknown project shows before any search. */
async function serverOf(job: Job) {
  for await (const page of job.client.pages({ project: job.target.project, range: null, limit: 1 }, { ahead: false })) {
    countPage(job, page)
    break
  }
  return job.client.server()
}

async function findAmongRoots(job: Job, ledger: TraceLedger): Promise<readonly string[]> {
  let pages = 0
  for await (const page of job.client.pages({ project: job.target.project, range: null, rootsOnly: true, limit: pageSize })) {
    countPage(job, page)
    for (const span of page.spans) ledger.add(span)
    pages += 1
    job.checkpoint()
    if (pages >= maxRootPages) break
  }
  return ledger.matchedTraceIds()
}

async function extentOf(job: Job, traceIds: readonly string[]): Promise<Window | null> {
  let first: UnixNano | null = null
  let last: UnixNano | null = null
  for await (const page of tracePages(job, traceIds, null)) {
    for (const span of page.spans) {
      if (first === null || span.startTime < first) first = span.startTime
      // An end before the start occurs; the later of the two counts.
      for (const time of [span.startTime, span.endTime]) if (last === null || time > last) last = time
    }
    job.checkpoint()
  }
  return first === null || last === null ? null : windowAround(first, last)
}

/** Without filters the traces' extent is known only as far as the newest pages go. */
async function scanForWindow(job: Job, ledger: TraceLedger): Promise<Window | null> {
  let pages = 0
  for await (const page of job.client.pages({ project: job.target.project, range: null, limit: pageSize })) {
    countPage(job, page)
    for (const span of page.spans) ledger.add(span)
    pages += 1
    job.checkpoint()
    if (pages >= maxScanPages) break
  }
  const matched = ledger.previews().filter((trace) => trace.verdict === 'matched')
  const starts = matched.map((trace) => trace.start).sort()
  const ends = matched.map((trace) => trace.end).sort()
  const first = starts[0]
  const last = ends.at(-1)
  if (first === undefined || last === undefined) return null
  const from = parseInstantOrThrow(first)
  const to = parseInstantOrThrow(last)
  return windowAround(from, to)
}

function parseInstantOrThrow(text: string): UnixNano {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`the ledger answered a time that is none: ${text}`)
  return instant
}
