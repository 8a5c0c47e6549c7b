import * as z from 'zod'
import { CompanionError } from '../contract/errors.ts'
import type { MalformedSpan } from '../contract/import.ts'
import type { Span, SpanEvent, SpanKind, SpanLink, StatusCode } from './span.ts'
import { roundToMicros, type UnixNano } from './time.ts'
import { isRecord, readAttributes, readNanos, WireProblem } from './wire-value.ts'

/** A span that could not be read; null for an id that cannot either. */
export interface UnreadSpan extends MalformedSpan {
  readonly traceId: string | null
  /** True where a value of it is this id, or is JSON text with it: the shapes that carry a hint, and no filter can ask for. */
  mayCarry(id: string): boolean
}

export interface PhoenixPage {
  readonly spans: Span[]
  /** Kept out, reported, and no reason to drop the others. */
  readonly malformed: UnreadSpan[]
  readonly nextCursor: string | null
}

const Envelope = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullish() })

const hexId = z.string().regex(/^[0-9a-fA-F]{1,64}$/, 'is not a hex id')
const optionalId = z.union([hexId, z.literal('')]).nullish()
const list = z.array(z.unknown()).nullish()

/** A span without its attribute values: `wire-value.ts` reads those. Fields that Phoenix adds later are ignored. */
const WireSpan = z.object({
  trace_id: hexId,
  span_id: hexId,
  parent_span_id: optionalId,
  trace_state: z.string().nullish(),
  name: z.string().nullish(),
  kind: z.unknown().optional(),
  start_time_unix_nano: z.unknown().optional(),
  end_time_unix_nano: z.unknown().optional(),
  status: z.unknown().optional(),
  attributes: list,
  events: list,
  links: list,
})
const WireEvent = z.object({ name: z.string().nullish(), time_unix_nano: z.unknown().optional(), attributes: list })
const WireLink = z.object({ trace_id: hexId, span_id: hexId, trace_state: z.string().nullish(), attributes: list })

/**
 * Reads one answer of `GET …/spans/otlpv1`. Integers are exact, times are rounded to the microsecond (what Phoenix stores),
 * ids are lower-cased, an absent or empty parent is `null`; an event without a time, which cannot be known, is at its span's start.
 * @throws CompanionError `phoenix-malformed` when the text is not JSON or not a page of spans
 */
export function parsePhoenixPage(text: string): PhoenixPage {
  const envelope = Envelope.safeParse(parseExactly(text))
  if (!envelope.success) throw malformedPage(describeIssue(envelope.error))
  const spans: Span[] = []
  const malformed: UnreadSpan[] = []
  for (const [index, item] of envelope.data.data.entries()) {
    try {
      spans.push(readSpan(item))
    } catch (error) {
      if (!(error instanceof WireProblem)) throw error
      const ids = { traceId: traceIdOf(item), spanId: spanIdOf(item) }
      malformed.push({ index, ...ids, problem: error.message, mayCarry: (id) => holdsId(item, id) })
    }
  }
  return { spans, malformed, nextCursor: envelope.data.next_cursor || null }
}

/**
 * The cursor of a page without parsing it: `undefined` where the text does not end in `"next_cursor": …}` (parse it, then).
 * Exact nonetheless. The last `}` of a document is the envelope's, so a key whose value ends right before it is the
 * envelope's own; and inside a JSON string every quote follows a backslash, so `"next_cursor"` with `{`, `,` or a space before
 * it and `r` before its closing quote cannot lie in one.
 */
export function readNextCursor(text: string): string | null | undefined {
  const match = /[{,\s]"next_cursor"\s*:\s*(null|"(?:[^"\\]|\\.)*")\s*\}\s*$/.exec(text.slice(-4096))
  if (!match?.[1]) return undefined
  try {
    return (JSON.parse(match[1]) as string | null) || null
  } catch {
    return undefined
  }
}

/**
 * JSON.parse turns 9007199254740993 into …992, so integers of 16 digits and more are quoted first, where OTLP has integers.
 * The pattern cannot hit inside a JSON string: there, every quote follows a backslash, but the pattern's closing quote follows
 * a letter. That quote therefore ends a string, a `:` makes that string a key, and the digits behind it a number.
 */
