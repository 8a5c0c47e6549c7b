import { createAliasTally } from '../../../shared/aliases/explain.ts'
import { addedAliases, denormaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { AliasReport } from '../../../shared/contract/aliases.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { AttributeView, SpanView } from '../../../shared/contract/preview.ts'
import { attributeText, attributeType } from '../../../shared/otlp/attributes.ts'
import type { AttributeMap, Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { fromTraceRow } from '../../../shared/otlp/trace-row.ts'
import type { Engine } from './engine.ts'

/** Longer values are cut for lists and fetched whole on demand. */
const maxShown = 2000

/** The spans that a source means: all matched ones of a preview, all of an import. Throws `usage` when the preview is gone. */
export async function spansOfSource(engine: Engine, source: SpanSource): Promise<readonly Span[]> {
  if (source.kind === 'import') return (await (await engine.store()).readSpans(source.importId)).map(fromTraceRow)
  return previewOf(engine, source.previewId).matched()
}

/** The spans of one trace, by start time. */
export async function spansOfTrace(engine: Engine, source: SpanSource, traceId: string): Promise<readonly Span[]> {
  if (source.kind === 'import') {
    return (await (await engine.store()).readSpans(source.importId, { traceId })).map(fromTraceRow)
  }
  const spans = previewOf(engine, source.previewId).spansOf(traceId)
  if (spans === null)
    throw new CompanionError('usage', 'This preview does not hold that trace; run the preview again with a smaller window')
  return [...spans].sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
}

function previewOf(engine: Engine, previewId: string) {
  const session = engine.sessions.get(previewId)
  if (session === null) throw new CompanionError('usage', 'This preview is no longer held; run it again')
  return session
}

/** One attribute whole. Throws `usage` when there is none. */
export async function attributeOf(
  engine: Engine,
  source: SpanSource,
  traceId: string,
  spanId: string,
  key: string,
): Promise<string> {
  const span = (await spansOfTrace(engine, source, traceId)).find((candidate) => candidate.spanId === spanId)
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

function viewAttributes(attributes: AttributeMap, aliases: ReadonlyMap<string, string>): AttributeView[] {
  return [...attributes]
    .map(([key, value]) => {
      const text = attributeText(value)
      const cut = text.length > maxShown
      return {
        key,
        type: attributeType(value),
        value: cut ? text.slice(0, maxShown) : text,
        cutFrom: cut ? text.length : null,
        aliasOf: aliases.get(key) ?? null,
      }
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** What the alias rules do to these spans, whether or not an import has applied them already. */
export function tallyAliases(spans: Iterable<Span>, extraRules: readonly string[] = []): AliasReport {
  const tally = createAliasTally(extraRules)
  for (const span of spans) tally.add(denormaliseSpan(span))
  return tally.report()
}
