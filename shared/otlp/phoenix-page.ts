import { toBase64 } from './attributes.ts'
import type { AttributeMap, AttributeValue, Span } from './span.ts'

/**
 * Spans as an answer of `…/spans/otlpv1`: the values that Phoenix writes, integers and times with every digit. As in Phoenix there is
 * neither a resource nor a scope.
 */
export function writePhoenixPage(spans: readonly Span[]): string {
  return `{"data":[${spans.map(writeSpan).join(',')}],"next_cursor":null}`
}

function writeSpan(span: Span): string {
  return writeMembers({
    attributes: writeAttributes(span.attributes),
    end_time_unix_nano: span.endTime.toString(),
    events: writeItems(
      span.events.map((event) =>
        writeMembers({
          attributes: writeAttributes(event.attributes),
          name: JSON.stringify(event.name),
          time_unix_nano: event.time.toString(),
        }),
      ),
    ),
    kind: JSON.stringify(`SPAN_KIND_${span.kind.toUpperCase()}`),
    links: writeItems(
      span.links.map((link) =>
        writeMembers({
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
    status: writeMembers({
      code: ['Unset', 'Ok', 'Error'].indexOf(span.status.code).toString(),
      message: JSON.stringify(span.status.message || null),
    }),
    trace_id: JSON.stringify(span.traceId),
    trace_state: JSON.stringify(span.traceState || null),
  })
}

const writeItems = (items: readonly string[]): string => (items.length === 0 ? 'null' : `[${items.join(',')}]`)

const writeMembers = (members: Readonly<Record<string, string>>): string =>
  `{${Object.entries(members)
    .map(([name, json]) => `"${name}":${json}`)
    .join(',')}}`

const writeAttributes = (attributes: AttributeMap): string =>
  `[${[...attributes].map(([key, value]) => `{"key":${JSON.stringify(key)},"value":${writeValue(value)}}`).join(',')}]`

function writeValue(value: AttributeValue): string {
  if (value === null) return '{}'
  const [type, json] = typedValue(value)
  return `{"${type}":${json}}`
}

function typedValue(value: Exclude<AttributeValue, null>): [string, string] {
  if (typeof value === 'string') return ['string_value', JSON.stringify(value)]
  if (typeof value === 'bigint') return ['int_value', value.toString()]
  if (typeof value === 'number') return ['double_value', writeDouble(value)]
  if (typeof value === 'boolean') return ['bool_value', String(value)]
  if (value instanceof Uint8Array) return ['bytes_value', JSON.stringify(toBase64(value))]
  if (value instanceof Map) return ['kvlist_value', `{"values":${writeAttributes(value)}}`]
  return ['array_value', `{"values":[${(value as readonly AttributeValue[]).map(writeValue).join(',')}]}`]
}

/** JSON has neither NaN nor infinities; protobuf's JSON mapping writes their names. */
const writeDouble = (value: number): string =>
  Object.is(value, -0) ? '-0.0' : Number.isFinite(value) ? String(value) : JSON.stringify(String(value))
