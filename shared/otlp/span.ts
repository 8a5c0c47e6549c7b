import type { UnixNano } from './time.ts'

/**
 * One OTLP AnyValue. The type is kept apart where JavaScript would blur it: an OTLP integer is a `bigint` (Phoenix holds
 * values beyond 2^53), an OTLP double a `number`.
 */
export type AttributeValue = string | boolean | bigint | number | Uint8Array | null | readonly AttributeValue[] | AttributeMap

/** A `Map`, because attribute keys are hostile input (`__proto__`, 1,500 of them). Later duplicates of a key win. */
export type AttributeMap = ReadonlyMap<string, AttributeValue>

export type SpanKind = 'Unspecified' | 'Internal' | 'Server' | 'Client' | 'Producer' | 'Consumer'
export type StatusCode = 'Unset' | 'Ok' | 'Error'

export interface SpanEvent {
  readonly name: string
  readonly time: UnixNano
  readonly attributes: AttributeMap
}

export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
  readonly traceState: string
  readonly attributes: AttributeMap
}

/** A span as it was received, whatever the source. Ids are lower-case hex; a root has `parentSpanId` null. `endTime` may lie before `startTime`. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly traceState: string
  readonly name: string
  readonly kind: SpanKind
  readonly startTime: UnixNano
  readonly endTime: UnixNano
  readonly status: { readonly code: StatusCode; readonly message: string }
  readonly attributes: AttributeMap
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  readonly resource: AttributeMap
  readonly scope: { readonly name: string; readonly version: string }
}

/**
 * The 22 columns of `otel_traces` that the collector's ClickHouse exporter writes, as one JSONEachRow object. Timestamps are decimal seconds
 * (`storeTime` in trace-row.ts), `Duration` is nanoseconds as decimal text.
 */
export interface TraceRow {
  Timestamp: string
  TraceId: string
  SpanId: string
  ParentSpanId: string
  TraceState: string
  SpanName: string
  SpanKind: SpanKind
  ServiceName: string
  ResourceAttributes: Record<string, string>
  ScopeName: string
  ScopeVersion: string
  SpanAttributes: Record<string, string>
  Duration: string
  StatusCode: StatusCode
  StatusMessage: string
  'Events.Timestamp': string[]
  'Events.Name': string[]
  'Events.Attributes': Record<string, string>[]
  'Links.TraceId': string[]
  'Links.SpanId': string[]
  'Links.TraceState': string[]
  'Links.Attributes': Record<string, string>[]
}
