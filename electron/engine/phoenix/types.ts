import type { ErrorCode } from '../../../shared/contract/errors.ts'
import type { UnreadSpan } from '../../../shared/otlp/phoenix-wire.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import type { UnixNano } from '../../../shared/otlp/time.ts'
import type { Clock } from './clock.ts'

/** Start inclusive, end exclusive; both compare a span's start time, to the microsecond. */
export interface TimeRange {
  readonly start: UnixNano
  readonly end: UnixNano
}

/** One kind of request for spans; filters are ANDed. A server that is too old ignores a filter: see `supports`. */
export interface SpanQuery {
  readonly project: string
  readonly range: TimeRange | null
  readonly traceIds?: readonly string[]
  readonly rootsOnly?: boolean
  /** `json` is the value as JSON text: `"abc"` finds a string, `42` an integer attribute. */
  readonly attribute?: { readonly key: string; readonly json: string }
  /** Spans a page, 1 to 1000. */
  readonly limit?: number
}

/** One page as Phoenix answered it: newest stored row first, not by time. */
export interface SpanPage {
  readonly spans: readonly Span[]
  /** Spans that could not be read; the others of the page are whole. */
  readonly malformed: readonly UnreadSpan[]
  readonly last: boolean
  /** Where the next page starts; null on the last one. */
  readonly nextCursor: string | null
  /** The answer holds a span that the query's filter excludes: the server ignores the filter, nothing of this page may be trusted as selected. */
  readonly filterIgnored: boolean
  /** Size of the body in bytes, unpacked. */
  readonly bytes: number
}

export interface PageOptions {
  /** Continue behind an earlier page. */
  readonly cursor?: string
  /** Ask for the next page before this one is consumed; on unless switched off. */
  readonly ahead?: boolean
  /** Ends after so many pages, without asking for another. */
  readonly atMost?: number
}

export type Feature = 'trace_id' | 'parent_id' | 'attribute'

export interface PhoenixServer {
  /** `20.26.1`; null where the server does not say. */
  readonly version: string | null
  supports(feature: Feature): boolean
}

/**
 * Talks to one Phoenix for one job: one deadline, one AbortSignal, one key. Every method throws `CompanionError` with a
 * `phoenix-…` code, `budget-exhausted` when the deadline passed, or `cancelled`.
 */
export interface PhoenixClient {
  readonly host: string
  /** The server as the answers so far showed it; asks `/arize_phoenix_version` when nothing was answered yet. */
  server(): Promise<PhoenixServer>
  projects(): Promise<string[]>
  /**
   * Pages of one query. The request for page k+1 leaves as soon as page k's cursor is known, before page k is parsed.
   * Spans that an earlier page of the same query held are dropped. Stops on a repeated cursor with `phoenix-cursor-loop`.
   */
  pages(query: SpanQuery, options?: PageOptions): AsyncGenerator<SpanPage, void, void>
  /** Requests sent so far, retries included. */
  readonly requests: number
  close(): Promise<void>
}

/**
 * One request as a recording keeps it, answered or not. Request headers are not part of it, so the key cannot be; of the answer's
 * headers only those on the list.
 */
export interface CapturedExchange {
  /** Path and query as sent, with the host's path prefix. */
  readonly path: string
  readonly attempt: number
  /** When it was sent, by the clock of its job; so is how long it took. */
  readonly startedAt: number
  readonly elapsedMs: number
  /** Null where no answer began. */
  readonly status: number | null
  readonly headers: { readonly [name in (typeof capturedHeaders)[number]]?: string }
  /** The bytes of the body as they came; null where they did not come whole. */
  readonly body: { readonly bytes: Buffer; readonly encoding: 'gzip' | 'identity' } | null
  /** What ended it without a whole answer. */
  readonly failure: ErrorCode | null
}

/** The headers of an answer that are captured; an allow-list, because a cookie or a proxy's token can be in any other. */
export const capturedHeaders = [
  'content-type',
  'content-encoding',
  'location',
  'retry-after',
  'x-phoenix-server-version',
] as const

export interface PhoenixClientOptions {
  readonly host: string
  /** Sent as `Authorization: Bearer`, to `host`'s origin only. */
  readonly apiKey: string | null
  /** When the whole job ends, by `clock`. */
  readonly deadline: number
  /** Times the waits before another attempt; the real one unless given. */
  readonly clock?: Clock
  readonly signal: AbortSignal
  /** A page larger than this many bytes, unpacked, is refused with `phoenix-too-large`. */
  readonly maxPageBytes?: number
  /** Called for each finished request: for reports and recordings; never holds the key. */
  readonly onRequest?: (request: {
    url: string
    status: number | null
    bytes: number
    elapsedMs: number
    attempt: number
  }) => void
  /** Called for each finished request with what it was answered; off unless given. */
  readonly capture?: (exchange: CapturedExchange) => void
}
