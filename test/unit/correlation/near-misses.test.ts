import { describe, expect, it } from 'vitest'
import { nearMissKinds } from '../../../shared/contract/preview.ts'
import { correlationEntries } from '../../../shared/correlation/match.ts'
import { describeNearMiss, findSpanNearMisses } from '../../../shared/correlation/near-misses.ts'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { anotherProjectMiss, describeDuration, outsideWindowMiss } from '../../../shared/correlation/window-misses.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'

const hint = 'EUKedLXXcg45RCvErqvvrX'

const find = (attributes: Readonly<Record<string, AttributeValue>>, id = hint): string[] => {
  const span = makeSpan({ attributes })
  return findSpanNearMisses(span, correlationEntries(span), id).map(({ kind, place, key }) => `${kind} ${place} ${key}`)
}

describe('a value under a correlation key', () => {
  it.each<[string, AttributeValue, string]>([
    ['letter-case', hint.toUpperCase(), hint],
    ['letter-case', ` ${hint.toLowerCase()}`, hint],
    ['surrounding-space', `\u200b${hint}\u00a0`, hint],
    ['surrounding-space', `${hint}\ufeff`, hint],
    ['quoted', `'${hint}'`, hint],
    ['quoted', ` "\\"${hint}\\"" `, hint],
    ['quoted', `“${hint}”`, hint],
    ['affix', `urn:simulation:${hint}`, hint],
    ['affix', `${hint}/traces`, hint],
    ['truncated', hint.slice(0, 8), hint],
    ['truncated', hint.slice(8), hint],
    ['truncated', `${hint.slice(0, 10)}…`, hint],
    ['number', 42n, '42'],
    ['number', true, 'true'],
    ['list', ['x', [hint]], hint],
    ['list', new Map([['id', hint]]), hint],
    ['placeholder', `\${SIMULATION_OUTPUT_ID}`, hint],
    ['placeholder', '<simulation id>', hint],
    ['placeholder', 'undefined', hint],
    ['placeholder', 'your-simulation-id', hint],
    ['empty-value', ' \n', hint],
    ['empty-value', null, hint],
    ['empty-value', [], hint],
    ['other-value', 'web-session-81723', hint],
    ['other-value', 42n, hint],
    ['other-value', hint.slice(0, 3), hint],
    // A short id is part of many words.
    ['other-value', 'untrue', 'true'],
    ['other-value', 'x'.repeat(400_000) + hint, hint],
  ])('is %s: %o for %s', (kind, value, id) => {
    expect(find({ session_id: value }, id)).toEqual([`${kind} attribute session_id`])
  })

  it('is found inside metadata too', () => {
    expect(find({ metadata: `{"session_id":" ${hint}"}`, 'metadata.simulation_output_id': hint.toLowerCase() })).toEqual([
      'letter-case metadata simulation_output_id',
      'surrounding-space metadata session_id',
    ])
  })
})

describe('the id elsewhere on a span', () => {
  it.each<[string, Readonly<Record<string, AttributeValue>>, string[]]>([
    [
      'under another key',
      { conversation_id: hint, 'call.id': hint },
      ['other-key attribute conversation_id', 'other-key attribute call.id'],
    ],
    ['under another key of metadata', { 'metadata.conversation': hint }, ['other-key metadata conversation']],
    ['under another key of metadata as JSON', { metadata: `{"conversation":"${hint}"}` }, ['other-key metadata conversation']],
    ['deeper in metadata', { 'metadata.coval.session_id': hint }, ['metadata-shape metadata coval.session_id']],
    [
      'deeper in metadata as JSON',
      { metadata: `{"coval":{"session_id":"${hint}"}}` },
      ['metadata-shape metadata coval.session_id'],
    ],
    ['deeper in metadata as an object', { metadata: new Map([['a', new Map([['b', hint]])]]) }, ['metadata-shape metadata a.b']],
    [
      'in a list',
      { metadata: `["${hint}"]`, 'metadata.0.session_id': hint },
      ['metadata-shape metadata 0', 'metadata-shape metadata 0.session_id'],
    ],
    ['in metadata that is not JSON', { metadata: `session_id=${hint}` }, ['metadata-shape attribute metadata']],
    ['in metadata that is cut off', { metadata: `{"session_id":"${hint}"` }, ['metadata-shape attribute metadata']],
    ['where it matches', { session_id: hint, metadata: `{"session.id":"${hint}","session":{"id":"${hint}"}}` }, []],
    ['within a text only', { 'input.value': `my id is ${hint}`, metadata: '{}' }, []],
  ])('%s', (_where, attributes, found) => {
    expect(find(attributes)).toEqual(found)
  })

  it('counts for a short id only under a key that looks like one', () => {
    expect(find({ 'llm.streaming': 'true', 'conversation.id': 'true', 'metadata.thread_id': 'true' }, 'true')).toEqual([
      'other-key attribute conversation.id',
      'other-key metadata thread_id',
    ])
    expect(find({ conversation_id: 4815162342n }, '4815162342')).toEqual(['other-key attribute conversation_id'])
  })

  it('is found among many attributes and beside long ones, and shown by its beginning', () => {
    const attributes = Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`attribute.${at}`, `value ${at}`]))
    expect(find({ ...attributes, 'input.value': 'x'.repeat(400_000), last_id: hint })).toEqual(['other-key attribute last_id'])
    const span = makeSpan({ attributes: { session_id: 'x'.repeat(400_000) } })
    expect(findSpanNearMisses(span, correlationEntries(span), hint)[0]?.value.length).toBe(201)
  })
})

