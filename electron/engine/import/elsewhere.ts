import { CompanionError } from '../../../shared/contract/errors.ts'
import type { Window } from '../../../shared/contract/import.ts'
import type { NearMiss } from '../../../shared/contract/preview.ts'
import { matchSpan } from '../../../shared/correlation/match.ts'
import { anotherProjectMiss, outsideWindowMiss } from '../../../shared/correlation/window-misses.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import type { TimeRange } from '../phoenix/types.ts'
import { type HintFilter, hintFilters } from './filters.ts'
import type { Job } from './job.ts'
import { rangeOf } from './window.ts'

const maxOtherProjects = 12
const samplesPerFilter = 50
/** The year 9999, the last that Phoenix's dates can say. */
const endOfTime = unixNano(253_402_300_799_000_000_000n)

/**
 * Looks for the hint where the import does not: outside the window, and (where nothing matches) in other projects. Needs a
 * server that filters by attribute; an old one is not asked.
 */
export async function findElsewhere(job: Job, hint: string, window: Window, matched: boolean): Promise<NearMiss[]> {
  if (!(await job.client.server()).supports('attribute')) return []
  const range = rangeOf(window)
  const outside = new Map<string, Carrier>()
  const spans: Span[] = []
  let unseen = false
  const project = job.target.project
  const look = async (filter: HintFilter, where: TimeRange | null): Promise<{ hidden: boolean }> => {
    const { carriers, more } = await carriersIn(job, project, filter, hint, where)
    for (const carrier of carriers) {
      const { startTime, traceId } = carrier.span
      if (startTime >= range.start && startTime < range.end) continue
      spans.push(carrier.span)
      if (!outside.has(traceId)) outside.set(traceId, carrier)
    }
    job.checkpoint()
    unseen ||= more && outside.size > 0
    return { hidden: more && outside.size === 0 }
  }
  for (const filter of hintFilters(hint)) {
    // Where the newest carriers all lie inside, others may hide behind them.
    if (!(await look(filter, null)).hidden) continue
    await look(filter, { start: unixNano(0n), end: range.start })
    await look(filter, { start: range.end, end: endOfTime })
  }
  const [nearest] = [...outside.values()].sort((a, b) => distance(a.span, range) - distance(b.span, range))
  const misses: NearMiss[] = []
  if (nearest !== undefined) {
    const { span, key, place } = nearest
    const { traceId, spanId, startTime: start } = span
    const holds = windowOfSpans(spans, matched ? range : null)
    const traces = outside.size
    misses.push(outsideWindowMiss({ hint, key, place, traceId, spanId, start, window: range, traces, holds, more: unseen }))
  }
  if (!matched && misses.length === 0) misses.push(...(await findInOtherProjects(job, hint)))
  return misses
}

interface Carrier {
  readonly span: Span
  readonly key: string
  readonly place: 'attribute' | 'metadata'
}

/** The smallest window that holds these spans, and what matched already. Its end is exclusive. */
function windowOfSpans(spans: readonly Span[], already: TimeRange | null): TimeRange {
  const starts = spans.map(({ startTime }) => startTime)
  // An end before the start occurs; the later of the two counts.
  const ends = spans.flatMap(({ startTime, endTime }) => [startTime, endTime]).map((end) => unixNano(end + 1000n))
  const least = (a: UnixNano, b: UnixNano) => (b < a ? b : a)
  const most = (a: UnixNano, b: UnixNano) => (b > a ? b : a)
  const [start, end] = [starts.reduce(least), ends.reduce(most)]
  return already === null ? { start, end } : { start: least(start, already.start), end: most(end, already.end) }
}

/** Milliseconds between a span's start and the window; exact enough to order by. */
const distance = (span: Span, range: TimeRange): number =>
  Number((span.startTime < range.start ? range.start - span.startTime : span.startTime - range.end) / 1_000_000n)

/** One near miss for each other project whose spans carry the hint. */
export async function findInOtherProjects(job: Job, hint: string): Promise<NearMiss[]> {
  if (!(await job.client.server()).supports('attribute')) return []
  const others = (await job.client.projects()).filter((project) => project !== job.target.project).slice(0, maxOtherProjects)
  const misses: NearMiss[] = []
  for (const project of others) {
    for (const filter of hintFilters(hint)) {
      const { carriers } = await carriersIn(job, project, filter, hint, null)
      job.checkpoint()
      const [first] = carriers
      if (first === undefined) continue
      const { span, key, place } = first
      const traces = new Set(carriers.map((carrier) => carrier.span.traceId)).size
      misses.push(anotherProjectMiss({ hint, project, key, place, traceId: span.traceId, spanId: span.spanId, traces }))
      break
    }
  }
  return misses
}

/** A few spans of the project that carry the hint by the rule itself, newest first. */
async function carriersIn(
  job: Job,
  project: string,
  attribute: HintFilter,
  hint: string,
  range: TimeRange | null,
): Promise<{ readonly carriers: readonly Carrier[]; readonly more: boolean }> {
  const none = { carriers: [], more: false }
  const pages = job.client.pages({ project, range, attribute, limit: samplesPerFilter }, { ahead: false })
  try {
    const page = await pages.next()
    if (page.done || page.value.filterIgnored) return none
    // What cannot be read elsewhere is not missing here.
    job.counters.pages += 1
    job.report()
    const carriers = page.value.spans.flatMap((span) => {
      const [evidence] = matchSpan(span, hint)
      return evidence === undefined ? [] : [{ span, key: evidence.key, place: evidence.place }]
    })
    return { carriers, more: !page.value.last }
  } catch (error) {
    // A project can disappear, and a name that holds / ? # cannot be asked; neither may end the preview.
    if (error instanceof CompanionError && error.code === 'phoenix-project-unknown') return none
    throw error
  } finally {
    await pages.return()
  }
}
