import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { parsePhoenixPage, readNextCursor } from '../../../shared/otlp/phoenix-wire.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { anySpan, anyText, makeSpan } from '../../support/arbitrary-spans.ts'
import {
  corpusProjects,
  readCorpusManifest,
  readCorpusPages,
  readCorpusSpans,
  readRecordedAnswers,
  readSent,
} from '../../support/corpus.ts'
import { holds } from '../../support/holds.ts'
import { writePhoenixPage } from '../../support/phoenix-page.ts'

const span = {
  trace_id: 'AB'.repeat(16),
  span_id: 'CD'.repeat(8),
  start_time_unix_nano: 1,
  end_time_unix_nano: 2,
}
const pageOf = (...data: unknown[]): string => JSON.stringify({ data, next_cursor: null })
const attributesOf = (value: unknown): AttributeValue | undefined =>
  parsePhoenixPage(pageOf({ ...span, attributes: [{ key: 'v', value }] })).spans[0]?.attributes.get('v')
const idOrNull: unknown = expect.toSatisfy((id) => id === null || typeof id === 'string')
const problemsOf = (item: unknown) => parsePhoenixPage(pageOf(item)).malformed.map(({ mayCarry, ...told }) => told)

describe('a page of Phoenix', () => {
  it('is read as it was written, whatever the values', () => {
    holds(
      fc.property(fc.array(anySpan(), { maxLength: 4 }), fc.option(anyText), (spans, cursor) => {
        const text = writePhoenixPage(spans, cursor)
        expect(parsePhoenixPage(text)).toEqual({ spans, malformed: [], nextCursor: cursor || null })
        expect(readNextCursor(text)).toBe(cursor || null)
      }),
      { numRuns: 300 },
    )
  })

  it('takes whichever type key is not null, and any notation of an integer', () => {
    const none = {
      array_value: null,
      bool_value: null,
      bytes_value: null,
      double_value: null,
      int_value: null,
      kvlist_value: null,
      string_value: null,
    }
    const values = [
      none,
      {},
      null,
      { ...none, string_value: '' },
      { ...none, int_value: 0 },
      { ...none, int_value: '9007199254740993' },
      { ...none, double_value: 0 },
      { double_value: 'NaN' },
      { ...none, bool_value: false },
      { ...none, array_value: { values: [] } },
      { array_value: { values: [{ ...none, int_value: 1 }, none] } },
      { kvlist_value: { values: [{ key: 'a', value: { bool_value: true } }] } },
      { bytes_value: '3q2-7w' },
      { future_value: 1, string_value: 'x' },
    ]
    expect(values.map(attributesOf)).toEqual([
      ...[null, null, null, '', 0n, 9007199254740993n, 0, Number.NaN, false, []],
      [1n, null],
      new Map([['a', true]]),
      Uint8Array.from([0xde, 0xad, 0xbe, 0xef]),
      'x',
    ])
  })

  it('puts what is absent at its neutral value, lower-cases ids and knows kinds and status codes in every form', () => {
    const { spans } = parsePhoenixPage(
      pageOf(
        { ...span, attributes: null, events: null, links: null, parent_span_id: '', unknown_field: { deep: [1] } },
        {
          ...span,
          parent_span_id: 'EF'.repeat(8),
          kind: 'SPAN_KIND_SERVER',
          status: { code: 'STATUS_CODE_ERROR', message: 'no' },
        },
        { ...span, parent_span_id: null, kind: 3, status: 'OK' },
        { ...span, kind: 'SPAN_KIND_WIZARD', status: { code: 7, message: null } },
        { ...span, status: { code: 2 } },
      ),
    )
    expect(
      spans.map(({ traceId, spanId, parentSpanId, kind, status }) => [
        traceId,
        spanId,
        parentSpanId,
        kind,
        status.code,
        status.message,
      ]),
    ).toEqual([
      ['ab'.repeat(16), 'cd'.repeat(8), null, 'Unspecified', 'Unset', ''],
      ['ab'.repeat(16), 'cd'.repeat(8), 'ef'.repeat(8), 'Server', 'Error', 'no'],
      ['ab'.repeat(16), 'cd'.repeat(8), null, 'Client', 'Ok', ''],
      ['ab'.repeat(16), 'cd'.repeat(8), null, 'Unspecified', 'Unset', ''],
      ['ab'.repeat(16), 'cd'.repeat(8), null, 'Unspecified', 'Error', ''],
    ])
    expect(spans[0]).toMatchObject({ name: '', attributes: new Map(), events: [], links: [] })
  })

  it('puts an event without a time at the start of its span', () => {
    const events = [{ name: 'none' }, { name: 'null', time_unix_nano: null }, { name: 'zero', time_unix_nano: 0 }]
    const { spans, malformed } = parsePhoenixPage(pageOf({ ...span, start_time_unix_nano: 5000, events }))
    expect([spans[0]?.events.map(({ name, time }) => [name, time]), malformed]).toEqual([
      [
        ['none', 5000n],
        ['null', 5000n],
        ['zero', 0n],
      ],
      [],
    ])
  })

  it('keeps one unreadable span out, says which and why, and returns the others', () => {
    const bad = { ...span, span_id: 'ee'.repeat(8), attributes: [{ key: 'n', value: { int_value: 'many' } }] }
    const lost = { ...bad, trace_id: 'xyz' }
    const { spans, malformed } = parsePhoenixPage(pageOf(span, bad, span, lost))
    expect([spans.length, malformed]).toMatchObject([
      2,
      [
        { index: 1, traceId: 'ab'.repeat(16), spanId: 'ee'.repeat(8), problem: 'attribute "n" has a bad int_value' },
        { index: 3, traceId: null, spanId: 'ee'.repeat(8), problem: 'trace_id: is not a hex id' },
      ],
    ])
  })

  it.each([
    ['no object', 5],
    ['null', null],
    ['no ids', { start_time_unix_nano: 1, end_time_unix_nano: 2 }],
    ['an id that is not hex', { ...span, trace_id: 'xyz' }],
    ['no times', { trace_id: 'ab', span_id: 'cd' }],
    ['a time that is text', { ...span, start_time_unix_nano: 'noon' }],
    ['a time beyond 64 bits', { ...span, end_time_unix_nano: '18446744073709551616' }],
    ['attributes that are no list', { ...span, attributes: { a: 1 } }],
    ['an attribute without key', { ...span, attributes: [{ value: { int_value: 1 } }] }],
    ['a value that is bare', { ...span, attributes: [{ key: 'a', value: 1 }] }],
    ['a fractional integer', { ...span, attributes: [{ key: 'a', value: { int_value: 1.5 } }] }],
    ['a boolean as text', { ...span, attributes: [{ key: 'a', value: { bool_value: 'true' } }] }],
    ['bytes that are not base64', { ...span, attributes: [{ key: 'a', value: { bytes_value: 'ä' } }] }],
    ['an event whose time is text', { ...span, events: [{ name: 'e', time_unix_nano: 'noon' }] }],
    ['a link without ids', { ...span, links: [{}] }],
  ])('reports a span with %s', (_what, item) => {
    expect(problemsOf(item)).toEqual([{ index: 0, traceId: idOrNull, spanId: idOrNull, problem: expect.stringMatching(/./) }])
  })

  it('reports values that are nested beyond any reason instead of overflowing the stack', () => {
    const deep = `${'{"array_value":{"values":['.repeat(3000)}${']}}'.repeat(3000)}`
    const text = `{"data":[{"trace_id":"ab","span_id":"cd","start_time_unix_nano":1,"end_time_unix_nano":2,"attributes":[{"key":"v","value":${deep}}]}]}`
    const { malformed } = parsePhoenixPage(text)
    expect(malformed).toMatchObject([{ index: 0, traceId: 'ab', spanId: 'cd', problem: 'attribute "v" is nested too deeply' }])
    expect(malformed[0]?.mayCarry('somewhere')).toBe(false)
  })

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"data":null}',
    '{"data":[],"next_cursor":5}',
    '<!DOCTYPE html>',
    '{"data":[',
    'Invalid token',
    '{"detail":[]}',
  ])('refuses %j as phoenix-malformed', (text) => {
    expect(() => parsePhoenixPage(text)).toThrow(
      expect.toSatisfy((error) => error instanceof CompanionError && error.code === 'phoenix-malformed'),
    )
  })

  it('never lets the body of a bad answer into the error', () => {
    expect(() => parsePhoenixPage('{"data": "sk-secret"')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('sk-secret') }),
    )
  })
})

