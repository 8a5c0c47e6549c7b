import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeText } from '../../../shared/otlp/attributes.ts'
import type { AttributeMap, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import {
  endTimeKey,
  eventTimeKey,
  fromTraceRow,
  readStoreTime,
  startTimeKey,
  storeTime,
  toTraceRow,
} from '../../../shared/otlp/trace-row.ts'
import { anyAttributes, anySpan, anyText, anyTime, makeSpan } from '../../support/arbitrary-spans.ts'
import { corpusProjects, readCorpusSpans } from '../../support/corpus.ts'
import { holds } from '../../support/holds.ts'

/** What a store that keeps the 22 columns exactly gives back. */
const throughTheTable = (span: Span): Span => {
  const row = toTraceRow(span)
  const start = readStoreTime(row.Timestamp)
  if (start === null) throw new Error(`unreadable time ${row.Timestamp}`)
  return fromTraceRow({ ...row, start, durationNs: BigInt(row.Duration) })
}
const asTexts = (attributes: AttributeMap): AttributeMap =>
  new Map([...attributes].map(([key, value]) => [key, attributeText(value)]))
const withTexts = (span: Span): Span => ({
  ...span,
  attributes: asTexts(span.attributes),
  events: span.events.map((event) => ({ ...event, attributes: asTexts(event.attributes) })),
  links: span.links.map((link) => ({ ...link, attributes: asTexts(link.attributes) })),
  resource: asTexts(span.resource),
})

describe('a row of otel_traces', () => {
  it('holds every field of a span in its column', () => {
    const span = makeSpan({
      parentSpanId: 'c'.repeat(16),
      kind: 'Client',
      status: { code: 'Error', message: 'timeout' },
      attributes: { 'llm.token_count.prompt': 12n, tags: ['a', 1n] },
      events: [{ name: 'exception', time: unixNano(1_795_358_272_800_000_000n), attributes: new Map([['retry', 2n]]) }],
      links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16), traceState: 's', attributes: new Map([['why', 'retry']]) }],
      resource: new Map([['service.name', 'arize']]),
      scope: { name: 'agent', version: '1' },
    })
    expect(toTraceRow(span)).toEqual({
      Timestamp: '1795358272.729831000',
      TraceId: 'a'.repeat(32),
      SpanId: 'b'.repeat(16),
      ParentSpanId: 'c'.repeat(16),
      TraceState: '',
      SpanName: 'conversation',
      SpanKind: 'Client',
      ServiceName: 'arize',
      ResourceAttributes: { 'service.name': 'arize' },
      ScopeName: 'agent',
      ScopeVersion: '1',
      SpanAttributes: { 'llm.token_count.prompt': '12', tags: '["a",1]' },
      Duration: '270169000',
      StatusCode: 'Error',
      StatusMessage: 'timeout',
      'Events.Timestamp': ['1795358272.800000000'],
      'Events.Name': ['exception'],
      'Events.Attributes': [{ retry: '2' }],
      'Links.TraceId': ['d'.repeat(32)],
      'Links.SpanId': ['e'.repeat(16)],
      'Links.TraceState': ['s'],
      'Links.Attributes': [{ why: 'retry' }],
    })
  })

  it('has Duration 0 for an end before the start, and keeps that end', () => {
    const row = toTraceRow(makeSpan({ startTime: unixNano(5000n), endTime: unixNano(2000n) }))
    expect([row.Duration, row.SpanAttributes]).toEqual(['0', { [endTimeKey]: '2000' }])
  })

  it('holds times outside 1970 to 2106 at the border, and keeps the exact ones', () => {
    const event = (time: bigint) => ({ name: 'e', time: unixNano(time), attributes: new Map() })
    const early = toTraceRow(makeSpan({ startTime: unixNano(-5n), endTime: unixNano(7n), events: [event(-1n)] }))
    const late = toTraceRow(
      makeSpan({ startTime: unixNano(2n ** 63n), endTime: unixNano(2n ** 63n + 9n), events: [event(2n ** 63n)] }),
    )
    expect(
      [early, late].map((row) => [
        row.Timestamp,
        row.Duration,
        row.SpanAttributes,
        row['Events.Timestamp'],
        row['Events.Attributes'],
      ]),
    ).toEqual([
      ['0000000000.000000000', '12', { [startTimeKey]: '-5' }, ['0000000000.000000000'], [{ [eventTimeKey]: '-1' }]],
      [
        '4294967295.000000000',
        '9',
        { [startTimeKey]: '9223372036854775808' },
        ['4294967295.000000000'],
        [{ [eventTimeKey]: '9223372036854775808' }],
      ],
    ])
  })

  it('gives the span back, whatever its times and texts; only the types of attributes are gone', () => {
    const anyMoment = fc.oneof(anyTime(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(unixNano))
    const keys = fc.oneof(
      anyText,
      fc.constantFrom(startTimeKey, endTimeKey, eventTimeKey, `${endTimeKey}+`, `${startTimeKey}++`, `${eventTimeKey}+`),
    )
    holds(
      fc.property(anySpan(anyAttributes(keys), anyMoment), (span) => {
        expect(throughTheTable(span)).toEqual(withTexts(span))
      }),
      { numRuns: 300 },
    )
  })

  it.each(corpusProjects)('gives every recorded span of %s back', (project) => {
    const spans = readCorpusSpans(project)
    expect(spans.map(throughTheTable)).toEqual(spans.map(withTexts))
  })
})

describe('times in the table', () => {
  it('are decimal seconds that no reader takes for a date', () => {
    holds(
      fc.property(anyTime(0n, 4_294_967_295_000_000n), (time) => {
        const text = storeTime(time)
        expect(text).toMatch(/^\d{10}\.\d{9}$/)
        expect(readStoreTime(text)).toBe(time)
      }),
    )
  })

  it('are read in each form in which a store gives them', () => {
    const texts = ['1795358272729831000', '-1.5', '2026-11-22 14:37:52.729831000', '2026-11-22T14:37:52Z', 'noon', '']
    expect(texts.map(readStoreTime)).toEqual([
      ...[1_795_358_272_729_831_000n, -1_500_000_000n, 1_795_358_272_729_831_000n, 1_795_358_272_000_000_000n, null, null],
    ])
  })
})
