import { CompanionError, type ErrorCode } from '../../../shared/contract/errors.ts'
import type { Partial, Window } from '../../../shared/contract/import.ts'
import { readProjectName } from '../../../shared/contract/phoenix-names.ts'
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

/** What was found of the hint where the import does not look. */
export interface Elsewhere {
  readonly misses: readonly NearMiss[]
  /** Where nothing was found: what was not looked through, and may hold it. */
  readonly partial: Partial | null
}

const nothing: Elsewhere = { misses: [], partial: null }

/**
 * Looks for the hint where the import does not: outside the window, and (where nothing matches) in other projects. Needs a
 * server that filters by attribute; an old one is not asked.
 */
export async function findElsewhere(job: Job, hint: string, window: Window, matched: boolean): Promise<Elsewhere> {
  if (!(await job.server()).supports('attribute')) return nothing
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
  if (nearest === undefined) return matched ? nothing : findInOtherProjects(job, hint)
  const { span, key, place } = nearest
  const { traceId, spanId, startTime: start } = span
  const holds = windowOfSpans(spans, matched ? range : null)
  const traces = outside.size
  const miss = outsideWindowMiss({ hint, key, place, traceId, spanId, start, window: range, traces, holds, more: unseen })
  return { misses: [miss], partial: null }
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
export async function findInOtherProjects(job: Job, hint: string): Promise<Elsewhere> {
  if (!(await job.server()).supports('attribute')) return nothing
  const others = (await job.client.projects()).filter((project) => project !== job.target.project)
  const misses: NearMiss[] = []
  let searched = 0
  // The path of a URL cannot hold every name that Phoenix takes for a project.
  for (const project of others.filter((name) => readProjectName(name).ok).slice(0, maxOtherProjects)) {
    try {
      const miss = await findInProject(job, hint, project)
      if (miss !== null) misses.push(miss)
    } catch (error) {
      if (!concernsOneProject(error)) throw error
      // One that disappeared holds nothing.
      if (error.code !== 'phoenix-project-unknown') continue
    }
    searched += 1
  }
  if (misses.length > 0 || searched === others.length) return { misses, partial: null }
  const detail = `The id was looked for in ${searched} of ${others.length} other projects; it may be in the rest.`
  return { misses, partial: { reason: 'search-cap', detail } }
}

async function findInProject(job: Job, hint: string, project: string): Promise<NearMiss | null> {
  for (const filter of hintFilters(hint)) {
    const { carriers } = await carriersIn(job, project, filter, hint, null)
    job.checkpoint()
    const [first] = carriers
    if (first === undefined) continue
    const { span, key, place } = first
    const traces = new Set(carriers.map((carrier) => carrier.span.traceId)).size
    return anotherProjectMiss({ hint, project, key, place, traceId: span.traceId, spanId: span.spanId, traces })
  }
  return null
}

const answersOfOneProject: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'phoenix-project-unknown',
  'phoenix-rejected',
  'phoenix-not-json',
  'phoenix-not-phoenix',
  'phoenix-malformed',
  'phoenix-too-large',
])

/** False for a failure that every other project would meet as well. */
const concernsOneProject = (error: unknown): error is CompanionError =>
  error instanceof CompanionError &&
  // Phoenix answers 500 for what it cannot compute; 502, 503 and 504 are the host's.
  (answersOfOneProject.has(error.code) || (error.code === 'phoenix-server-error' && error.facts.status === 500))

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
  } finally {
    await pages.return()
  }
}
