import type { MalformedSpan } from '../contract/import.ts'
import { fromBase64 } from './attributes.ts'
import { readPhoenixRecord } from './phoenix-record.ts'
import type { AttributeMap, Span, SpanEvent, SpanKind, SpanLink, StatusCode } from './span.ts'
import { roundToMicros, type UnixNano, unixNano } from './time.ts'
import { isRecord, readAttributes, readNanos, WireProblem } from './wire-value.ts'

/**
 * What kind of file it was. `otlp`: ExportTraceServiceRequest, one or one a line. `phoenix-otlp`: Phoenix's own OTLP download
 * (snake case, times as numbers). `phoenix-page`: an answer of `…/spans/otlpv1`. `phoenix-spans`: Phoenix's JSONL download.
 */
export type TraceFileFormat = 'otlp' | 'phoenix-otlp' | 'phoenix-page' | 'phoenix-spans'

export type TraceFile =
  | {
      readonly ok: true
      readonly format: TraceFileFormat
      readonly spans: readonly Span[]
      /** Spans that could not be read; `index` counts all spans of the file. */
      readonly malformed: readonly MalformedSpan[]
      /** The file is one page of several, so spans may be missing. */
      readonly more: boolean
    }
  /** `line` from 1 where one line of JSON lines is at fault. */
  | { readonly ok: false; readonly problem: string; readonly line: number | null }

/** A file with more spans than this is refused as a whole rather than cut. */
export const mostSpansInFile = 500_000

/**
 * Reads a file of spans, in any of the shapes above. Integers and times are exact; times of Phoenix's own shapes are rounded to
 * the microsecond that Phoenix stores, since their numbers carry float noise. Unknown members are ignored; a span that cannot
 * be read is reported and no reason to drop the others.
 */
export function readTraceFile(text: string): TraceFile {
  const reader = new Reader()
  const whole = parseExactly(text)
  try {
    if (whole !== undefined) reader.document(whole)
    else {
      let start = 0
      for (let line = 1; start < text.length; line++) {
        const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start)
        const item = text.slice(start, end)
        start = end + 1
        if (item.trim() === '') continue
        const value = parseExactly(item)
        if (value === undefined) return { ok: false, problem: line === 1 ? 'It is not JSON.' : 'This line is not JSON.', line }
        reader.document(value, line)
      }
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, problem: error.message, line: error.line }
  }
  if (reader.format === null) return { ok: false, problem: 'The file is empty.', line: null }
  return { ok: true, format: reader.format, spans: reader.spans, malformed: reader.malformed, more: reader.more }
}

class Unreadable extends Error {
  readonly line: number | null
  constructor(message: string, line: number | null) {
    super(message)
    this.line = line
  }
}

/**
 * JSON.parse loses the digits of integers beyond 2^53, so those of 16 digits and more are quoted first, where OTLP has integers.
 * The pattern cannot hit inside a JSON string: there, every quote follows a backslash, but the pattern's closing quote follows
 * a letter, so it ends a string, and the `:` makes that string a key.
 */
const longIntegers =
  /"(int_value|intValue|(?:start_|end_)?time_unix_nano|startTimeUnixNano|endTimeUnixNano|timeUnixNano)"\s*:\s*(-?\d{16,})(?![\d.eE])/g

function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text.replace(longIntegers, '"$1":"$2"'))
  } catch {
    return undefined
  }
}

class Reader {
  readonly spans: Span[] = []
  readonly malformed: MalformedSpan[] = []
  format: TraceFileFormat | null = null
  more = false
  #seen = 0