describe('the cursor at the end of a page', () => {
  it.each([
    ['{"data":[],"next_cursor":"U3Bhbjox"}', 'U3Bhbjox'],
    ['{"data":[],\n "next_cursor" : "a\\"b" }\n', 'a"b'],
    ['{"next_cursor":null}', null],
    ['{"data":[],"next_cursor":""}', null],
    ['{"next_cursor":"x","data":[]}', undefined],
    ['{"data":[{"name":"\\"next_cursor\\":\\"x\\"}"}]}', undefined],
    ['{"data":[],"a\\"next_cursor":"x"}', undefined],
    ['{"data":[{"next_cursor":"x"}]}', undefined],
    ['{"data":[],"next_cursor":"x"', undefined],
    ['', undefined],
  ])('of %s is %j', (text, cursor) => {
    expect(readNextCursor(text)).toBe(cursor)
  })
})

describe('recorded answers', () => {
  it.each(corpusProjects)('of %s: every span, and the cursor without parsing', (project) => {
    const pages = readCorpusPages(project)
    const parsed = pages.map(parsePhoenixPage)
    const { spans_total: spans, traces_total: traces } = readCorpusManifest(project)
    const all = parsed.flatMap((page) => page.spans)
    expect([all.length, new Set(all.map((item) => item.traceId)).size]).toEqual([spans, traces])
    expect(parsed.flatMap((page) => page.malformed)).toEqual([])
    expect(pages.map(readNextCursor)).toEqual(parsed.map((page) => page.nextCursor))
  })

  it.each(corpusProjects)(
    'of %s: ids, names, parents and times are those that the SDK sent, to the microsecond',
    async (project) => {
      const sent = new Map((await readSent(project)).map((item) => [item.spanId, item]))
      const near = (a: bigint, b: bigint | undefined): boolean => b !== undefined && a - b <= 1000n && b - a <= 1000n
      const wrong = readCorpusSpans(project).filter((item) => {
        const was = sent.get(item.spanId)
        const same = was?.traceId === item.traceId && was.parentSpanId === item.parentSpanId && was.name === item.name
        return (
          !same ||
          !near(item.startTime, was.startTime) ||
          !near(item.endTime, was.endTime) ||
          was.status.code !== item.status.code
        )
      })
      expect(wrong).toEqual([])
    },
  )

  it('of odd values: every value that Phoenix keeps as it is arrives exactly', async () => {
    const sent = new Map((await readSent('odd-values-agent')).map((item) => [item.spanId, item.attributes.get('v')]))
    const returned = new Map(
      readCorpusSpans('odd-values-agent').map((item) => [item.name, [item.attributes.get('v'), sent.get(item.spanId)] as const]),
    )
    // Phoenix drops NaN, infinities and empty maps, flattens maps, and turns mixed lists into texts.
    const changed = [
      'v nan',
      'v inf',
      'v -inf',
      'v array with nan',
      'v mixed array',
      'v array with null',
      'v array of arrays',
      'v map',
      'v array of maps',
      'v empty map',
    ]
    const kept = [...returned].filter(([name]) => name.startsWith('v ') && !changed.includes(name))
    expect(kept.map(([name, [value]]) => [name, value])).toEqual(kept.map(([name, [, value]]) => [name, value]))
    expect(kept.length).toBe(20)
    expect(
      ['v max int', 'v min int', 'v int 2^53+1', 'v -0.0', 'v whole float', 'v zero'].map((name) => returned.get(name)?.[0]),
    ).toEqual([...[9223372036854775807n, -9223372036854775808n, 9007199254740993n, -0, 2, 0n]])
  })

  // `no-gzip-header` was recorded by its beginning only.
  const answers = readRecordedAnswers().filter(
    ({ case: name, request }) => request.url.includes('/spans/otlpv1') && name !== 'no-gzip-header',
  )

  it.each(answers.map((answer) => [answer.case, answer] as const))(
    'to %s: a page, or phoenix-malformed',
    (_case, { status, headers, body }) => {
      const isPage = status === 200 && headers['content-type'] === 'application/json'
      if (isPage) expect(parsePhoenixPage(body).malformed).toEqual([])
      else expect(() => parsePhoenixPage(body)).toThrow(CompanionError)
    },
  )

  it('hold both kinds of answer', () => {
    const pages = answers.filter(({ status, headers }) => status === 200 && headers['content-type'] === 'application/json')
    expect([pages.length > 10, answers.length - pages.length > 10]).toEqual([true, true])
  })

  it('of a later Phoenix with more fields still parse', () => {
    const text = writePhoenixPage([makeSpan()]).replace(
      '"flags":null',
      '"flags":1,"annotations":[{"int_value":12345678901234567}]',
    )
    expect(parsePhoenixPage(text).spans).toEqual([makeSpan()])
  })
})
