import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import type { SpanQuery } from './types.ts'

const pageSize = 1000

/** Path and query string of one page, below the host's prefix. Everything is percent-encoded: a raw `+` in a date is a 422. */
export function spansPath(query: SpanQuery, cursor: string | null): string {
  const parameters: [string, string][] = [['limit', String(query.limit ?? pageSize)]]
  if (query.range) {
    parameters.push(['start_time', toIsoMicros(query.range.start)], ['end_time', toIsoMicros(query.range.end)])
  }
  for (const traceId of query.traceIds ?? []) parameters.push(['trace_id', traceId])
  if (query.rootsOnly) parameters.push(['parent_id', 'null'])
  if (query.attribute) parameters.push(['attribute', `${query.attribute.key}:${query.attribute.json}`])
  if (cursor !== null) parameters.push(['cursor', cursor])
  const encoded = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `/v1/projects/${encodeSegment(query.project)}/spans/otlpv1?${encoded}`
}

/** Percent-encodes a path segment; `.` and `..` too, which a URL parser would take for directions. */
export const encodeSegment = (segment: string): string => {
  const encoded = encodeURIComponent(segment)
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}

/**
 * True where the span is one that the query asks for. An old server ignores filters that it does not know and answers
 * every span of the project, with status 200.
 */
export function satisfies(query: SpanQuery, span: Span): boolean {
  if (query.traceIds && query.traceIds.length > 0 && !query.traceIds.includes(span.traceId)) return false
  if (query.rootsOnly && span.parentSpanId !== null) return false
  return !query.attribute || equalsJson(span.attributes.get(query.attribute.key), query.attribute.json)
}

/** Compares as Phoenix does: typed, a whole float equal to the integer, text that is no JSON as a string. */
function equalsJson(value: AttributeValue | undefined, json: string): boolean {
  if (typeof value === 'bigint' && /^-?\d+$/.test(json)) return value === BigInt(json)
  let wanted: unknown
  try {
    wanted = JSON.parse(json)
  } catch {
    // Phoenix takes what it cannot parse for a plain string.
    wanted = json
  }
  if (typeof value === 'bigint') return Number(value) === wanted
  // SQLite holds true as 1.
  if (typeof value === 'boolean' && typeof wanted === 'number') return Number(value) === wanted
  return value === wanted
}
