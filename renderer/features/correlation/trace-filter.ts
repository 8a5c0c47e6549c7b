import type { TracePreview, TraceVerdict } from '../../../shared/contract/preview.ts'
import { lengthOf } from '../../widgets/format.ts'

export interface TraceFilter {
  readonly verdict: TraceVerdict | null
  /** Words that must all occur in name, ids, keys or values, in any case. */
  readonly text: string
  /** Milliseconds since the epoch; a trace counts when any part of it lies inside. */
  readonly brush: readonly [number, number] | null
}

export function filterTraces(traces: readonly TracePreview[], { verdict, text, brush }: TraceFilter): TracePreview[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return traces.filter((trace) => {
    if (verdict && trace.verdict !== verdict) return false
    if (brush && (Date.parse(trace.end) < brush[0] || Date.parse(trace.start) > brush[1])) return false
    if (words.length === 0) return true
    const evidence = trace.evidence.flatMap(({ spanName, key, value, spanId }) => [spanName, key, value, spanId])
    const all = [trace.name, trace.traceId, ...trace.otherIds, ...evidence].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

const verdictOrder: Record<TraceVerdict, number> = { matched: 0, 'other-simulation': 1, 'no-id': 2 }

const orders: Record<string, (a: TracePreview, b: TracePreview) => number> = {
  verdict: (a, b) => verdictOrder[a.verdict] - verdictOrder[b.verdict],
  name: (a, b) => a.name.localeCompare(b.name),
  start: (a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0),
  duration: (a, b) => lengthOf(a) - lengthOf(b),
  spans: (a, b) => a.spans - b.spans,
  errors: (a, b) => a.errors - b.errors,
}

/** By a column, `-` before it for descending; ties and no column: matched first, then by start. */
export function sortTraces(traces: readonly TracePreview[], sort: string | null): TracePreview[] {
  const descending = sort?.startsWith('-') ?? false
  const order = orders[sort?.replace(/^-/, '') ?? ''] ?? orders.verdict
  const byStart = orders.start
  return [...traces].sort((a, b) => {
    const first = order ? order(a, b) : 0
    return (descending ? -first : first) || (byStart ? byStart(a, b) : 0)
  })
}
