import { microsBetween, type SimulationTrace } from './model.ts'

/** One trace of a simulation by itself: its spans have an index and times of their own. */
export interface OneTrace {
  readonly trace: SimulationTrace
  /** Of each of its spans, the index among all spans of the simulation. */
  readonly wholeIndex: Int32Array
  /** The inverse; -1 for spans of other traces. */
  readonly ownIndex: Int32Array
}

/** Null where the simulation has no such trace. O(n). */
export function oneTraceOf(whole: SimulationTrace, traceId: string): OneTrace | null {
  const own = whole.spans.filter((span) => span.traceId === traceId)
  const [first] = own
  if (first === undefined) return null
  let { start, startUs: offsetUs } = first
  for (const span of own)
    if (span.start < start) {
      start = span.start
      offsetUs = span.startUs
    }
  const ownIndex = new Int32Array(whole.spans.length).fill(-1)
  own.forEach((span, index) => {
    ownIndex[span.index] = index
  })
  const spans = own.map((span, index) => {
    const startUs = microsBetween(start, span.start)
    return { ...span, index, startUs, endUs: Math.max(startUs, span.endUs - offsetUs) }
  })
  const durationUs = spans.reduce((most, span) => Math.max(most, span.endUs), 0)
  return { trace: { spans, start, durationUs }, wholeIndex: Int32Array.from(own, (span) => span.index), ownIndex }
}
