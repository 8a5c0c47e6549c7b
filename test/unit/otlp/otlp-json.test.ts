import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeOtlpJson } from '../../../shared/otlp/otlp-json.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { anyAttributes, anySpan, makeSpan } from '../../support/arbitrary-spans.ts'
import { corpusProjects, readCorpusPages, readCorpusSpans } from '../../support/corpus.ts'

const write = (spans: Parameters<typeof writeOtlpJson>[0]): string => [...writeOtlpJson(spans)].join('')
const read = (value: unknown) => readTraceFile(typeof value === 'string' ? value : JSON.stringify(value))
const ids = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }

describe('OTLP JSON', () => {
  it('is written as the protocol demands: camelCase, hex ids, integers as strings, enums as numbers', () => {
    const span = makeSpan({
      parentSpanId: 'c'.repeat(16),
      attributes: {
        big: 2n ** 63n - 1n,
        ratio: 0.5,
        flag: false,
        none: null,
        bytes: Uint8Array.of(1, 2),
        list: [1n, 'a'],
        nan: Number.NaN,
      },
      status: { code: 'Error', message: 'failed' },
      resource: new Map([['service.name', 'arize']]),
      scope: { name: 'sdk', version: '1' },
    })
    expect(JSON.parse(write([span]))).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'arize' } }] },
          scopeSpans: [
            {
              scope: { name: 'sdk', version: '1' },
              spans: [
                {
                  traceId: 'a'.repeat(32),
                  spanId: 'b'.repeat(16),
                  parentSpanId: 'c'.repeat(16),
                  name: 'conversation',
                  kind: 1,
                  startTimeUnixNano: '1795358272729831000',
                  endTimeUnixNano: '1795358273000000000',
                  attributes: [
                    { key: 'big', value: { intValue: '9223372036854775807' } },
                    { key: 'ratio', value: { doubleValue: 0.5 } },
                    { key: 'flag', value: { boolValue: false } },
                    { key: 'none', value: {} },
                    { key: 'bytes', value: { bytesValue: 'AQI=' } },
                    { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } } },
                    { key: 'nan', value: { doubleValue: 'NaN' } },
                  ],
                  events: [],
                  links: [],
                  status: { code: 2, message: 'failed' },
                },
              ],
            },
          ],
        },
      ],
    })
  })

  it('comes back exactly as it went out, to the nanosecond and the last digit', () => {
    const nanos = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }).map(unixNano)
    const spans = fc.array(
      fc
        .tuple(anySpan(), nanos, nanos, anyAttributes())
        .map(([span, startTime, endTime, resource]) => ({ ...span, startTime, endTime, resource })),
      { maxLength: 4 },
    )
    void fc.assert(
      fc.property(spans, (given) => {
        const file = readTraceFile(write(given))
        const inOrder = (list: readonly unknown[]) => new Set(list)
        expect(file).toMatchObject({ ok: true, format: 'otlp', malformed: [], more: false })
        expect(file.ok && inOrder(file.spans)).toEqual(inOrder(given))
      }),
    )
  })

  it('is read line by line, as the collector’s file exporter writes it', () => {
    const [a, b] = [makeSpan({ spanId: '1'.repeat(16) }), makeSpan({ spanId: '2'.repeat(16) })]
    expect(readTraceFile(`${write([a])}\n\n${write([b])}\r\n`)).toEqual({
      ok: true,
      format: 'otlp',
      spans: [a, b],
      malformed: [],
      more: false,
    })
  })

  it('takes base64 ids, which protobuf’s plain JSON mapping writes', () => {
    const span = { traceId: 'qqqqqqqqqqqqqqqqqqqqqg==', spanId: 'u7u7u7u7u7s=', startTimeUnixNano: '5', endTimeUnixNano: 7 }
    expect(read({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })).toMatchObject({
      spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTime: 5n, endTime: 7n, parentSpanId: null }],
    })
  })
})

