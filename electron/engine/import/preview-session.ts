import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import type { SpanSink } from './collect.ts'

/** Spans that one preview may hold for its views; what is beyond is fetched again when someone looks at it. */
const maxHeldSpans = 20_000
/** Previews that stay open behind the newest one. */
const maxSessions = 3

/** The spans behind one preview, for its tables and mapping; lives in the engine's memory only. */
export interface PreviewSession extends SpanSink {
  readonly previewId: string
  /** Whom it asked. */
  readonly connectionId: string
  /** `unread` for a trace of which the preview read nothing to keep, `incomplete` where there was no room for all of it. */
  spansOf(traceId: string): readonly Span[] | 'unread' | 'incomplete'
  /** The spans that an import would take, once `take` has said so; what is read afterwards does not change them. */
  matched(): readonly Span[]
  /** Told once, when the verdict stands. */
  take(matchedTraceIds: readonly string[]): void
}

export function createPreviewSession(connectionId: string): PreviewSession {
  const byTrace = new Map<string, Span[]>()
  const incomplete = new Set<string>()
  let count = 0
  let taken: readonly Span[] = []
  return {
    previewId: randomUUID(),
    connectionId,
    async accept(spans, certain) {
      for (const span of spans) {
        if (!certain && count >= maxHeldSpans) {
          incomplete.add(span.traceId)
          continue
        }
        const held = byTrace.get(span.traceId)
        if (held) held.push(span)
        else byTrace.set(span.traceId, [span])
        count += 1
      }
    },
    spansOf: (traceId) => (incomplete.has(traceId) ? 'incomplete' : (byTrace.get(traceId) ?? 'unread')),
    matched: () => taken,
    take(matchedTraceIds) {
      taken = matchedTraceIds.flatMap((traceId) => byTrace.get(traceId) ?? [])
    },
  }
}

/** The newest few previews with their reports, oldest forgotten first. */
export class PreviewSessions {
  readonly #held = new Map<string, { readonly session: PreviewSession; readonly report: PreviewReport }>()

  add(session: PreviewSession, report: PreviewReport): void {
    this.#held.set(session.previewId, { session, report })
    for (const previewId of this.#held.keys()) {
      if (this.#held.size <= maxSessions) break
      this.#held.delete(previewId)
    }
  }

  find(previewId: string): PreviewSession | null {
    return this.#held.get(previewId)?.session ?? null
  }

  /** Throws `no-longer-held`. */
  get(previewId: string): { readonly session: PreviewSession; readonly report: PreviewReport } {
    const held = this.#held.get(previewId)
    if (held === undefined) throw new CompanionError('no-longer-held', 'This preview is no longer held; run it again')
    return held
  }
}
