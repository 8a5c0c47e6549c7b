import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationKeys } from '../../../shared/correlation/keys.ts'
import { matchSpan } from '../../../shared/correlation/match.ts'
import { createTraceLedger, type TraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { parsePhoenixPage } from '../../../shared/otlp/phoenix-wire.ts'
import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { anyText, anyTime, makeSpan } from '../../support/arbitrary-spans.ts'
import { readCorpusManifest, spansOfWindow } from '../../support/corpus.ts'
import { holds } from '../../support/holds.ts'
import { writePhoenixPage } from '../../support/phoenix-page.ts'

const hint = 'EUKedLXXcg45RCvErqvvrX'
const other = 'mdNzGqHfUewGaWxNGzjPng'

const fill = (spans: readonly Span[], id: string | null = hint): TraceLedger => {
  const ledger = createTraceLedger(id)
  for (const span of spans) ledger.add(span)
  return ledger
}
const everything = (ledger: TraceLedger) => ({
  matched: [ledger.matchedTraceIds(), ledger.matchedSpans, ledger.totalSpans, ledger.totalTraces, ledger.hasRootlessMatch()],
  previews: ledger.previews(),
  conflicts: ledger.conflicts(),
  others: ledger.otherSimulations(),
  misses: ledger.nearMisses(),
  keys: [ledger.keysSeen, ledger.keysMatched],
})

let made = 0
const spanOf = (
  trace: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  fields: Partial<Omit<Span, 'attributes'>> = {},
): Span =>
  makeSpan({ traceId: trace.repeat(32).slice(0, 32), spanId: (made++).toString(16).padStart(16, '0'), attributes, ...fields })

/** Spans of a few traces with ids that match, nearly match, or do not. */
const anySpans: fc.Arbitrary<Span[]> = fc
  .array(
    fc.record({
      trace: fc.constantFrom('1', '2', '3', '4'),
      root: fc.boolean(),
      key: fc.constantFrom(
        ...correlationKeys,
        ...correlationKeys.map((key) => `metadata.${key}`),
        'conversation_id',
        'metadata',
        'user',
      ),
      value: fc.oneof(
        fc.constantFrom<AttributeValue>(
          hint,
          other,
          hint.toLowerCase(),
          `${hint} `,
          `sim-${hint}`,
          hint.slice(0, 9),
          '',
          '{{id}}',
          [hint],
          5n,
        ),
        anyText,
      ),
      start: anyTime(0n, 5n),
    }),
    { maxLength: 30 },
  )
  .map((items) =>
    items.map(({ trace, root, key, value, start }, at) =>
      makeSpan({
        traceId: trace.repeat(32),
        spanId: at.toString(16).padStart(16, '0'),
        parentSpanId: root ? null : 'f'.repeat(16),
        name: `span ${at}`,
        startTime: start,
        endTime: start,
        attributes: { [key]: value },
      }),
    ),
  )

describe('the ledger of traces', () => {
  it('fails closed: a trace is taken only when a span of it carries the hint', () => {
    holds(
      fc.property(anySpans, (spans) => {
        const ledger = fill(spans)
        const carrying = new Set(spans.filter((span) => matchSpan(span, hint).length > 0).map((span) => span.traceId))
        expect(ledger.matchedTraceIds()).toEqual([...carrying].sort())
        expect(spans.filter((span) => ledger.isMatched(span.traceId)).length).toBe(ledger.matchedSpans)
        expect(ledger.isMatched('unheard of')).toBe(false)
      }),
    )
  })

  it('does not depend on the order of spans', () => {
    holds(
      fc.property(
        anySpans.chain((spans) => fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length }))),
        ([spans, shuffled]) => {
          expect(everything(fill(shuffled))).toEqual(everything(fill(spans)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('does not depend on how the spans were cut into pages', () => {
    holds(
      fc.property(anySpans, fc.integer({ min: 1, max: 7 }), (spans, size) => {
        const ledger = createTraceLedger(hint)
        for (let at = 0; at < spans.length; at += size) {
          for (const span of parsePhoenixPage(writePhoenixPage(spans.slice(at, at + size))).spans) ledger.add(span)
        }
        expect(everything(ledger)).toEqual(everything(fill(spans)))
      }),
    )
  })

  it('is the same for a recorded window read backwards', () => {
    const [simulation] = readCorpusManifest('busy-agent').simulations
    if (!simulation) throw new Error('not recorded')
    const spans = spansOfWindow('busy-agent', simulation)
    expect(everything(fill([...spans].reverse(), simulation.simulation_id))).toEqual(
      everything(fill(spans, simulation.simulation_id)),
    )
  })

  it('takes a trace whole, also the spans that came before the one with the id', () => {
    const ledger = createTraceLedger(hint)
    const counts = [spanOf('1'), spanOf('2'), spanOf('1', { session_id: hint }), spanOf('1')].map((span) => {
      ledger.add(span)
      return ledger.matchedSpans
    })
    expect([counts, ledger.totalSpans, ledger.spanCountOf('1'.repeat(32)), ledger.spanCountOf('9')]).toEqual([
      [0, 0, 2, 3],
      4,
      3,
      0,
    ])
  })

  it('takes every trace without a hint, and has no near misses then', () => {
    const ledger = fill([spanOf('1', { session_id: other }), spanOf('2')], null)
    expect([ledger.matchedSpans, ledger.isMatched('2'.repeat(32)), ledger.nearMisses(), ledger.otherSimulations()]).toEqual([
      2,
      true,
      [],
      [{ id: other, key: 'session_id', traces: 1, spans: 1 }],
    ])
    expect(ledger.previews().map(({ verdict }) => verdict)).toEqual(['matched', 'matched'])
  })

  it('shows for each trace its name, extent, errors, verdict, evidence and foreign ids', () => {
    const at = (micros: bigint) => ({ startTime: unixNano(micros * 1000n), endTime: unixNano((micros + 5n) * 1000n) })
    const ledger = fill([
      spanOf(
        '1',
        { simulation_output_id: hint },
        { ...at(20n), parentSpanId: 'f'.repeat(16), name: 'child', status: { code: 'Error', message: '' } },
      ),
      spanOf('1', {}, { ...at(10n), name: 'root' }),
      spanOf('2', { 'session.id': other }, { ...at(30n), parentSpanId: 'f'.repeat(16), name: 'late child' }),
      spanOf('2', {}, { ...at(29n), parentSpanId: 'f'.repeat(16), name: 'first child' }),
      spanOf('3', { session_id: 'web-81723' }, { ...at(5n), name: 'untagged' }),
    ])
    expect(
      ledger.previews().map(({ evidence, ...trace }) => ({
        ...trace,
        traceId: trace.traceId[0],
        evidence: evidence.map(({ spanName, key }) => [spanName, key]),
      })),
    ).toEqual([
      {
        traceId: '3',
        name: 'untagged',
        verdict: 'no-id',
        spans: 1,
        start: '1970-01-01T00:00:00.000005Z',
        end: '1970-01-01T00:00:00.000010Z',
        errors: 0,
        hasRoot: true,
        otherIds: [],
        evidence: [],
      },
      {
        traceId: '1',
        name: 'root',
        verdict: 'matched',
        spans: 2,
        start: '1970-01-01T00:00:00.000010Z',
        end: '1970-01-01T00:00:00.000025Z',
        errors: 1,
        hasRoot: true,
        otherIds: [],
        evidence: [['child', 'simulation_output_id']],
      },
      {
        traceId: '2',
        name: 'first child',
        verdict: 'other-simulation',
        spans: 2,
        start: '1970-01-01T00:00:00.000029Z',
        end: '1970-01-01T00:00:00.000035Z',
        errors: 0,
        hasRoot: false,
        otherIds: [other],
        evidence: [],
      },
    ])
  })

  it('reports two ids in one trace as a conflict, and the trace as matched all the same', () => {
    const ledger = fill([
      spanOf('1', { simulation_output_id: hint }),
      spanOf('1', { metadata: `{"session.id":"${other}"}` }),
      spanOf('2', { session_id: '  ' }),
    ])
    expect(ledger.conflicts()).toEqual([
      {
        traceId: '1'.repeat(32),
        ids: [
          expect.objectContaining({ key: 'simulation_output_id', value: hint }),
          expect.objectContaining({ key: 'metadata.session.id', value: other }),
        ],
      },
    ])
    expect([ledger.isMatched('1'.repeat(32)), ledger.keysSeen, ledger.keysMatched]).toEqual([
      true,
      ['metadata.session.id', 'session_id', 'simulation_output_id'],
      ['simulation_output_id'],
    ])
  })

  it('counts other simulations by what looks like an id, not by any session', () => {
    const ledger = fill([
      spanOf('1', { session_id: other }),
      spanOf('1'),
      spanOf('2', { 'session.id': other }),
      spanOf('3', { session_id: 'web-session-81723' }),
      spanOf('4', { session_id: hint.toLowerCase() }),
    ])
    expect(ledger.otherSimulations()).toEqual([{ id: other, key: 'session.id', traces: 2, spans: 3 }])
  })

  it('remembers a bounded number of facts of a trace, however many spans carry ids', () => {
    const many = Array.from({ length: 3000 }, (_, at) =>
      spanOf('1', { session_id: at % 2 === 0 ? hint : `${at}`.padStart(24, 'x'), simulation_output_id: 'y'.repeat(1000 + at) }),
    )
    const [trace] = fill(many).previews()
    const [conflict] = fill(many).conflicts()
    expect([trace?.evidence.length, trace?.otherIds.length, conflict?.ids.length, conflict?.ids[0]?.value]).toEqual([
      20,
      7,
      8,
      hint,
    ])
    expect(fill(many, 'absent-id-of-another-run').nearMisses().length).toBeLessThanOrEqual(10)
  })
})
