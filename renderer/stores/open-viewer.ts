import type { SpanSource } from '../../shared/contract/index.ts'
import { navigate } from './navigation.ts'
import type { SpanPlace, TraceViewName } from './trace-location.ts'
import { formatPlace, startTrace } from './trace-location.ts'

/** Opens a source in the trace viewer, at a span where one is named. */
export function openViewer(source: SpanSource, span: SpanPlace | null = null, view: TraceViewName = 'waterfall'): void {
  navigate({ view: 'trace', source, viewer: { ...startTrace, view, span: span && formatPlace(span) } })
}
