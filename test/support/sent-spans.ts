import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { AttributeMap, AttributeValue, Span, SpanKind, StatusCode } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'

type Json = string | boolean | null | { readonly number: string } | readonly Json[] | { readonly [key: string]: Json }

interface SentLine {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string | null
  readonly name: string
  readonly kind: string
  readonly start_ns: { readonly number: string }
  readonly end_ns: { readonly number: string }
  readonly status: string
  readonly status_message: string | null
  readonly attributes: Readonly<Record<string, Json>>
  readonly events: readonly {
    readonly name: string
    readonly ns: { readonly number: string }
    readonly attributes: Readonly<Record<string, Json>>
  }[]
  readonly links: readonly {
    readonly trace_id: string
    readonly span_id: string
    readonly attributes: Readonly<Record<string, Json>>
  }[]
  readonly scope: readonly [string, string | null]
}

/** Reads a recorded `sent.jsonl.gz`: the spans as they left the SDK, in the order in which they ended. */
export async function readSentSpans(file: string): Promise<Span[]> {
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n')
  return lines.filter((line) => line !== '').map((line) => toSpan(parseLine(line)))
}

/** Numbers keep their text, because `3` and `3.0` are different types; Python writes NaN and Infinity bare. */
function parseLine(line: string): SentLine {
  const quoted = line.replace(/([:[,] )(-?Infinity|NaN)(?=[,}\]])/g, '$1{"number":"$2"}')
  const keep = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? { number: context?.source ?? String(value) } : value
  return JSON.parse(quoted, keep as (key: string, value: unknown) => unknown) as SentLine
}

const toSpan = (line: SentLine): Span => ({
  traceId: line.trace_id,
  spanId: line.span_id,
  parentSpanId: line.parent_span_id,
  traceState: '',
  name: line.name,
  kind: capitalise(line.kind) as SpanKind,
  startTime: unixNano(BigInt(line.start_ns.number)),
  endTime: unixNano(BigInt(line.end_ns.number)),
  status: { code: capitalise(line.status) as StatusCode, message: line.status_message ?? '' },
  attributes: toMap(line.attributes),
  events: line.events.map((event) => ({
    name: event.name,
    time: unixNano(BigInt(event.ns.number)),
    attributes: toMap(event.attributes),
  })),
  links: line.links.map((link) => ({
    traceId: link.trace_id,
    spanId: link.span_id,
    traceState: '',
    attributes: toMap(link.attributes),
  })),
  resource: new Map(),
  scope: { name: line.scope[0], version: line.scope[1] ?? '' },
})

const capitalise = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase()
const toMap = (record: Readonly<Record<string, Json>>): AttributeMap =>
  new Map(Object.entries(record).map(([key, value]) => [key, toValue(value)]))

function toValue(value: Json): AttributeValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toValue)
  if ('number' in value && typeof value.number === 'string')
    return /^-?\d+$/.test(value.number) ? BigInt(value.number) : Number(value.number)
  // Long texts were recorded by their beginning and length.
  if ('$clipped' in value && 'head' in value) {
    const { $clipped, head } = value as { $clipped: { number: string }; head: string }
    return head.repeat(Math.ceil(Number($clipped.number) / head.length)).slice(0, Number($clipped.number))
  }
  return toMap(value as Record<string, Json>)
}
