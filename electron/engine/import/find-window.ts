import type { Window } from '../../../shared/contract/import.ts'
import type { TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { parseInstant, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import type { TimeRange } from '../phoenix/types.ts'
import { type Job, pageSize } from './job.ts'
import { countPage, selectTraces, tracePages } from './select.ts'
import { windowAround } from './window.ts'

/** Newest roots that are looked through when no filter finds the hint: 10,000 traces. */
const maxRootPages = 10
/** Pages that are scanned on a server that cannot filter. */
const maxScanPages = 20
/** How far around the traces that filters find roots are looked through: turns of one simulation lie near each other. */
const nearbyNs = 3_600_000_000_000n

/** What looking for the hint's traces in the whole project gave. */
export interface Found {
  /** Their extent; null when none was found. */
  readonly window: Window | null
  /** When the newest stored span ended: says whether the project still receives spans. Null in an empty project. */
  readonly newest: UnixNano | null
  /** What was not looked through and may hold more, in words; null where everything was. */
  readonly unread: string | null
}

/**
 * The extent of the hint's traces in the whole project. Looks by attribute filters, and through roots, which show shapes that no
 * filter finds: near what the filters found, else the newest ones; on an old server through the newest pages. What it read goes
 * to `ledger`, for near misses.
 */
export async function findWindow(job: Job, hint: string, ledger: TraceLedger): Promise<Found> {
  job.enter('find-window')
  const newest = await newestSpan(job)
  const server = await job.server()
  const asked = { newest: newest?.endTime ?? null }
  if (!server.supports('attribute') || !server.supports('trace_id') || !server.supports('parent_id'))
    return { ...asked, ...(await scanForWindow(job, ledger)) }

  const selection = await selectTraces(job, hint, null)
  if (selection.kind === 'untrusted') return { ...asked, ...(await scanForWindow(job, ledger)) }
  job.enter('find-window')
  if (selection.kind === 'nothing') {
    const unread = await readRoots(job, ledger, null)
    const extent = await extentOf(job, ledger.matchedTraceIds())
    return { ...asked, window: windowOf(extent), unread }
  }
  const extent = await extentOf(job, selection.traceIds)
  if (extent === null) return { ...asked, window: null, unread: null }
  const unread = await readRoots(job, ledger, around(extent))
  const known = new Set(selection.traceIds)
  const more = await extentOf(
    job,
    ledger.matchedTraceIds().filter((traceId) => !known.has(traceId)),
  )
  return { ...asked, window: windowOf(joined(extent, more)), unread }
}

/** Asks for one span: the answer's header names the version, and an unknown project shows before any search. */
async function newestSpan(job: Job): Promise<Span | null> {
  for await (const page of job.client.pages({ project: job.target.project, range: null, limit: 1 }, { ahead: false })) {
    countPage(job, page)
    return page.spans[0] ?? null
  }
  return null
}

/** Answers what was left unread. */
async function readRoots(job: Job, ledger: TraceLedger, range: TimeRange | null): Promise<string | null> {
  const left = `roots older than the newest ${(maxRootPages * pageSize).toLocaleString('en')}`
  return readInto(job, ledger, { range, rootsOnly: true }, maxRootPages, left)
}

async function readInto(
  job: Job,
  ledger: TraceLedger,
  query: { readonly range: TimeRange | null; readonly rootsOnly?: boolean },
  atMost: number,
  left: string,
): Promise<string | null> {
  let pages = 0
  for await (const page of job.client.pages({ project: job.target.project, limit: pageSize, ...query })) {
    countPage(job, page)
    for (const span of page.spans) ledger.add(span)
    pages += 1
    job.checkpoint()
    if (pages >= atMost && !page.last) return left
  }
  return null
}

interface Extent {
  readonly first: UnixNano
  readonly last: UnixNano
}

async function extentOf(job: Job, traceIds: readonly string[]): Promise<Extent | null> {
  let extent: Extent | null = null
  for await (const page of tracePages(job, traceIds, null)) {
    for (const { startTime, endTime } of page.spans) {
      extent = joined({ first: startTime, last: startTime }, extent)
      // An end before the start occurs; the later of the two counts.
      if (endTime > extent.last) extent = { ...extent, last: endTime }
    }
    job.checkpoint()
  }
  return extent
}

function joined(a: Extent, b: Extent | null): Extent {
  if (b === null) return a
  const [early, late] = [a.first < b.first ? a : b, a.last > b.last ? a : b]
  return { first: early.first, last: late.last }
}

const windowOf = (extent: Extent | null): Window | null => (extent === null ? null : windowAround(extent.first, extent.last))

/** Clipped at the epoch. */
function around({ first, last }: Extent): TimeRange {
  return { start: unixNano(first > nearbyNs ? first - nearbyNs : 0n), end: unixNano(last + nearbyNs) }
}

/** Without filters the traces' extent is known only as far as the newest pages go. */
async function scanForWindow(job: Job, ledger: TraceLedger): Promise<Pick<Found, 'window' | 'unread'>> {
  const left = `spans older than the newest ${(maxScanPages * pageSize).toLocaleString('en')}`
  const unread = await readInto(job, ledger, { range: null }, maxScanPages, left)
  let extent: Extent | null = null
  for (const { verdict, start, end } of ledger.previews()) {
    if (verdict !== 'matched') continue
    extent = joined({ first: parseInstantOrThrow(start), last: parseInstantOrThrow(end) }, extent)
  }
  return { window: windowOf(extent), unread }
}

function parseInstantOrThrow(text: string): UnixNano {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`the ledger answered a time that is none: ${text}`)
  return instant
}
