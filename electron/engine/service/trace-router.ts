import { CompanionError } from '../../../shared/contract/errors.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { listTraces } from '../../../shared/trace/list-traces.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { untilStopped } from '../store/connection/stopping.ts'
import { exportOtlp } from '../trace/export-otlp.ts'
import { HeldConversations } from '../trace/held-conversations.ts'
import { placeOfSpan, viewConversation, viewMessage } from '../trace/view-conversation.ts'
import { attributeAt, attributesWith, viewSpanDetail } from '../trace/view-span.ts'
import type { Engine } from './engine.ts'
import { type Implementer, typedStream } from './implementer.ts'

/** `trace.…`: the viewer's procedures. */
export function createTraceRouter(os: Implementer, engine: Engine) {
  const { files } = engine
  const sourcesUnder = (signal: AbortSignal | undefined) => engine.under(signal).sources
  const held = new HeldConversations(engine.sources)
  // Several may wait for the same one: it is read to its end, whoever stops waiting.
  const conversationOf = (source: SpanSource, begins: boolean, signal: AbortSignal | undefined) =>
    untilStopped(held.get(source, begins), signal)
  return {
    listNative: os.trace.listNative.handler(async ({ input, signal }) => {
      const { groups, more } = await (await engine.under(signal).store()).listNative(input.limit)
      return {
        more,
        groups: groups.map(({ simulation, traceIds, services, spans, errors, start, end }) => ({
          source: {
            kind: 'native' as const,
            ...(simulation === null
              ? { by: 'trace' as const, id: traceIds[0] ?? '' }
              : { by: 'simulation' as const, id: simulation }),
          },
          simulation,
          services: [...services],
          spans,
          traces: traceIds.length,
          errors,
          start: toIsoMicros(start),
          end: toIsoMicros(end),
        })),
      }
    }),
    open: os.trace.open.handler(async ({ input, signal }) => {
      const { header, outline } = await sourcesUnder(signal).outline(input.source)
      return { header, outline }
    }),
    traces: os.trace.traces.handler(async ({ input, signal }) =>
      listTraces(buildTree((await sourcesUnder(signal).outlinedTrace(input.source)).trace)),
    ),
    span: os.trace.span.handler(async ({ input, signal }) =>
      viewSpanDetail(await sourcesUnder(signal).spans(input.source, input), input.occurrence),
    ),
    attribute: os.trace.attribute.handler(async ({ input, signal }) =>
      attributeAt(await sourcesUnder(signal).spans(input.source, input), input.occurrence, input.place, input.key),
    ),
    attributesWith: os.trace.attributesWith.handler(async ({ input, signal }) =>
      attributesWith(await sourcesUnder(signal).spans(input.source, input), input.occurrence, input.place, input.text),
    ),
    conversation: os.trace.conversation.handler(async ({ input, signal }) => {
      const partial = await sourcesUnder(signal).partial(input.source)
      return viewConversation(await conversationOf(input.source, input.offset === 0, signal), input, partial)
    }),
    message: os.trace.message.handler(async ({ input, signal }) => {
      const message = (await conversationOf(input.source, false, signal)).messages[input.at]
      if (message === undefined) throw new CompanionError('usage', 'The conversation has no such message')
      return viewMessage(message)
    }),
    messageOf: os.trace.messageOf.handler(async ({ input, signal }) =>
      placeOfSpan(await conversationOf(input.source, false, signal), input.span),
    ),
    search: os.trace.search.handler(async ({ input, signal }) => {
      const hits = await sourcesUnder(signal).search(input.source, input.query, input.fields)
      return { hits: hits.slice(0, input.limit), total: hits.length }
    }),
    exportOtlp: os.trace.exportOtlp.handler(async ({ input: { source, traceId }, signal }) => {
      const spans = await sourcesUnder(signal).spans(source, traceId === null ? undefined : { traceId })
      if (traceId !== null && spans.length === 0) throw new CompanionError('usage', 'The simulation has no such trace')
      return typedStream(exportOtlp(spans, signal))
    }),
    openFile: os.trace.openFile.handler(({ input }) =>
      engine.sources.header({ kind: 'file', fileId: files.open(input.name, input.text, input.uploadId).fileId }),
    ),
    addToFile: os.trace.addToFile.handler(({ input }) => files.add(input.uploadId, input.text)),
    closeFile: os.trace.closeFile.handler(({ input }) => files.close(input.fileId)),
  }
}
