import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { kindOf } from '../../../shared/trace/kind.ts'
import { type SimulationTrace, traceOfSpans, traceOfStored } from '../../../shared/trace/model.ts'
import { anySpan, makeSpan } from '../../support/arbitrary-spans.ts'
import { readCorpusSpans } from '../../support/corpus.ts'

const normalised = (span: Span): Span => normaliseSpan(span, { importId: 'import', simulation: 'simulation' })

const storedOf = (spans: readonly Span[]): SimulationTrace =>
  traceOfStored(
    spans.map((span) => {
      const row = toTraceRow(span)
      const [seconds = '', fraction = ''] = row.Timestamp.split('.')
      return { ...row, start: unixNano(BigInt(seconds + fraction)), durationNs: BigInt(row.Duration) }
    }),
  )

const plain = ({ beside: _beside, ...trace }: SimulationTrace) => ({
  ...trace,
  spans: trace.spans.map(({ attributes: _, ...span }) => span),
})

describe('the type of a span', () => {
  it.each([
    ['pipecat.stt', 'LLM', undefined, 'stt'],
    ['speak', undefined, 'text_to_speech', 'tts'],
    ['ChatCompletion', 'LLM', undefined, 'llm'],
    ['chat gpt-4o-mini', undefined, 'chat', 'llm'],
    ['llm', undefined, undefined, 'llm'],
    ['lookup_order', 'TOOL', undefined, 'llm_tool_call'],
    ['execute_tool lookup_order', undefined, 'execute_tool', 'llm_tool_call'],
    ['turn 12', undefined, undefined, 'turn'],
    ['pipecat.conversation.turn', 'CHAIN', undefined, 'turn'],
    ['conversation turn', 'AGENT', undefined, 'turn'],
    ['conversation', undefined, undefined, 'conversation'],
    ['conversation', 'LLM', undefined, 'llm'],
    ['route', 'chain', undefined, 'chain'],
    ['greeting', undefined, undefined, 'other'],
    ['return', undefined, undefined, 'other'],
    ['', 'WIZARD', undefined, 'other'],
  ])('%j with kind %s and operation %s is %s', (phoenixName, openInferenceKind, operation, kind) => {
    expect(kindOf({ phoenixName, openInferenceKind, operation })).toBe(kind)
  })
})

describe('spans for the viewer', () => {
  it('keep exact times and count offsets from the earliest start', () => {
    const trace = traceOfSpans([
      makeSpan({ spanId: 'b', startTime: unixNano(1_795_358_272_729_831_005n), endTime: unixNano(1_795_358_272_729_830_000n) }),
      makeSpan({ spanId: 'a', startTime: unixNano(1_795_358_272_000_000_000n), endTime: unixNano(1_795_358_272_000_000_001n) }),
    ])
    expect([trace.start, trace.durationUs, trace.spans.map((span) => [span.start, span.startUs, span.endUs])]).toEqual([
      1_795_358_272_000_000_000n,
      729_831.005,
      [
        [1_795_358_272_729_831_005n, 729_831.005, 729_831.005],
        [1_795_358_272_000_000_000n, 0, 0.001],
      ],
    ])
  })

  it('know the Phoenix name of a span that an import named llm', () => {
    const [span] = traceOfSpans([
      normalised(makeSpan({ name: 'ChatCompletion', attributes: { 'openinference.span.kind': 'LLM' } })),
    ]).spans
    expect([span?.name, span?.phoenixName, span?.kind]).toEqual(['llm', 'ChatCompletion', 'llm'])
  })

  it('reach no prototype through an attribute’s name', () => {
    const [span] = storedOf([makeSpan()]).spans
    expect(['__proto__', 'constructor', 'toString'].map((key) => span?.attributes.get(key))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('read the same from the store as from Phoenix', () => {
    for (const project of ['odd-values-agent', 'voice-agent']) {
      const spans = readCorpusSpans(project).map(normalised)
      expect(plain(storedOf(spans))).toEqual(plain(traceOfSpans(spans)))
    }
    void fc.assert(
      fc.property(fc.array(anySpan(), { maxLength: 5 }), (arbitrary) => {
        const spans = arbitrary.map(normalised)
        expect(plain(storedOf(spans))).toEqual(plain(traceOfSpans(spans)))
      }),
    )
  })
})
