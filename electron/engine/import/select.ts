import { correlationEntries, matchSpan } from '../../../shared/correlation/match.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import type { SpanPage, SpanQuery, TimeRange } from '../phoenix/types.ts'
import { hintFilters, unsearchableShapes } from './filters.ts'
import { type Job, pageSize } from './job.ts'

/**
 * Traces whose root shows no id at all are read too where they are few and small: an id may sit deeper in a shape that no
 * filter finds. Health checks and the like are of this kind.
 */
const maxUndecidedTraces = 200
const maxUndecidedSpans = 2 * pageSize
/** Requests at a time: a large read starves every other user of a Phoenix, and its one process gains nothing from more. */
const concurrency = 2
/** Trace ids in one request: 40 ids of 32 digits keep the address under 2 kB. */
const traceIdsPerRequest = 40

export type Selection =
  | { readonly kind: 'found'; readonly traceIds: readonly string[]; readonly unsearchable: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'untrusted'; readonly reason: string }

/**
 * Asks Phoenix which traces carry the hint: the range's roots show it in every shape, attribute filters find it where it sits
 * deeper. Every answer is checked against the rule itself; an answer that ignores its filter ends selection (`untrusted`).
 */
export async function selectTraces(job: Job, hint: string, range: TimeRange | null): Promise<Selection> {
  job.enter('select')
  const found = new Set<string>()
  const undecided = new Set<string>()
  const project = job.target.project
  let ignored = false

  const readRoots = async () => {
    if (range === null) return
    for await (const page of job.client.pages({ project, range, rootsOnly: true, limit: pageSize })) {
      ignored ||= page.filterIgnored
      if (ignored) return
      countPage(job, page)
      for (const span of page.spans) {
        if (matchSpan(span, hint).length > 0) found.add(span.traceId)
        else if (correlationEntries(span).length === 0) undecided.add(span.traceId)
      }
    }
  }
  const readFilter = async (attribute: { key: string; json: string }) => {
    for await (const page of job.client.pages({ project, range, attribute, limit: pageSize })) {
      ignored ||= page.filterIgnored
      if (ignored) return
      countPage(job, page)
      for (const span of page.spans) if (matchSpan(span, hint).length > 0) found.add(span.traceId)
    }
  }
  await inParallel(concurrency, [readRoots, ...hintFilters(hint).map((filter) => () => readFilter(filter))])
  if (ignored) return { kind: 'untrusted', reason: 'the server ignored a filter' }

  for (const traceId of found) undecided.delete(traceId)
  const searched = range !== null && (await searchUndecided(job, hint, range, [...undecided], found))
  if (searched === 'ignored') return { kind: 'untrusted', reason: 'the server ignored the trace_id filter' }
  const unsearchable = searched ? [] : unsearchableShapes(hint)
  return found.size === 0 ? { kind: 'nothing' } : { kind: 'found', traceIds: [...found], unsearchable }
}

/** Looks through traces that show no id on their root; false where they are too many or too large for that. */
async function searchUndecided(
  job: Job,
  hint: string,
  range: TimeRange,
  undecided: readonly string[],
  found: Set<string>,
): Promise<boolean | 'ignored'> {
  if (undecided.length > maxUndecidedTraces) return false
  let spans = 0
  for await (const page of tracePages(job, undecided, range)) {
    if (page.filterIgnored) return 'ignored'
    for (const span of page.spans) if (matchSpan(span, hint).length > 0) found.add(span.traceId)
    spans += page.spans.length
    if (spans > maxUndecidedSpans) return false
  }
  return true
}

/**
 * Pages of the named traces, in the order of `traceIds`, some requests ahead of the consumer. The order makes a capped import
 * the same every time.
 */
export async function* tracePages(
  job: Job,
  traceIds: readonly string[],
  range: TimeRange | null,
): AsyncGenerator<SpanPage, void, void> {
  const batches = Array.from({ length: Math.ceil(traceIds.length / traceIdsPerRequest) }, (_, index) =>
    traceIds.slice(index * traceIdsPerRequest, (index + 1) * traceIdsPerRequest),
  )
  const query = (ids: readonly string[]): SpanQuery => ({ project: job.target.project, range, traceIds: ids, limit: pageSize })
  const started: { pages: AsyncGenerator<SpanPage, void, void>; first: Promise<IteratorResult<SpanPage, void>> }[] = []
  const start = (ids: readonly string[]) => {
    const pages = job.client.pages(query(ids))
    const first = pages.next()
    // Awaited in its turn; until then a failure must not count as unhandled.
    first.catch(() => undefined)
    started.push({ pages, first })
  }
  try {
    for (const ids of batches.splice(0, concurrency)) start(ids)
    for (let current = started.shift(); current !== undefined; current = started.shift()) {
      let result = await current.first
      const next = batches.shift()
      if (next !== undefined) start(next)
      try {
        while (!result.done) {
          countPage(job, result.value)
          yield result.value
          result = await current.pages.next()
        }
      } finally {
        await current.pages.return()
      }
    }
  } finally {
    await Promise.allSettled(started.map(async ({ pages }) => pages.return()))
  }
}

export function countPage(job: Job, page: SpanPage): void {
  job.counters.pages += 1
  job.noteMalformed(page.malformed)
  job.report()
}

/** Spans that were not delivered before; `seen` grows. */
export function unseen(spans: readonly Span[], seen: Set<string>): Span[] {
  return spans.filter((span) => {
    const id = `${span.traceId}${span.spanId}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

async function inParallel(limit: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks]
  const work = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task()
  }
  await Promise.all(Array.from({ length: Math.min(limit, queue.length) }, work))
}
