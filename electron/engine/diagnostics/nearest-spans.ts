import type { FactValues, NearestSpan } from '../../../shared/checks/facts.ts'
import type { Window } from '../../../shared/contract/import.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { parseInstant, toIsoMicros, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import type { PhoenixClient, SpanPage, TimeRange } from '../phoenix/types.ts'

/** Phoenix answers by when it stored a span, not by time: the way to a near one is a range that widens. */
const reaches = [60n, 3_600n, 86_400n, 30n * 86_400n].map((seconds) => seconds * 1_000_000_000n)
const beginning = unixNano(0n)
/** 2100-01-01: behind every span that a clock could have made. */
const farFuture = unixNano(4_102_444_800_000_000_000n)
const pageSize = 200

type Nearest = FactValues['around']

/** The spans nearest before and after a window, in at most six requests a side; without a window, the newest that the project stored. */
export async function findNearestSpans(
  client: PhoenixClient,
  project: string,
  window: Window | null,
  now: UnixNano,
): Promise<Nearest> {
  if (window === null) {
    const page = await firstPage(client, project, null, pageSize)
    return { before: nearest(page, 'before', now), after: null }
  }
  const start = instant(window.start)
  const end = instant(window.end)
  return {
    before: await widen(client, project, 'before', start),
    after: await widen(client, project, 'after', end),
  }
}

async function widen(
  client: PhoenixClient,
  project: string,
  side: 'before' | 'after',
  edge: UnixNano,
): Promise<NearestSpan | null> {
  const everything = { before: { start: beginning, end: edge }, after: { start: edge, end: farFuture } }[side]
  if (everything.start >= everything.end) return null
  const any = await firstPage(client, project, everything, 1)
  if (any === null || any.spans.length === 0) return null
  for (const reach of reaches) {
    const range =
      side === 'before'
        ? { start: unixNano(edge > reach ? edge - reach : 0n), end: edge }
        : { start: edge, end: unixNano(edge + reach) }
    const found = nearest(await firstPage(client, project, range, pageSize), side, edge)
    if (found !== null) return found
  }
  return nearest(await firstPage(client, project, everything, pageSize), side, edge)
}

async function firstPage(
  client: PhoenixClient,
  project: string,
  range: TimeRange | null,
  limit: number,
): Promise<SpanPage | null> {
  for await (const page of client.pages({ project, range, limit }, { ahead: false })) return page
  return null
}

function nearest(page: SpanPage | null, side: 'before' | 'after', edge: UnixNano): NearestSpan | null {
  const distance = (span: Span) => (side === 'before' ? edge - span.startTime : span.startTime - edge)
  // A server that ignores the range answers spans of the other side, too.
  const candidates = page?.spans.filter((span) => distance(span) >= 0n) ?? []
  const best = candidates.reduce<Span | null>((a, b) => (a === null || distance(b) < distance(a) ? b : a), null)
  if (best === null) return null
  return {
    time: toIsoMicros(best.startTime),
    name: best.name,
    distanceMs: Number(distance(best) / 1_000_000n),
    exact: page?.last === true,
  }
}

function instant(text: string): UnixNano {
  const time = parseInstant(text)
  if (time === null) throw new Error(`a report's window is no instant: ${text}`)
  return time
}
