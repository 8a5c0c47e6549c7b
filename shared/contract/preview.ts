import * as z from 'zod'
import { Failure } from './errors.ts'
import { Evidence, IdConflict, Iso, MalformedSpan, Partial, Progress, reportFormat, Strategy, Window } from './import.ts'
import { NearMiss } from './near-miss.ts'

export { NearMiss, NearMissKind, nearMissKinds } from './near-miss.ts'

export const TraceVerdict = z.enum(['matched', 'other-simulation', 'no-id'])
export type TraceVerdict = z.infer<typeof TraceVerdict>

export const TracePreview = z.object({
  traceId: z.string(),
  /** The root's name, else the earliest span's. */
  name: z.string(),
  verdict: TraceVerdict,
  spans: z.number(),
  start: Iso,
  end: Iso,
  errors: z.number(),
  hasRoot: z.boolean(),
  evidence: z.array(Evidence),
  /** Ids of other simulations that the trace carries. */
  otherIds: z.array(z.string()),
})
export type TracePreview = z.infer<typeof TracePreview>

export const OtherSimulation = z.object({ id: z.string(), key: z.string(), traces: z.number(), spans: z.number() })
export type OtherSimulation = z.infer<typeof OtherSimulation>

export const PreviewReport = z.object({
  format: z.literal(reportFormat),
  previewId: z.string(),
  outcome: z.enum(['matched', 'empty', 'failed', 'cancelled']),
  simulation: z.string().nullable(),
  project: z.string(),
  host: z.string(),
  window: Window.nullable(),
  strategy: Strategy.nullable(),
  spans: z.object({
    /** Spans of the window; null when it was not read to its end. */
    inWindow: z.number().nullable(),
    matched: z.number(),
    /** What Coval would take: matched spans among the newest 5,000 of the window; null when the window was not read far enough. */
    documentedLimits: z.number().nullable(),
  }),
  traces: z.array(TracePreview),
  nearMisses: z.array(NearMiss),
  otherSimulations: z.array(OtherSimulation),
  conflicts: z.array(IdConflict),
  malformed: z.array(MalformedSpan),
  partial: Partial.nullable(),
  requests: z.number(),
  elapsedMs: z.number(),
  serverVersion: z.string().nullable(),
  error: Failure.nullable(),
})
export type PreviewReport = z.infer<typeof PreviewReport>

/** The verdict comes as soon as it is known; the traces of the window follow with the report. */
export const PreviewEvent = z.discriminatedUnion('kind', [
  Progress,
  z.object({ kind: z.literal('verdict'), matched: z.number(), traces: z.number(), keys: z.array(z.string()) }),
  z.object({ kind: z.literal('report'), report: PreviewReport }),
])
export type PreviewEvent = z.infer<typeof PreviewEvent>

/** A span's attribute for display: type as it came, value as text, alias marked. */
export const AttributeView = z.object({
  key: z.string(),
  type: z.enum(['string', 'int', 'double', 'bool', 'bytes', 'list', 'map', 'null']),
  value: z.string(),
  /** Characters of the whole value where `value` was cut for display. */
  cutFrom: z.number().nullable(),
  /** The source attribute, where an import added this one. */
  aliasOf: z.string().nullable(),
})
export type AttributeView = z.infer<typeof AttributeView>

export const SpanView = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  start: Iso,
  end: Iso,
  status: z.enum(['Unset', 'Ok', 'Error']),
  statusMessage: z.string(),
  attributes: z.array(AttributeView),
  events: z.array(z.object({ name: z.string(), time: Iso, attributes: z.array(AttributeView) })),
})
export type SpanView = z.infer<typeof SpanView>