const longIntegers = /"(int_value|start_time_unix_nano|end_time_unix_nano|time_unix_nano)"\s*:\s*(-?\d{16,})(?![\d.eE])/g

function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text.replace(longIntegers, '"$1":"$2"'))
  } catch {
    throw malformedPage('it is not JSON')
  }
}

function readSpan(item: unknown): Span {
  const span = check(WireSpan, item, '')
  const attributes = readAttributes(span.attributes, 'attributes')
  const startTime = roundToMicros(readNanos(span.start_time_unix_nano, 'start_time_unix_nano'))
  return {
    traceId: span.trace_id.toLowerCase(),
    spanId: span.span_id.toLowerCase(),
    parentSpanId: span.parent_span_id ? span.parent_span_id.toLowerCase() : null,
    traceState: span.trace_state ?? '',
    name: span.name ?? '',
    kind: readKind(span.kind),
    startTime,
    endTime: roundToMicros(readNanos(span.end_time_unix_nano, 'end_time_unix_nano')),
    status: readStatus(span.status),
    attributes,
    events: span.events?.map((event) => readEvent(event, startTime)) ?? [],
    links: span.links?.map(readLink) ?? [],
    // Phoenix stores neither resource attributes nor the scope.
    resource: new Map(),
    scope: { name: '', version: '' },
  }
}

function readEvent(item: unknown, spanStart: UnixNano): SpanEvent {
  const event = check(WireEvent, item, 'event ')
  const time = event.time_unix_nano ?? null
  return {
    name: event.name ?? '',
    time: time === null ? spanStart : roundToMicros(readNanos(time, 'event time_unix_nano')),
    attributes: readAttributes(event.attributes, 'event attributes'),
  }
}

function readLink(item: unknown): SpanLink {
  const link = check(WireLink, item, 'link ')
  return {
    traceId: link.trace_id.toLowerCase(),
    spanId: link.span_id.toLowerCase(),
    traceState: link.trace_state ?? '',
    attributes: readAttributes(link.attributes, 'link attributes'),
  }
}

const kinds: readonly SpanKind[] = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']

function readKind(kind: unknown): SpanKind {
  if (typeof kind === 'number') return kinds[kind] ?? 'Unspecified'
  const name = typeof kind === 'string' ? kind.replace(/^SPAN_KIND_/i, '').toLowerCase() : ''
  return kinds.find((known) => known.toLowerCase() === name) ?? 'Unspecified'
}

const codes: readonly StatusCode[] = ['Unset', 'Ok', 'Error']

function readStatus(status: unknown): Span['status'] {
  const code = isRecord(status) ? status.code : status
  const message = isRecord(status) && typeof status.message === 'string' ? status.message : ''
  if (typeof code === 'number') return { code: codes[code] ?? 'Unset', message }
  const name = typeof code === 'string' ? code.replace(/^STATUS_CODE_/i, '').toLowerCase() : ''
  return { code: codes.find((known) => known.toLowerCase() === name) ?? 'Unset', message }
}

function check<Shape>(shape: z.ZodType<Shape>, item: unknown, prefix: string): Shape {
  const result = shape.safeParse(item)
  if (!result.success) throw new WireProblem(prefix + describeIssue(result.error))
  return result.data
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  const path = issue?.path.join('.') ?? ''
  return `${path === '' ? 'it' : path}: ${issue?.message ?? 'unreadable'}`
}

function holdsId(item: unknown, id: string): boolean {
  const left = [item]
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (String(value) === id || (typeof value === 'string' && /^\s*[[{]/.test(value) && value.includes(id))) return true
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) left.push(inner ?? null)
  }
  return false
}

function traceIdOf(item: unknown): string | null {
  const traceId = isRecord(item) ? hexId.safeParse(item.trace_id) : null
  return traceId?.success ? traceId.data.toLowerCase() : null
}

function spanIdOf(item: unknown): string | null {
  return isRecord(item) && typeof item.span_id === 'string' ? item.span_id.slice(0, 64) : null
}

const malformedPage = (problem: string): CompanionError =>
  new CompanionError('phoenix-malformed', `Phoenix’s answer is not a page of spans: ${problem}`, { problem })
