import type { AttributeMap, AttributeValue, Span } from './span.ts'
import { parseInstant, type UnixNano } from './time.ts'
import { isRecord, WireProblem } from './wire-value.ts'

/**
 * A span of Phoenix's `/spans` route, which is a line of its JSONL download: context, `span_kind`, ISO times, plain JSON
 * attributes. The kind stands beside the attributes there; it comes back as `openinference.span.kind`. JSON does not tell 1 from
 * 1.0: whole numbers are read as integers. An event without a time is at its span's start. @throws WireProblem
 */
export function readPhoenixRecord(item: unknown): Span {
  if (!isRecord(item) || !isRecord(item.context)) throw new WireProblem('it has no context')
  const attributes = new Map(plainAttributes(item.attributes, 0))
  const kind = textOf(item.span_kind)
  if (kind !== '' && kind !== 'UNKNOWN' && !attributes.has(kindKey)) attributes.set(kindKey, kind)
  const parent = textOf(item.parent_id)
  const startTime = readInstant(item.start_time, 'start_time')
  return {
    traceId: readId(item.context.trace_id, 'trace_id'),
    spanId: readId(item.context.span_id, 'span_id'),
    parentSpanId: parent === '' ? null : readId(parent, 'parent_id'),
    traceState: '',
    name: textOf(item.name),
    kind: 'Internal',
    startTime,
    endTime: readInstant(item.end_time, 'end_time'),
    status: { code: statuses.get(textOf(item.status_code)) ?? 'Unset', message: textOf(item.status_message) },
    attributes,
    events: (Array.isArray(item.events) ? item.events : []).map((event) => {
      if (!isRecord(event)) throw new WireProblem('an event is no object')
      return {
        name: textOf(event.name),
        time: (event.timestamp ?? null) === null ? startTime : readInstant(event.timestamp, 'event timestamp'),
        attributes: plainAttributes(event.attributes, 0),
      }
    }),
    links: [],
    resource: new Map(),
    scope: { name: '', version: '' },
  }
}

const kindKey = 'openinference.span.kind'
const statuses: ReadonlyMap<string, Span['status']['code']> = new Map<string, Span['status']['code']>([
  ['OK', 'Ok'],
  ['ERROR', 'Error'],
])

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readId(value: unknown, where: string): string {
  if (typeof value !== 'string' || !/^[0-9a-fA-F]{1,64}$/.test(value)) throw new WireProblem(`${where} is not a hex id`)
  return value.toLowerCase()
}

function readInstant(value: unknown, where: string): UnixNano {
  const time = typeof value === 'string' ? parseInstant(value) : null
  if (time === null) throw new WireProblem(`${where} is not a time`)
  return time
}

function plainAttributes(value: unknown, depth: number): AttributeMap {
  return new Map(isRecord(value) ? Object.entries(value).map(([key, item]) => [key, plainValue(item, depth + 1)]) : [])
}

function plainValue(value: unknown, depth: number): AttributeValue {
  if (depth > 64) throw new WireProblem('an attribute is nested too deeply')
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1))
  return plainAttributes(value, depth)
}
