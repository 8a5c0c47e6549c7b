import type { SimulationTrace } from '../../../shared/trace/model.ts'
import type { SpanPlace } from '../../stores/trace-location.ts'

export function placeOf({ spans }: SimulationTrace, index: number): SpanPlace | null {
  const span = spans[index]
  if (span === undefined) return null
  let occurrence = 0
  for (let before = 0; before < index; before++) {
    const other = spans[before]
    if (other?.spanId === span.spanId && other.traceId === span.traceId) occurrence++
  }
  return { traceId: span.traceId, spanId: span.spanId, occurrence }
}

/** The span with these ids; -1 where the simulation has none. */
export function findSpan({ spans }: SimulationTrace, { traceId, spanId, occurrence }: SpanPlace): number {
  let left = occurrence
  for (const span of spans) {
    if (span.spanId === spanId && span.traceId === traceId && left-- === 0) return span.index
  }
  return -1
}

/** What a link means: a span, or the first span of a trace that is named alone. -1 where the simulation has neither. */
export function findPlace(trace: SimulationTrace, place: SpanPlace): number {
  if (place.spanId !== '') return findSpan(trace, place)
  let first = -1
  for (const span of trace.spans)
    if (span.traceId === place.traceId && (first < 0 || span.startUs < (trace.spans[first]?.startUs ?? 0))) first = span.index
  return first
}
