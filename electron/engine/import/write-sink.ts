import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toTraceRow } from '../../../shared/otlp/trace-row.ts'
import type { ImportWriter } from '../store/types.ts'
import type { SpanSink } from './collect.ts'
import { type Job, pageSize } from './job.ts'

/** Uncertain spans that are held back before they are staged: two pages, so that a window of one page stages only what matches. */
const maxHeld = 2 * pageSize

/** What has become of the spans once all were offered. */
export interface WriteSink extends SpanSink {
  /** Writes what was held back and matches, and waits until everything is staged. Null when no span matched. */
  finish(): Promise<ImportWriter | null>
  /** Removes what was staged. */
  abandon(): Promise<void>
}

/**
 * Normalises and stages spans while the next page is on its way. At most one write is under way and one page waits, so memory
 * does not grow with the window; spans whose trace is not known to match are staged as well and dropped by the commit.
 */
export function createWriteSink(job: Job, ledger: TraceLedger, begin: () => Promise<ImportWriter>): WriteSink {
  let opening: Promise<ImportWriter> | null = null
  let writing: Promise<void> = Promise.resolve()
  let held: Span[] = []

  const stage = async (spans: readonly Span[]) => {
    if (spans.length === 0) return
    opening ??= begin()
    const writer = await opening
    await writing
    const context = { importId: writer.importId, simulation: job.request.simulation }
    const rows = spans.map((span) => toTraceRow(normaliseSpan(span, context)))
    writing = writer.write(rows).then(() => {
      job.counters.written += rows.length
      job.report()
    })
    // Awaited before the next write and in `finish`; until then a failure must not count as unhandled.
    writing.catch(() => undefined)
  }

  return {
    async accept(spans, certain) {
      if (certain) {
        await stage(spans)
        return
      }
      held.push(...spans)
      if (held.length > maxHeld) {
        const staged = held
        held = []
        await stage(staged)
      }
    },
    async finish() {
      await stage(held.filter((span) => ledger.isMatched(span.traceId)))
      held = []
      await writing
      return opening
    },
    async abandon() {
      held = []
      await writing.catch(() => undefined)
      const writer = await opening?.catch(() => null)
      await writer?.abandon()
    },
  }
}
