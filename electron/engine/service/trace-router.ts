import { CompanionError } from '../../../shared/contract/errors.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { listTraces } from '../../../shared/trace/list-traces.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { exportOtlp } from '../trace/export-otlp.ts'
import { HeldConversations } from '../trace/held-conversations.ts'
import { placeOfSpan, viewConversation, viewMessage } from '../trace/view-conversation.ts'
import { attributeAt, attributesWith, viewSpanDetail } from '../trace/view-span.ts'
import type { Engine } from './engine.ts'
import { type Implementer, typedStream } from './implementer.ts'

/** `trace.…`: the viewer's procedures. */
export function createTraceRouter(os: Implementer, engine: Engine) {
  const { sources, files } = engine
  const conversations = new HeldConversations(sources)
  return {
    listNative: os.trace.listNative.handler(async ({ input }) => {
      const { groups, more } = await (await engine.store()).listNative(input.limit)
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
    open: os.trace.open.handler(async ({ input }) => {
      const { header, outline } = await sources.outline(input.source)
      return { header, outline }
    }),
    traces: os.trace.traces.handler(async ({ input }) =>
      listTraces(buildTree((await sources.outlinedTrace(input.source)).trace)),
    ),
    span: os.trace.span.handler(async ({ input }) => viewSpanDetail(await sources.spans(input.source, input), input.occurrence)),
    attribute: os.trace.attribute.handler(async ({ input }) =>
      attributeAt(await sources.spans(input.source, input), input.occurrence, input.place, input.key),
    ),
    attributesWith: os.trace.attributesWith.handler(async ({ input }) =>
      attributesWith(await sources.spans(input.source, input), input.occurrence, input.place, input.text),
    ),
    conversation: os.trace.conversation.handler(async ({ input }) => {
      const partial = await sources.partial(input.source)
      return viewConversation(await conversations.get(input.source, input.offset === 0), input, partial)
    }),
    message: os.trace.message.handler(async ({ input }) => {
      const message = (await conversations.get(input.source, false)).messages[input.at]
      if (message === undefined) throw new CompanionError('usage', 'The conversation has no such message')
      return viewMessage(message)
    }),
    messageOf: os.trace.messageOf.handler(async ({ input }) =>
      placeOfSpan(await conversations.get(input.source, false), input.span),
    ),
    search: os.trace.search.handler(async ({ input }) => {
      const hits = await sources.search(input.source, input.query, input.fields)
      return { hits: hits.slice(0, input.limit), total: hits.length }
    }),
    exportOtlp: os.trace.exportOtlp.handler(async ({ input: { source, traceId }, signal }) => {
      const spans = await sources.spans(source, traceId === null ? undefined : { traceId })
      if (traceId !== null && spans.length === 0) throw new CompanionError('usage', 'The simulation has no such trace')
      return typedStream(exportOtlp(spans, signal))
    }),
    openFile: os.trace.openFile.handler(({ input }) =>
      sources.header({ kind: 'file', fileId: files.open(input.name, input.text, input.uploadId).fileId }),
    ),
    addToFile: os.trace.addToFile.handler(({ input }) => files.add(input.uploadId, input.text)),
    closeFile: os.trace.closeFile.handler(({ input }) => files.close(input.fileId)),
  }
}