describe("Phoenix's own files", () => {
  it('are pages of spans, the same as Phoenix’s answers', () => {
    for (const project of corpusProjects) {
      const files = readCorpusPages(project).map(readTraceFile)
      expect(files.map((file) => file.ok && file.format)).toEqual(files.map(() => 'phoenix-page'))
      expect(files.flatMap((file) => (file.ok ? file.spans : []))).toEqual(readCorpusSpans(project))
    }
  })

  it('are the OTLP download: snake case, numbers as times', () => {
    const [page = ''] = readCorpusPages('support-agent')
    const spans = page.slice(page.indexOf('['), page.lastIndexOf(']') + 1)
    const file = readTraceFile(`{"resource_spans":[{"scope_spans":[{"spans":${spans}}]}]}`)
    expect(file).toEqual({
      ok: true,
      format: 'phoenix-otlp',
      spans: readCorpusSpans('support-agent'),
      malformed: [],
      more: false,
    })
  })

  it('are the JSONL download, with the kind beside the attributes', () => {
    const record = {
      id: 'U3Bhbjo2NA==',
      name: 'execute_tool transfer_to_human',
      context: ids,
      span_kind: 'TOOL',
      parent_id: null,
      start_time: '2026-11-22T16:48:52.675677+00:00',
      end_time: '2026-11-22T16:48:52.675732+00:00',
      status_code: 'ERROR',
      status_message: 'no queue',
      attributes: { 'tool.name': 'transfer_to_human', attempt: 1, score: 0.5, tags: ['a'], __proto__: 'x' },
      events: [{ name: 'tool.called', timestamp: '2026-11-22T16:48:52.675725+00:00', attributes: { attempt: 1 } }],
    }
    const attributes = new Map<string, AttributeValue>([
      ['tool.name', 'transfer_to_human'],
      ['attempt', 1n],
      ['score', 0.5],
      ['tags', ['a']],
      ['openinference.span.kind', 'TOOL'],
    ])
    expect(
      readTraceFile(`${JSON.stringify(record)}\n${JSON.stringify({ ...record, span_kind: 'UNKNOWN', context: 'lost' })}\n`),
    ).toMatchObject({ ok: false, line: 2 })
    expect(readTraceFile(`${JSON.stringify(record)}\n`)).toEqual({
      ok: true,
      format: 'phoenix-spans',
      spans: [
        makeSpan({
          name: 'execute_tool transfer_to_human',
          startTime: unixNano(1_795_366_132_675_677_000n),
          endTime: unixNano(1_795_366_132_675_732_000n),
          status: { code: 'Error', message: 'no queue' },
          attributes: Object.fromEntries(attributes),
          events: [{ name: 'tool.called', time: unixNano(1_795_366_132_675_725_000n), attributes: new Map([['attempt', 1n]]) }],
        }),
      ],
      malformed: [],
      more: false,
    })
  })

  it('put an event without a time at the start of its span', () => {
    const start = '2026-11-22T16:48:52.675677Z'
    const record = { context: ids, start_time: start, end_time: start, events: [{ name: 'e' }, { name: 'n', timestamp: null }] }
    const nanos = '1795366132675677000'
    const otlp = {
      ...ids,
      startTimeUnixNano: nanos,
      endTimeUnixNano: nanos,
      events: [{ name: 'e' }, { name: 'n', timeUnixNano: null }],
    }
    const files = [`${JSON.stringify(record)}\n`, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [otlp] }] }] })]
    expect(files.map(readTraceFile).map((file) => file.ok && file.spans[0]?.events.map(({ time }) => time))).toEqual([
      [BigInt(nanos), BigInt(nanos)],
      [BigInt(nanos), BigInt(nanos)],
    ])
  })

  it('say when they are one page of several', () => {
    expect(read({ data: [], next_cursor: 'U3Bhbjox' })).toMatchObject({ ok: true, format: 'phoenix-page', more: true })
  })
})

describe('a file that is not what it seems', () => {
  const otlp = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  const good = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTimeUnixNano: '1', endTimeUnixNano: '2' }
  const nested = (depth: number): unknown => (depth === 0 ? { intValue: '1' } : { arrayValue: { values: [nested(depth - 1)] } })

  it.each([
    ['', 'The file is empty.', null],
    ['not JSON', 'It is not JSON.', 1],
    ['42', 'It is JSON, but holds no spans.', null],
    ['{"a":1}', 'It is JSON, but holds no spans: there is no resourceSpans, data or context in it.', null],
    [`${JSON.stringify(otlp())}\n{"resourceSpans":`, 'This line is not JSON.', 2],
    [`${JSON.stringify(otlp())}\n{"data":[]}`, 'Its lines are of different kinds.', 2],
    ['{"resourceSpans":[7]}', 'resourceSpans holds something that is no object.', null],
  ])('is refused: %j', (text, problem, line) => {
    expect(readTraceFile(text)).toEqual({ ok: false, problem, line })
  })

  it('loses only the spans that cannot be read', () => {
    const file = read(
      otlp(
        { ...good, traceId: 'xyz' },
        { ...good, attributes: [{ key: 'deep', value: nested(200) }] },
        good,
        { ...good, attributes: [{ key: 'n', value: { intValue: 'seven' } }] },
        null,
      ),
    )
    expect(file.ok && [file.spans.length, file.malformed.map((span) => [span.index, span.spanId, span.problem])]).toEqual([
      1,
      [
        [0, 'b'.repeat(16), 'traceId is not a hex id'],
        [1, 'b'.repeat(16), expect.stringContaining('nested too deeply')],
        [3, 'b'.repeat(16), 'attribute "n" has a bad int_value'],
        [4, null, 'it is no object'],
      ],
    ])
  })

  it('reaches no prototype', () => {
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}","__proto__":{"name":"evil"},"attributes":[{"key":"__proto__","value":{"stringValue":"x","__proto__":{"intValue":"1"}}}]}]}]}]}`
    const file = readTraceFile(text)
    expect(file.ok && [file.spans[0]?.name, [...(file.spans[0]?.attributes ?? [])]]).toEqual(['', [['__proto__', 'x']]])
    expect(({} as { name?: unknown }).name).toBeUndefined()
  })

  it('never throws, whatever it holds', () => {
    void fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`),
          fc.json().map((json) => `{"data":[${json}]}`),
        ),
        (text) => {
          const file = readTraceFile(text)
          expect(file.ok || file.problem.length > 0).toBe(true)
        },
      ),
    )
  })
})
