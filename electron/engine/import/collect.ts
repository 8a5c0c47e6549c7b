import type { Strategy, Window } from '../../../shared/contract/import.ts'
import type { TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { unseen } from '../../../shared/otlp/unseen.ts'
import type { SpanPage } from '../phoenix/types.ts'
import { documentedPages, type Job, pageSize, spanCap } from './job.ts'
import { countPage, selectTraces, tracePages } from './select.ts'
import { rangeOf } from './window.ts'

/**
 * Where spans go as they arrive. `certain` says that every span belongs to a trace that matches; otherwise only the ledger's
 * verdict at the end tells, and the sink has to hold or stage them.
 */
export interface SpanSink {
  accept(spans: readonly Span[], certain: boolean): Promise<void>
}

export interface Collected {
  readonly strategy: Strategy
  /** Why not everything that could match was read, or null. */
  readonly capped: 'span-cap' | 'page-cap' | null
  /** True when every span of the window passed the ledger. */
  readonly windowRead: boolean
  /** Pages of the window that were read, and where the next one starts; null when there is none. */
  readonly windowPages: number
  readonly cursor: string | null
}

/** What outlives one attempt: late spans are looked for again, what is there stays. */
export interface Collection {
  readonly ledger: TraceLedger
  readonly seen: Set<string>
  readonly sink: SpanSink
  /** Sees each page of the window as it was answered, newest stored first; `index` starts at 0 with every attempt. */
  readonly onWindowPage?: (page: SpanPage, index: number) => void
}

/**
 * One pass over the window: its first page (often the whole window), then selection where the server can, else a scan. Spans
 * reach the ledger and the sink once, however often they are answered.
 */
export async function collect(job: Job, window: Window, collection: Collection): Promise<Collected> {
  const hint = job.request.simulation
  const documented = job.request.limits === 'documented'
  const maySelect = hint !== null && !documented && job.request.strategy !== 'scan'
  const query = { project: job.target.project, range: rangeOf(window), limit: pageSize }

  job.enter('fetch')
  // Where the first page may lead to a selection, a page requested ahead would be wasted on both sides; so would a sixth page,
  // where five are all that may be read, or, without a hint, hold as many spans as an import takes.
  const pages = job.client.pages(query, documented || hint === null ? { atMost: documentedPages } : { ahead: !maySelect })
  try {
    const opening = await pages.next()
    if (opening.done) return { strategy: strategyOf('page'), capped: null, windowRead: true, windowPages: 0, cursor: null }
    const first = opening.value
    await deliverWindowPage(job, collection, first, 0)
    if (first.last) {
      return {
        strategy: strategyOf(documented ? 'documented' : 'page'),
        capped: null,
        windowRead: true,
        windowPages: 1,
        cursor: null,
      }
    }
    if (documented) {
      const read = await readWindow(job, collection, pages, 1, (count) => count >= documentedPages, first.nextCursor)
      return { strategy: strategyOf('documented'), capped: read.windowRead ? null : 'page-cap', ...read }
    }

    let rest = pages
    let reason = hint === null ? 'without a hint every span of the window is taken' : 'a scan was asked for'
    if (maySelect) {
      await pages.return()
      const selected = await trySelection(job, hint, window, collection, first)
      if (typeof selected !== 'string') return { ...selected, windowRead: false, windowPages: 1, cursor: first.nextCursor }
      reason = selected
      rest = job.client.pages(query, first.nextCursor === null ? {} : { cursor: first.nextCursor })
    }
    job.enter('scan')
    const read = await readWindow(job, collection, rest, 1, () => capReached(collection), first.nextCursor)
    const whole = read.windowRead && !capReached(collection)
    return { strategy: strategyOf('scan', reason), capped: whole ? null : 'span-cap', ...read }
  } finally {
    await pages.return()
  }
}

/** Reads on through the window behind what `collected` read; for a preview that shows every trace. */
export async function readRest(job: Job, window: Window, collection: Collection, collected: Collected): Promise<void> {
  if (collected.cursor === null) return
  job.enter('scan')
  const query = { project: job.target.project, range: rangeOf(window), limit: pageSize }
  const pages = job.client.pages(query, { cursor: collected.cursor })
  await readWindow(job, collection, pages, collected.windowPages, () => false, collected.cursor)
}

/**
 * The spans of the selected traces, and of those that the window's pages so far showed to match: a trace is taken whole or not
 * at all. A text says why the window has to be scanned instead.
 */
async function trySelection(
  job: Job,
  hint: string,
  window: Window,
  collection: Collection,
  first: SpanPage,
): Promise<Pick<Collected, 'strategy' | 'capped'> | string> {
  const server = await job.server()
  const lacking = (['trace_id', 'parent_id', 'attribute'] as const).filter((feature) => !server.supports(feature))
  if (lacking.length > 0) {
    return server.version === null
      ? 'the server does not say its version, so its filters cannot be trusted'
      : `Phoenix ${server.version} does not filter by ${lacking.join(', ')}`
  }
  const range = rangeOf(window)
  const selection = await selectTraces(job, hint, range, new Set(first.spans.map((span) => span.traceId)))
  if (selection.kind === 'untrusted') return selection.reason
  if (selection.kind === 'nothing') return 'selection found no trace with the hint'

  job.enter('fetch')
  const traceIds = new Set([...selection.traceIds, ...collection.ledger.matchedTraceIds()])
  const pages = tracePages(job, [...traceIds], range)
  try {
    for await (const page of pages) {
      if (page.filterIgnored) return 'the server ignored the trace_id filter'
      await deliver(job, collection, page, true)
      job.checkpoint()
      if (capReached(collection)) break
    }
  } finally {
    await pages.return()
  }
  const capped = capReached(collection) ? 'span-cap' : null
  return { strategy: { kind: 'select', reason: null, unsearchable: [...selection.unsearchable] }, capped }
}

async function deliver(job: Job, { ledger, seen, sink }: Collection, page: SpanPage, certain: boolean): Promise<void> {
  const fresh = unseen(page.spans, seen)
  for (const span of fresh) ledger.add(span)
  job.counters.spans += fresh.length
  job.counters.matched = ledger.matchedSpans
  job.report()
  if (fresh.length > 0) await sink.accept(fresh, certain)
}

async function deliverWindowPage(job: Job, collection: Collection, page: SpanPage, index: number): Promise<void> {
  countPage(job, page, 'window')
  collection.onWindowPage?.(page, index)
  // Without a hint every trace matches: nothing has to be held back.
  await deliver(job, collection, page, job.request.simulation === null)
  job.checkpoint()
}

/** Reads pages of the window until its end, or until `full` says that it is enough; `count` pages were read before. */
async function readWindow(
  job: Job,
  collection: Collection,
  pages: AsyncGenerator<SpanPage, void, void>,
  count: number,
  full: (pagesRead: number) => boolean,
  cursor: string | null,
): Promise<Pick<Collected, 'windowRead' | 'windowPages' | 'cursor'>> {
  let windowPages = count
  let next = cursor
  let windowRead = false
  if (full(windowPages)) return { windowRead, windowPages, cursor: next }
  for await (const page of pages) {
    await deliverWindowPage(job, collection, page, windowPages)
    windowPages += 1
    next = page.nextCursor
    windowRead = page.last
    if (!page.last && full(windowPages)) break
  }
  // Pages that were limited end before the window does.
  return { windowRead, windowPages, cursor: windowRead ? null : next }
}

/** Only a span more than the cap shows that it leaves something out. */
const capReached = ({ ledger }: Collection): boolean => ledger.matchedSpans > spanCap

const strategyOf = (kind: Strategy['kind'], reason: string | null = null): Strategy => ({ kind, reason, unsearchable: [] })
