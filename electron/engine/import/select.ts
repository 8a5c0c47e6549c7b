import { correlationEntries, matchSpan } from '../../../shared/correlation/match.ts'
import { compareText } from '../../../shared/correlation/smallest.ts'
import type { SpanPage, SpanQuery, TimeRange } from '../phoenix/types.ts'
import { hintFilters, type Unread, unsearchableShapes } from './filters.ts'
import { type Job, pageSize } from './job.ts'
import type { UnreadIn } from './unread.ts'

/**
 * Traces that nothing speaks for are read too where they are few and small: an id may sit deeper in a shape that no filter
 * finds. First those whose root shows no id at all (health checks and the like), then those whose root shows another one.
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
export async function selectTraces(
  job: Job,
  hint: string,
  range: TimeRange | null,
  /** Traces of the range that were seen otherwise: those without a root in it show only so. */
  seen: ReadonlySet<string> = new Set(),
): Promise<Selection> {
  job.enter('select')
  const found = new Set<string>()
  const withoutId = new Set(seen)
  const withOtherId = new Set<string>()
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
        else if (correlationEntries(span).length === 0) withoutId.add(span.traceId)
        else withOtherId.add(span.traceId)
      }
    }
  }
  const readFilter = async (attribute: { key: string; json: string }) => {
    for await (const page of job.client.pages({ project, range, attribute, limit: pageSize })) {
      ignored ||= page.filterIgnored
      if (ignored) return
      countPage(job, page, 'hint')
      for (const span of page.spans) if (matchSpan(span, hint).length > 0) found.add(span.traceId)
    }
  }
  await inParallel(concurrency, [readRoots, ...hintFilters(hint).map((filter) => () => readFilter(filter))])
  if (ignored) return { kind: 'untrusted', reason: 'the server ignored a filter' }

  const unread = range === null ? 'below-root' : await searchUndecided(job, hint, range, { withoutId, withOtherId, found })
  if (unread === 'ignored') return { kind: 'untrusted', reason: 'the server ignored the trace_id filter' }
  if (found.size === 0) return { kind: 'nothing' }
  // In order of their ids, so that a capped import is the same every time.
  return { kind: 'found', traceIds: [...found].sort(compareText), unsearchable: unsearchableShapes(hint, unread) }
}

/** Looks through traces that nothing speaks for, until they are too many or too large for that; answers which stay unread. */
async function searchUndecided(
  job: Job,
  hint: string,
  range: TimeRange,
  traces: { readonly withoutId: ReadonlySet<string>; readonly withOtherId: ReadonlySet<string>; readonly found: Set<string> },
): Promise<Unread | 'ignored'> {
  const { withoutId, withOtherId, found } = traces
  let left = maxUndecidedTraces
  let spans = 0
  for (const [group, unread] of [
    [[...withoutId].filter((id) => !withOtherId.has(id)), 'below-root'],
    [[...withOtherId], 'other-id'],
  ] as const) {
    const undecided = group.filter((traceId) => !found.has(traceId))
    left -= undecided.length
    if (left < 0) return unread
    for await (const page of tracePages(job, undecided, range)) {
      if (page.filterIgnored) return 'ignored'
      for (const span of page.spans) if (matchSpan(span, hint).length > 0) found.add(span.traceId)
      spans += page.spans.length
      if (spans > maxUndecidedSpans) return unread
    }
  }
  return 'rootless'
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

export function countPage(job: Job, page: SpanPage, where: UnreadIn = 'search'): void {
  job.counters.pages += 1
  job.unread.note(page.malformed, where, job.counters.pages)
  job.report()
}

async function inParallel(limit: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks]
  const work = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task()
  }
  await Promise.all(Array.from({ length: Math.min(limit, queue.length) }, work))
}
