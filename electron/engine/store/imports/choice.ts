/** What the writer remembers of a staged row. */
export interface StagedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Nanoseconds since the epoch. */
  readonly start: bigint
}

export interface Choice {
  readonly spans: number
  /** Traces that keep at least one span. */
  readonly traceIds: readonly string[]
  readonly range: { readonly first: bigint; readonly last: bigint } | null
  /** True where `maxSpans` cut something off. */
  readonly cut: boolean
}

/**
 * Which staged spans an import takes: those of `traceIds` (null: all), and of these the earliest `maxSpans` by start, trace
 * and span id, which is the order in which the database cuts them too.
 */
export function chooseSpans(staged: readonly StagedSpan[], traceIds: readonly string[] | null, maxSpans: number): Choice {
  const wanted = traceIds === null ? null : new Set(traceIds)
  const matching = wanted === null ? staged : staged.filter((span) => wanted.has(span.traceId))
  const cut = matching.length > maxSpans
  const taken = cut ? matching.toSorted(byStart).slice(0, maxSpans) : matching
  let first = taken[0]?.start
  let last = first
  for (const { start } of taken) {
    if (first === undefined || start < first) first = start
    if (last === undefined || start > last) last = start
  }
  return {
    spans: taken.length,
    traceIds: [...new Set(taken.map((span) => span.traceId))],
    range: first === undefined || last === undefined ? null : { first, last },
    cut,
  }
}

function byStart(a: StagedSpan, b: StagedSpan): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1
  if (a.traceId !== b.traceId) return a.traceId < b.traceId ? -1 : 1
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0
}