describe('near misses of a window', () => {
  it('are one for the same finding in several traces, with their number and the first of them', () => {
    const ledger = createTraceLedger(hint)
    for (const trace of ['3', '1', '2']) {
      for (const spanId of ['b', 'a']) {
        ledger.add(makeSpan({ traceId: trace.repeat(32), spanId: spanId.repeat(16), attributes: { conversation_id: hint } }))
      }
    }
    expect(ledger.nearMisses()).toEqual([
      {
        kind: 'other-key',
        severity: 'miss',
        key: 'conversation_id',
        place: 'attribute',
        value: hint,
        expected: 'simulation_output_id',
        traceId: '1'.repeat(32),
        spanId: 'a'.repeat(16),
        traces: 3,
        fix: 'Set the id as `simulation_output_id` on the root span; `conversation_id` is not a key that is looked at.',
      },
    ])
  })

  it('leave out what says nothing of the hint, once something matched or almost did', () => {
    const ledger = createTraceLedger(hint)
    const kinds = () => ledger.nearMisses().map(({ kind }) => kind)
    ledger.add(makeSpan({ traceId: '2'.repeat(32), attributes: { session_id: 'someone-else' } }))
    ledger.add(makeSpan({ traceId: '3'.repeat(32), attributes: { session_id: '' } }))
    expect(kinds()).toEqual(['empty-value', 'other-value'])
    ledger.add(makeSpan({ traceId: '1'.repeat(32), attributes: { conversation_id: hint } }))
    expect(kinds()).toEqual(['other-key'])
    ledger.add(makeSpan({ traceId: '1'.repeat(32), attributes: { session_id: hint } }))
    expect(kinds()).toEqual([])
  })

  it('say that no span carries an id only where nothing matched', () => {
    const ledger = createTraceLedger(hint)
    ledger.add(makeSpan({ traceId: '1'.repeat(32) }))
    expect(ledger.nearMisses()).toEqual([
      expect.objectContaining({ kind: 'resource-only', place: 'resource', key: null, value: null, traces: 1 }),
    ])
    ledger.add(makeSpan({ traceId: '2'.repeat(32), attributes: { session_id: hint } }))
    expect(ledger.nearMisses()).toEqual([])
    expect(createTraceLedger(hint).nearMisses()).toEqual([])
  })

  it('each have one sentence of advice', () => {
    const kinds = nearMissKinds.filter((kind) => kind !== 'outside-window' && kind !== 'another-project')
    const sentences = kinds.map((kind) => describeNearMiss({ kind, key: 'session_id', place: 'metadata', value: 'x' }, hint).fix)
    expect(sentences.filter((fix) => !/^[A-Z][^.\n]+\.$/.test(fix.replaceAll('session.id', '')))).toEqual([])
    expect(new Set(sentences).size).toBe(kinds.length)
  })
})

describe('near misses beyond the window', () => {
  const second = 1_000_000_000n
  const window = { start: unixNano(10_000n * second), end: unixNano(10_060n * second) }
  const carrier = { hint, key: 'session_id', place: 'attribute', traceId: 't', spanId: 's', traces: 2, more: false } as const
  const holds = { start: unixNano(13_000n * second), end: unixNano(13_040n * second) }

  it.each([
    [10_060n + 1200n, 'the span with the id starts 20 min after the window ends.'],
    [10_000n - 1200n, 'the span with the id starts 20 min before the window starts.'],
    [
      10_060n + 3600n,
      'the span with the id starts 1 h after the window ends; a whole number of hours is often a time-zone mistake.',
    ],
  ])('say how far a start at %s s is', (at, text) => {
    expect(outsideWindowMiss({ ...carrier, start: unixNano(at * second), window, holds })).toEqual(
      expect.objectContaining({
        kind: 'outside-window',
        fix: `Move or widen the window: ${text}`,
        traces: 2,
        expected: '1970-01-01T02:46:40.000000Z to 1970-01-01T02:47:40.000000Z',
        window: { start: '1970-01-01T03:36:40.000000Z', end: '1970-01-01T03:37:20.000000Z' },
      }),
    )
  })

  it('say of the window that holds what was looked at that there is more', () => {
    const start = unixNano((10_060n + 1200n) * second)
    expect(outsideWindowMiss({ ...carrier, start, window, holds, more: true }).fix).toBe(
      'Move or widen the window: the span with the id starts 20 min after the window ends. More spans carry it than were looked at; let the window be found to have them all.',
    )
  })

  it('name the project that holds the spans', () => {
    expect(anotherProjectMiss({ ...carrier, project: 'staging' })).toEqual(
      expect.objectContaining({
        kind: 'another-project',
        value: 'staging',
        fix: 'Choose the project `staging`: the spans of this simulation are there.',
      }),
    )
  })

  it('write durations in the unit that fits', () => {
    const millisecond = 1_000_000n
    expect(
      [1n, 350n * millisecond, 12n * second, 3600n * second, 11_100n * second, 200_000n * second].map(describeDuration),
    ).toEqual([...['less than 1 ms', '350 ms', '12 s', '1 h', '3 h 5 min', '2 days']])
  })
})
