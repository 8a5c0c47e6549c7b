import type { AttributeMap, AttributeValue, Span } from '../../shared/otlp/span.ts'

/**
 * OTLP's `ExportTraceServiceRequest` as protobuf, from spans that share one resource. Written by hand, because the JavaScript
 * SDK's serializer takes numbers only: 9007199254740993 and the difference between 3 and 3.0 would be lost, and tests look at both.
 */
export function encodeTraceRequest(spans: readonly Span[], resource: AttributeMap): Uint8Array {
  const scopes = Map.groupBy(spans, ({ scope }) => `${scope.name}\n${scope.version}`)
  const scopeSpans = [...scopes.values()].map((group) => {
    const scope = group[0]?.scope ?? { name: '', version: '' }
    return field(
      2,
      message(field(1, message(text(1, scope.name), text(2, scope.version))), ...group.map((span) => field(2, encodeSpan(span)))),
    )
  })
  return field(1, message(field(1, attributes(1, resource)), ...scopeSpans))
}

const kinds = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']
const codes = ['Unset', 'Ok', 'Error']

function encodeSpan(span: Span): Buffer {
  return message(
    field(1, Buffer.from(span.traceId, 'hex')),
    field(2, Buffer.from(span.spanId, 'hex')),
    text(3, span.traceState),
    ...(span.parentSpanId === null ? [] : [field(4, Buffer.from(span.parentSpanId, 'hex'))]),
    text(5, span.name),
    integer(6, BigInt(kinds.indexOf(span.kind))),
    fixed64(7, span.startTime),
    fixed64(8, span.endTime),
    attributes(9, span.attributes),
    ...span.events.map((event) =>
      field(11, message(fixed64(1, event.time), text(2, event.name), attributes(3, event.attributes))),
    ),
    ...span.links.map((link) =>
      field(
        13,
        message(
          field(1, Buffer.from(link.traceId, 'hex')),
          field(2, Buffer.from(link.spanId, 'hex')),
          text(3, link.traceState),
          attributes(4, link.attributes),
        ),
      ),
    ),
    field(15, message(text(2, span.status.message), integer(3, BigInt(codes.indexOf(span.status.code))))),
  )
}

const attributes = (number: number, map: AttributeMap): Buffer =>
  message(...[...map].map(([key, value]) => field(number, message(text(1, key), field(2, encodeValue(value))))))

function encodeValue(value: AttributeValue): Buffer {
  if (value === null) return Buffer.alloc(0)
  if (typeof value === 'string') return field(1, Buffer.from(value))
  if (typeof value === 'boolean') return integer(2, value ? 1n : 0n)
  if (typeof value === 'bigint') return integer(3, value)
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    return Buffer.concat([varint((4n << 3n) | 1n), bytes])
  }
  if (value instanceof Uint8Array) return field(7, value)
  if (value instanceof Map) return field(6, attributes(1, value))
  return field(5, message(...(value as readonly AttributeValue[]).map((item) => field(1, encodeValue(item)))))
}

const message = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts)
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([varint((BigInt(number) << 3n) | 2n), varint(BigInt(bytes.length)), bytes])
const text = (number: number, value: string): Buffer => (value === '' ? Buffer.alloc(0) : field(number, Buffer.from(value)))
const integer = (number: number, value: bigint): Buffer =>
  Buffer.concat([varint(BigInt(number) << 3n), varint(BigInt.asUintN(64, value))])

function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  return Buffer.concat([varint((BigInt(number) << 3n) | 1n), bytes])
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Buffer.from(bytes)
}
