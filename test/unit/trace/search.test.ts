import { describe, expect, it } from 'vitest'
import { unixNano } from '../../../shared/otlp/time.ts'
import { toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { traceOfSpans, traceOfStored } from '../../../shared/trace/model.ts'
import { hitsBySpan, type SearchHit, searchFields, searchSpans } from '../../../shared/trace/search.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { traceOf, voiceSketches } from './build.ts'

const trace = traceOf([
  { id: 'a', name: 'Greeting', from: 0, to: 1, attributes: { 'agent.state': 'hello (world)' } },
  { id: 'b', name: 'llm', from: 0, to: 1, attributes: { order: 'A-1042', note: 'GREETING' } },
  { id: 'c', name: 'tts', from: 0, to: 1, attributes: { 'order.id': 7n } },
])
const find = (text: string, fields: readonly (typeof searchFields)[number][] = searchFields) =>
  searchSpans(trace, { text, fields }).hits.map((hit) => [hit.index, hit.field, hit.key])

describe('search in a simulation', () => {
  it('finds names, keys and values, whatever the letter case, each span once', () => {
    expect(find('greeting')).toEqual([
      [0, 'name', null],
      [1, 'value', 'note'],
    ])
    expect(find('order')).toEqual([
      [1, 'key', 'order'],
      [2, 'key', 'order.id'],
    ])
    expect(find('order', ['value'])).toEqual([])
    expect(find('7', ['value'])).toEqual([[2, 'value', 'order.id']])
  })

  it('finds the message of a status, after the attributes', () => {
    const failed = traceOf([
      { id: 'a', name: 'tool', from: 0, to: 1, error: 'ToolError: lookup failed', attributes: { id: 'A-1' } },
    ])
    expect(searchSpans(failed, { text: 'lookup FAILED', fields: ['value'] }).hits).toEqual([
      { index: 0, field: 'value', key: null },
    ])
    expect(searchSpans(failed, { text: 'lookup failed', fields: ['name', 'key'] }).hits).toEqual([])
  })

  it('reaches what stands in events and in the resource', () => {
    const attributes = new Map([['exception.message', 'order service answered 503']])
    const span = makeSpan({
      name: 'tool',
      attributes: { id: 'A-1' },
      events: [{ name: 'gave up', time: unixNano(0n), attributes }],
      resource: new Map([['deployment.environment', 'staging']]),
    })
    const both = [traceOfSpans([span]), traceOfStored([{ ...toTraceRow(span), start: unixNano(0n), durationNs: 0n }])]
    for (const held of both) {
      const hits = (text: string, fields: readonly (typeof searchFields)[number][] = searchFields) =>
        searchSpans(held, { text, fields }).hits.map((hit) => [hit.field, hit.key])
      expect([hits('answered 503'), hits('EXCEPTION.', ['key']), hits('staging'), hits('deployment'), hits('gave UP')]).toEqual([
        [['value', 'exception.message']],
        [['key', 'exception.message']],
        [['value', 'deployment.environment']],
        [['key', 'deployment.environment']],
        [['value', null]],
      ])
    }
  })

  it('takes the text literally, and finds nothing for a blank one', () => {
    expect([find('(world)'), find('.*'), find('['), find('  ')]).toEqual([[[0, 'value', 'agent.state']], [], [], []])
  })

  it('works in slices that together find the same', () => {
    const many = traceOf(voiceSketches(2000))
    const query = { text: 'lookup', fields: searchFields }
    const whole = searchSpans(many, query).hits
    const pieces: SearchHit[] = []
    let slices = 0
    for (let from: number | null = 0; from !== null; slices++) {
      const slice: ReturnType<typeof searchSpans> = searchSpans(many, query, from, { characters: 5000, valueCharacters: 100 })
      pieces.push(...slice.hits)
      from = slice.next
    }
    expect(whole.length).toBeGreaterThan(100)
    expect(pieces).toEqual(whole)
    expect(slices).toBeGreaterThan(5)
  })

  it('says where only the beginning of a value could be searched', () => {
    const long = traceOf([{ id: 'a', from: 0, to: 1, attributes: { page: `${'x'.repeat(500)}needle` } }])
    const query = { text: 'needle', fields: searchFields }
    expect(searchSpans(long, query, 0, { characters: 1e6, valueCharacters: 100 })).toEqual({
      hits: [],
      next: null,
      partlySearched: 1,
    })
    expect(searchSpans(long, query).hits).toEqual([{ index: 0, field: 'value', key: 'page' }])
  })

  it('gives its hits as the rows take them', () => {
    expect([...hitsBySpan(3, searchSpans(trace, { text: 'tts', fields: ['name'] }).hits)]).toEqual([0, 0, 1])
  })
})
