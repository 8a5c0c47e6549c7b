import type { MalformedSpan } from '../../../shared/contract/import.ts'
import type { UnreadSpan } from '../../../shared/otlp/phoenix-wire.ts'

/**
 * The answer that held it. `hint`: one to a filter for the hint, so that the span carries it; also one that no filter finds, by what
 * can be seen of it. `window`: one that every span of the window is in. `search`: any other.
 */
export type UnreadIn = 'hint' | 'window' | 'search'

/** The spans of one job that cannot be read, each once, however often it was answered. */
export interface UnreadSpans {
  /** `page` numbers the job's answers: a span without an id is known by its place only. */
  note(spans: readonly UnreadSpan[], where: UnreadIn, page: number): void
  /**
   * Those that may be missing from what is taken. Where traces were selected, one of another trace is not; where every span of
   * the window had to be read, any of it may have carried the hint. One whose trace cannot be known counts.
   */
  missing(isTaken: (traceId: string) => boolean, selected: boolean): MalformedSpan[]
}

/** @param hint null where every span of the window is wanted */
export function createUnreadSpans(hint: string | null): UnreadSpans {
  const known = new Map<string, { readonly span: Omit<UnreadSpan, 'mayCarry'>; where: UnreadIn }>()
  return {
    note(spans, where, page) {
      for (const span of spans) {
        const id = span.spanId === null ? `${page} ${span.index}` : `${span.traceId} ${span.spanId}`
        const place = hint !== null && span.mayCarry(hint) ? 'hint' : where
        const before = known.get(id)
        if (before === undefined) known.set(id, { span, where: place })
        else if (place === 'hint' || before.where === 'search') before.where = place
      }
    },
    missing: (isTaken, selected) =>
      [...known.values()]
        .filter(
          ({ span: { traceId }, where }) =>
            where === 'hint' || traceId === null || isTaken(traceId) || (where === 'window' && !selected),
        )
        .map(({ span: { index, spanId, problem } }) => ({ index, spanId, problem })),
  }
}
