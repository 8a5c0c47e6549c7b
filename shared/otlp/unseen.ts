import type { Span } from './span.ts'

/** Spans that were not there before; `seen` grows. A span id names one span within its trace only. */
export function unseen(spans: readonly Span[], seen: Set<string>): Span[] {
  return spans.filter(({ traceId, spanId }) => {
    const id = `${traceId} ${spanId}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}
