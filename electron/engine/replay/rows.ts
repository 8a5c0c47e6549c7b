import { sliceSpans } from './slice-spans.ts'

/** One recorded project: the answers of `GET …/spans/otlpv1`, newest page first, as text. */
export interface ReplayProject {
  readonly name: string
  readonly pages: readonly string[]
}

/** One stored span: its bytes as recorded, and what the filters look at. */
export interface Row {
  /** Phoenix's row number over all projects; a newer row has a higher one. */
  readonly id: number
  readonly raw: string
  readonly spanId: string
  readonly traceId: string
  readonly parentId: string | null
  readonly name: string
  readonly statusCode: 'UNSET' | 'OK' | 'ERROR'
  /** Microseconds since the epoch, as Phoenix stores them. */
  readonly startMicros: bigint
  readonly arrival: Arrival
}

/** When a span is stored: from the start, some milliseconds after the server started, or once that many requests were answered. */
export type Arrival = { readonly afterMs: number } | { readonly afterRequests: number } | null

/** Decides the arrival of each recorded span. */
export type Arrivals = (span: {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly root: boolean
}) => Arrival

interface WireSpan {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string | null
  readonly name: string | null
  readonly status: { readonly code: number }
}

/**
 * The rows of a project, newest first. `firstId` is the lowest row number to give. Spans that arrive later get the higher
 * numbers, so that "newest stored row first" holds for them too.
 */
export function indexRows(project: ReplayProject, firstId: number, arrivals?: Arrivals): Row[] {
  const oldestFirst = project.pages.flatMap(sliceSpans).reverse()
  const rows = oldestFirst.map((raw) => {
    const span = JSON.parse(raw) as WireSpan
    const start = /"start_time_unix_nano"\s*:\s*(\d+)/.exec(raw)?.[1] ?? '0'
    const root = span.parent_span_id === null
    return {
      raw,
      spanId: span.span_id,
      traceId: span.trace_id,
      parentId: span.parent_span_id,
      name: span.name ?? '',
      statusCode: (['UNSET', 'OK', 'ERROR'] as const)[span.status.code] ?? 'UNSET',
      startMicros: (BigInt(start) + 500n) / 1000n,
      arrival: arrivals?.({ project: project.name, traceId: span.trace_id, spanId: span.span_id, root }) ?? null,
    }
  })
  return rows
    .sort((a, b) => lateness(a.arrival) - lateness(b.arrival))
    .map((row, index) => ({ ...row, id: firstId + index }))
    .reverse()
}

/** True where the span is stored by now. */
export function hasArrived(arrival: Arrival, elapsedMs: number, requests: number): boolean {
  if (arrival === null) return true
  return 'afterMs' in arrival ? elapsedMs >= arrival.afterMs : requests >= arrival.afterRequests
}

const lateness = (arrival: Arrival): number =>
  arrival === null ? -1 : 'afterMs' in arrival ? arrival.afterMs : arrival.afterRequests