  document(value: unknown, line: number | null = null): void {
    if (!isRecord(value)) throw new Unreadable('It is JSON, but holds no spans.', line)
    const camel = value.resourceSpans
    const snake = value.resource_spans
    if (Array.isArray(camel) || Array.isArray(snake)) {
      this.#is(Array.isArray(camel) ? 'otlp' : 'phoenix-otlp', line)
      for (const resourceSpans of Array.isArray(camel) ? camel : (snake as unknown[])) this.#resource(resourceSpans, line)
    } else if (Array.isArray(value.data)) {
      const records = value.data.some((item) => isRecord(item) && isRecord(item.context))
      this.#is(records ? 'phoenix-spans' : 'phoenix-page', line)
      this.more ||= typeof value.next_cursor === 'string' && value.next_cursor !== ''
      for (const item of value.data) this.#span(item, line, records ? readPhoenixRecord : (it) => readSpan(it, noContext, true))
    } else if (isRecord(value.context)) {
      this.#is('phoenix-spans', line)
      this.#span(value, line, readPhoenixRecord)
    } else throw new Unreadable('It is JSON, but holds no spans: there is no resourceSpans, data or context in it.', line)
  }

  #resource(value: unknown, line: number | null): void {
    if (!isRecord(value)) throw new Unreadable('resourceSpans holds something that is no object.', line)
    const scopes = value.scopeSpans ?? value.scope_spans ?? []
    if (!Array.isArray(scopes)) throw new Unreadable('scopeSpans is not a list.', line)
    const resource = isRecord(value.resource)
      ? readable(() => attributesOf(value.resource, 'resource'), line)
      : noContext.resource
    for (const scope of scopes) {
      if (!isRecord(scope)) throw new Unreadable('scopeSpans holds something that is no object.', line)
      const context = { resource, scope: scopeOf(scope.scope) }
      if (!Array.isArray(scope.spans ?? [])) throw new Unreadable('spans is not a list.', line)
      const round = this.format === 'phoenix-otlp'
      for (const item of (scope.spans ?? []) as unknown[]) this.#span(item, line, (it) => readSpan(it, context, round))
    }
  }

  #span(item: unknown, line: number | null, read: (item: unknown) => Span): void {
    if (this.#seen >= mostSpansInFile) throw new Unreadable(`It holds more than ${mostSpansInFile} spans.`, line)
    const index = this.#seen++
    try {
      this.spans.push(read(item))
    } catch (error) {
      if (!(error instanceof WireProblem)) throw error
      this.malformed.push({ index, spanId: spanIdOf(item), problem: error.message })
    }
  }

  #is(format: TraceFileFormat, line: number | null): void {
    if (this.format !== null && this.format !== format) throw new Unreadable('Its lines are of different kinds.', line)
    this.format = format
  }
}

function readable<Result>(read: () => Result, line: number | null): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof WireProblem) throw new Unreadable(error.message, line)
    throw error
  }
}

interface Context {
  readonly resource: AttributeMap
  readonly scope: Span['scope']
}
const noContext: Context = { resource: new Map(), scope: { name: '', version: '' } }

const scopeOf = (scope: unknown): Span['scope'] =>
  isRecord(scope) ? { name: textOf(scope.name), version: textOf(scope.version) } : noContext.scope
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readSpan(item: unknown, context: Context, round: boolean): Span {
  if (!isRecord(item)) throw new WireProblem('it is no object')
  const parent = item.parentSpanId ?? item.parent_span_id
  const time = (value: unknown, where: string): UnixNano => {
    const nanos = readNanos(value ?? 0, where)
    return round ? roundToMicros(nanos) : unixNano(nanos)
  }
  const startTime = time(item.startTimeUnixNano ?? item.start_time_unix_nano, 'startTimeUnixNano')
  return {
    traceId: readId(item.traceId ?? item.trace_id, 16, 'traceId'),
    spanId: readId(item.spanId ?? item.span_id, 8, 'spanId'),
    parentSpanId: parent === undefined || parent === null || parent === '' ? null : readId(parent, 8, 'parentSpanId'),
    traceState: textOf(item.traceState ?? item.trace_state),
    name: textOf(item.name),
    kind: readKind(item.kind),
    startTime,
    endTime: time(item.endTimeUnixNano ?? item.end_time_unix_nano, 'endTimeUnixNano'),
    status: readStatus(item.status),
    attributes: attributesOf(item, 'attributes'),
    events: listOf(item.events, 'events').map((event): SpanEvent => {
      if (!isRecord(event)) throw new WireProblem('an event is no object')
      const at = event.timeUnixNano ?? event.time_unix_nano ?? null
      return {
        name: textOf(event.name),
        // One without a time is at its span's start.
        time: at === null ? startTime : time(at, 'event timeUnixNano'),
        attributes: attributesOf(event, 'event attributes'),
      }
    }),
    links: listOf(item.links, 'links').map((link): SpanLink => {
      if (!isRecord(link)) throw new WireProblem('a link is no object')
      return {
        traceId: readId(link.traceId ?? link.trace_id, 16, 'link traceId'),
        spanId: readId(link.spanId ?? link.span_id, 8, 'link spanId'),
        traceState: textOf(link.traceState ?? link.trace_state),
        attributes: attributesOf(link, 'link attributes'),
      }
    }),
    ...context,
  }
}

