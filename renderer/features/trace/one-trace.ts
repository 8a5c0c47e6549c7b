import type { ChatMessageView } from '../../../shared/contract/trace.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import { oneTraceOf } from '../../../shared/trace/one-trace.ts'
import { countSpans } from '../../../shared/trace/outline.ts'
import { navigate, useNavigation } from '../../stores/navigation.ts'
import { traceOfHeader } from './composed-rows.ts'
import { TraceModel } from './trace-model.ts'

/** A model of one trace of an opened simulation; null where it has no such trace. */
export function oneTraceModel(whole: TraceModel, traceId: string): TraceModel | null {
  const one = oneTraceOf(whole.trace, traceId)
  if (one === null) return null
  const { start, end, spans, errors } = countSpans(one.trace.spans)
  const iso = (ns: bigint | null) => (ns === null ? null : toIsoMicros(ns as Parameters<typeof toIsoMicros>[0]))
  const header = { ...whole.header, spans, errors, traces: 1, start: iso(start), end: iso(end), malformed: [] }
  return new TraceModel(header, one.trace, { traceId, wholeIndex: one.wholeIndex, ownIndex: one.ownIndex })
}

/** Shows one trace alone, or all of them again; a selection in another trace is let go. */
export function showOnly(traceId: string | null): void {
  const { viewer } = useNavigation.getState().location
  const kept = traceId === null || viewer.span?.startsWith(`${traceId}/`) ? viewer.span : null
  navigate({ viewer: { ...viewer, only: traceId, span: kept, cut: null } }, 'push')
}

/** The trace of a row: of a span, or of a trace's header. */
export const traceIdOf = (model: TraceModel, row: number): string | null =>
  (row < 0 ? model.tree.traces[traceOfHeader(row)]?.traceId : model.trace.spans[row]?.traceId) ?? null

/** A message of the simulation's thread with its spans as the model counts them. */
export function messageFor(model: TraceModel, message: ChatMessageView): ChatMessageView {
  if (model.only === null) return message
  return {
    ...message,
    span: model.ownIndex(message.span),
    toolCalls: message.toolCalls.map((call) => ({ ...call, span: model.ownIndex(call.span) })),
  }
}
