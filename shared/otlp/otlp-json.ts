import { jsonText, toBase64 } from './attributes.ts'
import type { AttributeMap, AttributeValue, Span, SpanKind, StatusCode } from './span.ts'

const kinds: readonly SpanKind[] = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']
const codes: readonly StatusCode[] = ['Unset', 'Ok', 'Error']

/**
 * Spans as one OTLP/JSON `ExportTraceServiceRequest` (the encoding of the OpenTelemetry protocol: camelCase, hex ids, 64-bit
 * integers as strings, enums as numbers), in pieces: a simulation can be larger than one string may be. Spans are grouped by
 * resource and scope, in the order in which they come.
 */
export function* writeOtlpJson(spans: Iterable<Span>): Generator<string> {
  const resources = new Map<string, { resource: AttributeMap; scopes: Map<string, Span[]> }>()
  for (const span of spans) {
    const resourceKey = jsonText(span.resource)
    const group = resources.get(resourceKey) ?? { resource: span.resource, scopes: new Map<string, Span[]>() }
    resources.set(resourceKey, group)
    const scopeKey = JSON.stringify([span.scope.name, span.scope.version])
    const scope = group.scopes.get(scopeKey)
    if (scope) scope.push(span)
    else group.scopes.set(scopeKey, [span])
  }
  yield '{"resourceSpans":['
  let firstResource = true
  for (const { resource, scopes } of resources.values()) {
    yield `${firstResource ? '' : ','}{"resource":${JSON.stringify({ attributes: attributesJson(resource) })},"scopeSpans":[`
    firstResource = false
    let firstScope = true
    for (const members of scopes.values()) {
      const scope = members[0]?.scope
      yield `${firstScope ? '' : ','}{"scope":${JSON.stringify({ name: scope?.name, version: scope?.version })},"spans":[`
      firstScope = false
      let firstSpan = true
      for (const span of members) {
        yield (firstSpan ? '' : ',') + JSON.stringify(spanJson(span))
        firstSpan = false
      }
      yield ']}'
    }
    yield ']}'
  }
  yield ']}'
}

function spanJson(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState === '' ? {} : { traceState: span.traceState }),
    ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: kinds.indexOf(span.kind),
    startTimeUnixNano: span.startTime.toString(),
    endTimeUnixNano: span.endTime.toString(),
    attributes: attributesJson(span.attributes),
    events: span.events.map((event) => ({
      timeUnixNano: event.time.toString(),
      name: event.name,
      attributes: attributesJson(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      ...(link.traceState === '' ? {} : { traceState: link.traceState }),
      attributes: attributesJson(link.attributes),
    })),
    status: {
      code: codes.indexOf(span.status.code),
      ...(span.status.message === '' ? {} : { message: span.status.message }),
    },
  }
}

const attributesJson = (attributes: AttributeMap): object[] =>
  [...attributes].map(([key, value]) => ({ key, value: valueJson(value) }))

/** An AnyValue; the empty value has no member at all. */
function valueJson(value: AttributeValue): object {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: value.toString() }
  if (typeof value === 'number') {
    // JSON has no NaN, infinity or negative zero; protobuf's JSON mapping writes the first two as text, and takes text for the third.
    return { doubleValue: !Number.isFinite(value) ? String(value) : Object.is(value, -0) ? '-0' : value }
  }
  if (value instanceof Uint8Array) return { bytesValue: toBase64(value) }
  if (isList(value)) return { arrayValue: { values: value.map(valueJson) } }
  return { kvlistValue: { values: attributesJson(value) } }
}

const isList = (value: readonly AttributeValue[] | AttributeMap): value is readonly AttributeValue[] => Array.isArray(value)
