import { attributeText } from './attributes.ts'
import { nextFreeKey, ownKey } from './own-attribute.ts'
import type { AttributeMap, AttributeValue, Span, TraceRow } from './span.ts'
import { type UnixNano, unixNano } from './time.ts'

/**
 * Times that the table can hold and still find: its sorting and partition keys go through `toDateTime` and `toDate`, whose range
 * is narrower than that of DateTime64(9) and which wrap around outside it, so that rows would be hidden by a filter on time.
 */
export const earliestStoredTime = unixNano(0n)
export const latestStoredTime = unixNano(4_294_967_295_000_000_000n)
const longestDuration = 2n ** 64n - 1n

/** The exact time, where the table's own columns cannot hold it. Span attributes; for an event, an attribute of the event. */
export const startTimeKey = 'coval.import.start_time_unix_nano'
export const endTimeKey = 'coval.import.end_time_unix_nano'
export const eventTimeKey = 'coval.import.time_unix_nano'

/** A row as it is read back: the columns that hold times are numbers again, `Events.Timestamp` is text in any form that `readStoreTime` knows. */
export type StoredTraceRow = Omit<TraceRow, 'Timestamp' | 'Duration'> & {
  readonly start: UnixNano
  readonly durationNs: bigint
}

/**
 * The 22 columns of one span, times as `storeTime` writes them. Duration is `max(0, end - start)`. What a column cannot say exactly (an end before the start, a
 * time outside 1970…2106) is clamped there and kept in full as an attribute (`startTimeKey`, `endTimeKey`, `eventTimeKey`).
 */
export function toTraceRow(span: Span): TraceRow {
  const start = clampTime(span.startTime)
  const length = span.endTime - span.startTime
  const duration = length < 0n ? 0n : length > longestDuration ? longestDuration : length
  const attributes = toTexts(span.attributes)
  keepTime(attributes, startTimeKey, span.startTime, start)
  // The end is read as original start + duration, hence exact even when the start was clamped.
  keepTime(attributes, endTimeKey, span.endTime, span.startTime + duration)
  const events = span.events.map((event) => {
    const time = clampTime(event.time)
    const texts = toTexts(event.attributes)
    keepTime(texts, eventTimeKey, event.time, time)
    return { time, name: event.name, attributes: texts }
  })
  return {
    Timestamp: storeTime(start),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentSpanId ?? '',
    TraceState: span.traceState,
    SpanName: span.name,
    SpanKind: span.kind,
    ServiceName: attributeText(span.resource.get('service.name') ?? null),
    ResourceAttributes: Object.fromEntries(toTexts(span.resource)),
    ScopeName: span.scope.name,
    ScopeVersion: span.scope.version,
    SpanAttributes: Object.fromEntries(attributes),
    Duration: duration.toString(),
    StatusCode: span.status.code,
    StatusMessage: span.status.message,
    'Events.Timestamp': events.map((event) => storeTime(event.time)),
    'Events.Name': events.map((event) => event.name),
    'Events.Attributes': events.map((event) => Object.fromEntries(event.attributes)),
    'Links.TraceId': span.links.map((link) => link.traceId),
    'Links.SpanId': span.links.map((link) => link.spanId),
    'Links.TraceState': span.links.map((link) => link.traceState),
    'Links.Attributes': span.links.map((link) => Object.fromEntries(toTexts(link.attributes))),
  }
}

/** A stored row as a span again: times exact, every attribute a string, because the table keeps no types. */
export function fromTraceRow(row: StoredTraceRow): Span {
  const attributes = fromTexts(row.SpanAttributes)
  const startTime = takeTime(attributes, startTimeKey) ?? row.start
  const endTime = takeTime(attributes, endTimeKey) ?? unixNano(startTime + row.durationNs)
  return {
    traceId: row.TraceId,
    spanId: row.SpanId,
    parentSpanId: row.ParentSpanId === '' ? null : row.ParentSpanId,
    traceState: row.TraceState,
    name: row.SpanName,
    kind: row.SpanKind,
    startTime,
    endTime,
    status: { code: row.StatusCode, message: row.StatusMessage },
    attributes,
    events: row['Events.Timestamp'].map((text, at) => {
      const texts = fromTexts(row['Events.Attributes'][at] ?? {})
      const time = takeTime(texts, eventTimeKey) ?? readStoreTime(text) ?? row.start
      return { name: row['Events.Name'][at] ?? '', time, attributes: texts }
    }),
    links: row['Links.TraceId'].map((traceId, at) => ({
      traceId,
      spanId: row['Links.SpanId'][at] ?? '',
      traceState: row['Links.TraceState'][at] ?? '',
      attributes: fromTexts(row['Links.Attributes'][at] ?? {}),
    })),
    resource: fromTexts(row.ResourceAttributes),
    scope: { name: row.ScopeName, version: row.ScopeVersion },
  }
}

/**
 * A time for DateTime64(9) in JSONEachRow: decimal seconds, all nine digits of the fraction, at least ten of the whole part
 * (ClickHouse takes a shorter one for a year). Unlike `2026-11-22 14:38:02` it means the same in every server time zone.
 */
export function storeTime(time: UnixNano): string {
  const digits = time.toString().padStart(19, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}

/** Reads a time as a store returns it: decimal seconds, nanoseconds, or `2026-11-22 14:38:02.915348000` in UTC; else `null`. */
export function readStoreTime(text: string): UnixNano | null {
  if (/^-?\d+$/.test(text)) return unixNano(BigInt(text))
  const seconds = /^(-?)(\d+)\.(\d{1,9})$/.exec(text)
  if (seconds) {
    const [, sign = '', whole = '0', fraction = ''] = seconds
    const nanos = BigInt(whole + fraction.padEnd(9, '0'))
    return unixNano(sign === '-' ? -nanos : nanos)
  }
  const date = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z?$/.exec(text)
  if (!date) return null
  const [, day, clock, fraction = ''] = date
  const millis = Date.parse(`${day}T${clock}Z`)
  return Number.isNaN(millis) ? null : unixNano(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0')))
}

function clampTime(time: UnixNano): UnixNano {
  if (time < earliestStoredTime) return earliestStoredTime
  return time > latestStoredTime ? latestStoredTime : time
}

/** Also written where the span itself uses the name, so that the reader can tell the two apart (see own-attribute.ts). */
function keepTime(texts: Map<string, string>, key: string, exact: bigint, stored: bigint): void {
  if (exact !== stored || ownKey(texts, key) !== null) texts.set(nextFreeKey(texts, key), exact.toString())
}

function takeTime(texts: Map<string, AttributeValue>, key: string): UnixNano | null {
  const own = ownKey(texts, key)
  const text = own === null ? undefined : texts.get(own)
  if (own === null || typeof text !== 'string' || !/^-?\d+$/.test(text)) return null
  texts.delete(own)
  return unixNano(BigInt(text))
}

function toTexts(attributes: AttributeMap): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of attributes) texts.set(key, attributeText(value))
  return texts
}

const fromTexts = (texts: Readonly<Record<string, string>>): Map<string, AttributeValue> => new Map(Object.entries(texts))