function listOf(value: unknown, where: string): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new WireProblem(`${where} is not a list`)
  return value
}

const attributesOf = (holder: unknown, where: string): AttributeMap =>
  readAttributes(isRecord(holder) ? snakeCased(holder.attributes, 0) : null, where)

const valueNames: ReadonlyMap<string, string> = new Map([
  ['stringValue', 'string_value'],
  ['intValue', 'int_value'],
  ['doubleValue', 'double_value'],
  ['boolValue', 'bool_value'],
  ['arrayValue', 'array_value'],
  ['kvlistValue', 'kvlist_value'],
  ['bytesValue', 'bytes_value'],
])

/** `stringValue` and its kin under the names that `readAttributes` knows; text and bytes stay as they are. */
function snakeCased(value: unknown, depth: number): unknown {
  if (depth > 300) throw new WireProblem('an attribute is nested too deeply')
  if (Array.isArray(value)) return value.map((item) => snakeCased(item, depth + 1))
  if (!isRecord(value)) return value
  const renamed: Record<string, unknown> = {}
  // Only names that mean something are copied, so that none can reach a prototype.
  for (const name of ['key', 'value', 'values', ...valueNames.keys(), ...valueNames.values()]) {
    if (Object.hasOwn(value, name)) renamed[valueNames.get(name) ?? name] ??= snakeCased(value[name], depth + 1)
  }
  return renamed
}

/** Hex, as OTLP/JSON demands; base64 too, which plain protobuf JSON mappers write. */
function readId(value: unknown, bytes: number, where: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 64) throw new WireProblem(`${where} is missing or not text`)
  const fromText = value.length === Math.ceil(bytes / 3) * 4 ? fromBase64(value) : null
  if (fromText?.length === bytes) return Array.from(fromText, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (!/^[0-9a-fA-F]+$/.test(value)) throw new WireProblem(`${where} is not a hex id`)
  return value.toLowerCase()
}

const kinds: readonly SpanKind[] = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']
const codes: readonly StatusCode[] = ['Unset', 'Ok', 'Error']

function readKind(kind: unknown): SpanKind {
  if (typeof kind === 'number') return kinds[kind] ?? 'Unspecified'
  const name = textOf(kind)
    .replace(/^SPAN_KIND_/i, '')
    .toLowerCase()
  return kinds.find((known) => known.toLowerCase() === name) ?? 'Unspecified'
}

function readStatus(status: unknown): Span['status'] {
  if (!isRecord(status)) return { code: 'Unset', message: '' }
  const { code } = status
  const name = textOf(code)
    .replace(/^STATUS_CODE_/i, '')
    .toLowerCase()
  const found = typeof code === 'number' ? codes[code] : codes.find((known) => known.toLowerCase() === name)
  return { code: found ?? 'Unset', message: textOf(status.message) }
}

function spanIdOf(item: unknown): string | null {
  if (!isRecord(item)) return null
  const id = item.spanId ?? item.span_id ?? (isRecord(item.context) ? item.context.span_id : undefined)
  return typeof id === 'string' ? id.slice(0, 64) : null
}
