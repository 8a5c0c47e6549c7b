import { createAliasTally } from '../../../shared/aliases/explain.ts'
import { addedAliases, denormaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { AliasReport } from '../../../shared/contract/aliases.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SpanView } from '../../../shared/contract/preview.ts'
import { attributeText } from '../../../shared/otlp/attributes.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { viewAttributes } from '../trace/view-span.ts'
import type { Engine, Reading } from './engine.ts'

type SpansParts = Pick<Reading, 'sources'> & Pick<Engine, 'sessions'>

/** The spans that a source means. Throws `usage` when it is not there. */
export const spansOfSource = ({ sources }: Reading, source: SpanSource): Promise<readonly Span[]> => sources.spans(source)

/** The spans of one trace, by start time; of a preview also one that did not match. */
export async function spansOfTrace(
  { sources, sessions }: SpansParts,
  source: SpanSource,
  traceId: string,
): Promise<readonly Span[]> {
  if (source.kind !== 'preview') return sources.spans(source, { traceId })
  const { session } = sessions.get(source.previewId)
  const spans = session.spansOf(traceId)
  if (spans === 'incomplete')
    throw new CompanionError('usage', 'This preview does not hold all of that trace; run the preview again with a smaller window')
  if (spans === 'unread')
    throw new CompanionError('usage', 'This preview did not read that trace: it is not in the window that was asked for')
  return [...spans].sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
}

/** One attribute whole. Throws `usage` when there is none. */
export async function attributeOf(
  parts: SpansParts,
  source: SpanSource,
  traceId: string,
  spanId: string,
  key: string,
): Promise<string> {
  const span = (await spansOfTrace(parts, source, traceId)).find((candidate) => candidate.spanId === spanId)
  const value = span?.attributes.get(key)
  if (value === undefined) throw new CompanionError('usage', 'The span has no such attribute')
  return attributeText(value)
}

export function viewSpan(span: Span): SpanView {
  const aliases = addedAliases(span)
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    start: toIsoMicros(span.startTime),
    end: toIsoMicros(span.endTime),
    status: span.status.code,
    statusMessage: span.status.message,
    attributes: viewAttributes(span.attributes, aliases),
    events: span.events.map((event) => ({
      name: event.name,
      time: toIsoMicros(event.time),
      attributes: viewAttributes(event.attributes, new Map()),
    })),
  }
}

/** What the alias rules do to these spans, whether or not an import has applied them already. */
export function tallyAliases(spans: Iterable<Span>, extraRules: readonly string[] = []): AliasReport {
  const tally = createAliasTally(extraRules)
  for (const span of spans) tally.add(denormaliseSpan(span))
  return tally.report()
}
