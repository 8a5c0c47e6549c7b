import { createRouterClient, implement, ORPCError } from '@orpc/server'
import { placeOfSpan, viewConversation, viewMessage } from '../../../electron/engine/trace/view-conversation.ts'
import { attributeAt, attributesWith, viewSpanDetail } from '../../../electron/engine/trace/view-span.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { Partial as PartialReason } from '../../../shared/contract/import.ts'
import type { EngineClient, SpanSource } from '../../../shared/contract/index.ts'
import { contract } from '../../../shared/contract/index.ts'
import type { SourceHeader } from '../../../shared/contract/trace.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import { listTraces } from '../../../shared/trace/list-traces.ts'
import { traceOfSpans } from '../../../shared/trace/model.ts'
import { encodeOutline } from '../../../shared/trace/outline.ts'
import { searchSpans } from '../../../shared/trace/search.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { createFakeEngine } from './fake-engine.ts'

export interface TraceEngineOptions {
  readonly partial?: PartialReason
  readonly failures?: Partial<Record<string, Failure>>
  readonly title?: string
}

/** The viewer's procedures over spans in memory, computed as the engine does; the rest of the page has its usual fake. */
export function createTraceEngine(spans: readonly Span[], options: TraceEngineOptions = {}) {
  const base = createFakeEngine({ imports: 1 })
  const asked: { procedure: string; input: unknown }[] = []
  const files = new Map<string, readonly Span[]>()
  let upload = ''
  const note = (procedure: string, input: unknown) => {
    asked.push({ procedure, input })
    const failure = options.failures?.[procedure]
    if (failure) throw new ORPCError('FAILED', { status: 422, data: failure, defined: true })
  }
  const of = (source: SpanSource): readonly Span[] => (source.kind === 'file' ? (files.get(source.fileId) ?? []) : spans)
  const header = (source: SpanSource): SourceHeader => {
    const all = of(source)
    const trace = traceOfSpans(all)
    const end =
      all
        .map((span) => span.endTime)
        .sort((a, b) => Number(a - b))
        .at(-1) ?? trace.start
    return {
      source,
      title: options.title ?? (source.kind === 'file' ? source.fileId : 'NxUbXWLSzS3Nm7Jv9bAmuj'),
      simulation: 'NxUbXWLSzS3Nm7Jv9bAmuj',
      origin: source.kind,
      importId: source.kind === 'import' ? source.importId : null,
      project: 'busy-agent',
      host: 'http://localhost:6006',
      partial: options.partial ?? null,
      spans: all.length,
      traces: new Set(all.map((span) => span.traceId)).size,
      errors: all.filter((span) => span.status.code === 'Error').length,
      start: all.length > 0 ? toIsoMicros(trace.start) : null,
      end: all.length > 0 ? toIsoMicros(end) : null,
      malformed: [],
    }
  }
  const same = (source: SpanSource, traceId: string, spanId: string) =>
    of(source).filter((span) => span.traceId === traceId && span.spanId === spanId)
  const os = implement({ trace: contract.trace }).trace
  const router = {
    trace: {
      listNative: os.listNative.handler(() => ({ groups: [], more: false })),
      open: os.open.handler(({ input }) => {
        note('trace.open', input)
        return { header: header(input.source), outline: encodeOutline(traceOfSpans(of(input.source))) }
      }),
      traces: os.traces.handler(({ input }) => {
        note('trace.traces', input)
        return listTraces(buildTree(traceOfSpans(of(input.source))))
      }),
      span: os.span.handler(({ input }) => {
        note('trace.span', input)
        return viewSpanDetail(same(input.source, input.traceId, input.spanId), input.occurrence)
      }),
      attribute: os.attribute.handler(({ input }) => {
        note('trace.attribute', input)
        return attributeAt(same(input.source, input.traceId, input.spanId), input.occurrence, input.place, input.key)
      }),
      attributesWith: os.attributesWith.handler(({ input }) => {
        note('trace.attributesWith', input)
        return attributesWith(same(input.source, input.traceId, input.spanId), input.occurrence, input.place, input.text)
      }),
      conversation: os.conversation.handler(({ input }) => {
        note('trace.conversation', input)
        return viewConversation(conversationOf(buildTree(traceOfSpans(of(input.source)))), input, options.partial ?? null)
      }),
      message: os.message.handler(({ input }) => {
        note('trace.message', input)
        const message = conversationOf(buildTree(traceOfSpans(of(input.source)))).messages[input.at]
        if (!message) throw new ORPCError('NOT_FOUND')
        return viewMessage(message)
      }),
      messageOf: os.messageOf.handler(({ input }) => {
        note('trace.messageOf', input)
        return placeOfSpan(conversationOf(buildTree(traceOfSpans(of(input.source)))), input.span)
      }),
      search: os.search.handler(({ input }) => {
        note('trace.search', input)
        const { hits } = searchSpans(traceOfSpans(of(input.source)), { text: input.query, fields: input.fields })
        return { hits: [...hits], total: hits.length }
      }),
      exportOtlp: os.exportOtlp.handler(async function* ({ input }) {
        note('trace.exportOtlp', input)
        yield { kind: 'part' as const, text: '{"resourceSpans":[]}' }
        yield { kind: 'end' as const, spans: 0, characters: 20 }
      }),
      openFile: os.openFile.handler(({ input }) => {
        note('trace.openFile', { name: input.name, characters: input.text.length })
        const read = readTraceFile((input.uploadId === null ? '' : upload) + input.text)
        upload = ''
        if (!read.ok)
          throw new ORPCError('FAILED', {
            status: 422,
            data: { code: 'usage', message: `${input.name} cannot be read`, next: 'Choose another file.', check: null },
            defined: true,
          })
        files.set(input.name, read.spans)
        return header({ kind: 'file', fileId: input.name })
      }),
      addToFile: os.addToFile.handler(({ input }) => {
        note('trace.addToFile', { uploadId: input.uploadId, characters: input.text.length })
        upload = input.uploadId === null ? input.text : upload + input.text
        return { uploadId: 'upload-1', characters: upload.length }
      }),
      closeFile: os.closeFile.handler(() => undefined),
    },
  }
  const trace: Pick<EngineClient, 'trace'> = createRouterClient(router)
  // A client is a proxy without keys of its own, so it cannot be spread.
  const client = new Proxy(base.client, {
    get: (target, key) => (key === 'trace' ? trace.trace : Reflect.get(target, key)),
  })
  return { client, asked }
}
