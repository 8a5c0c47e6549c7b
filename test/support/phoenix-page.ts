import { toBase64 } from '../../shared/otlp/attributes.ts'
import type { AttributeMap, AttributeValue, Span } from '../../shared/otlp/span.ts'

/** A page as Phoenix writes it: seven type keys for each value, long integers as bare digits, nulls where nothing is. */
export function writePhoenixPage(spans: readonly Span[], nextCursor: string | null = null): string {
  return `{"data":[${spans.map(writeSpan).join(',')}],"next_cursor":${JSON.stringify(nextCursor)}}`
}

function writeSpan(span: Span): string {
  const list = (items: readonly string[]): string => (items.length === 0 ? 'null' : `[${items.join(',')}]`)
  return object({
    attributes: writeAttributes(span.attributes),
    dropped_attributes_count: 'null',
    end_time_unix_nano: span.endTime.toString(),
    events: list(
      span.events.map((event) =>
        object({
          attributes: writeAttributes(event.attributes),
          name: JSON.stringify(event.name),
          time_unix_nano: event.time.toString(),
        }),
      ),
    ),
    flags: 'null',
    kind: JSON.stringify(`SPAN_KIND_${span.kind.toUpperCase()}`),
    links: list(
      span.links.map((link) =>
        object({
          attributes: writeAttributes(link.attributes),
          span_id: JSON.stringify(link.spanId),
          trace_id: JSON.stringify(link.traceId),
          trace_state: JSON.stringify(link.traceState || null),
        }),
      ),
    ),
    name: JSON.stringify(span.name),
    parent_span_id: JSON.stringify(span.parentSpanId),
    span_id: JSON.stringify(span.spanId),
    start_time_unix_nano: span.startTime.toString(),
    status: object({
      code: ['Unset', 'Ok', 'Error'].indexOf(span.status.code).toString(),
      message: JSON.stringify(span.status.message || null),
    }),
    trace_id: JSON.stringify(span.traceId),
    trace_state: JSON.stringify(span.traceState || null),
  })
}

const object = (fields: Readonly<Record<string, string>>): string =>
  `{${Object.entries(fields)
    .map(([key, json]) => `"${key}":${json}`)
    .join(',')}}`

const writeAttributes = (attributes: AttributeMap): string =>
  `[${[...attributes].map(([key, value]) => `{"key":${JSON.stringify(key)},"value":${writeValue(value)}}`).join(',')}]`

function writeValue(value: AttributeValue): string {
  const [type, json] = typedValue(value)
  const types = ['array_value', 'bool_value', 'bytes_value', 'double_value', 'int_value', 'kvlist_value', 'string_value']
  return object(Object.fromEntries(types.map((name) => [name, name === type ? json : 'null'])))
}

function typedValue(value: AttributeValue): [string, string] {
  if (value === null) return ['', 'null']
  if (typeof value === 'string') return ['string_value', JSON.stringify(value)]
  if (typeof value === 'bigint') return ['int_value', value.toString()]
  if (typeof value === 'number') return ['double_value', Object.is(value, -0) ? '-0.0' : String(value)]
  if (typeof value === 'boolean') return ['bool_value', String(value)]
  if (value instanceof Uint8Array) return ['bytes_value', JSON.stringify(toBase64(value))]
  if (value instanceof Map) return ['kvlist_value', `{"values":${writeAttributes(value)}}`]
  return ['array_value', `{"values":[${(value as readonly AttributeValue[]).map(writeValue).join(',')}]}`]
}
