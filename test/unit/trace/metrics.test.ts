import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregations, evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import { distributionOf } from '../../../shared/trace/distribution.ts'
import { metricUnits } from '../../../shared/trace/metric.ts'
import { builtInMetrics, coverageOf } from '../../../shared/trace/metrics.ts'
import { summarise } from '../../../shared/trace/summary.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'
import { anySketches, recordedTree, traceOf, treeOf, voiceSketches } from './build.ts'

const llm = (tokens: Record<string, bigint | string | number>) => ({ 'openinference.span.kind': 'LLM', ...tokens })

/** Two turns, hand-checked: figures below are seconds and tokens that can be read off these lines. */
const call = treeOf([
  { id: 'conversation', from: 0, to: 1_000_000 },
  { id: 'turn 1', parent: 'conversation', from: 0, to: 400_000 },
  {
    id: 'llm1',
    parent: 'turn 1',
    from: 100_000,
    to: 200_000,
    name: 'llm',
    attributes: llm({
      'metrics.ttfb': 0.05,
      'gen_ai.usage.input_tokens': 100n,
      'gen_ai.usage.output_tokens': 20n,
      'gen_ai.usage.cache_read.input_tokens': 60n,
      'gen_ai.request.model': 'small',
    }),
  },
  {
    id: 'lookup',
    parent: 'turn 1',
    from: 200_000,
    to: 250_000,
    name: 'execute_tool lookup_order',
    error: 'no such order',
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'lookup_order' },
  },
  { id: 'turn 2', parent: 'conversation', from: 600_000, to: 1_000_000 },
  {
    id: 'llm2',
    parent: 'turn 2',
    from: 600_000,
    to: 900_000,
    name: 'llm',
    attributes: llm({ 'metrics.ttfb': '0.15', 'llm.token_count.prompt': 200n, 'llm.token_count.completion': 5.0 }),
  },
  {
    id: 'agent',
    parent: 'turn 2',
    from: 600_000,
    to: 600_000,
    attributes: { 'openinference.span.kind': 'AGENT', 'gen_ai.usage.input_tokens': 300n },
  },
])

const resultOf = (tree: SpanTree, id: string) => builtInMetrics(tree).find((metric) => metric.id === id)?.result

describe('built-in metrics', () => {
  it('are those that can be worked out by hand', () => {
    const values = builtInMetrics(call).map(({ id, unit, result }) => [
      id,
      unit,
      result.computable ? result.value : result.because,
    ])
    expect(values).toEqual([
      ['llm_ttfb', 's', 0.1],
      ['tts_ttfb', 's', 'No spans named tts.'],
      ['stt_ttfb', 's', 'No spans named stt.'],
      ['llm_tokens', 'tokens', 325],
      ['tool_calls', 'count', 'No spans named llm_tool_call. 1 span of that type: execute_tool lookup_order.'],
      ['duration', 's', 1],
      ['turn_duration', 's', 0.4],
      ['turn_gap', 's', 0.2],
      ['type_duration', 's', 1],
      ['error_rate', 'ratio', 1 / 7],
      ['tokens_by_model', 'tokens', 325],
      ['tools', 'count', 1],
    ])
  })

  it('count tokens of LLM spans only, and cached ones as part of the input', () => {
    expect(resultOf(call, 'llm_tokens')).toMatchObject({
      value: 325,
      samples: 2,
      candidates: 2,
      groups: [
        { label: 'input', value: 300, figures: { cached: 60 } },
        { label: 'output', value: 25, figures: { reasoning: 0 } },
      ],
    })
  })

  it('tell time by type, tokens by model and tools with their errors', () => {
    expect(resultOf(call, 'type_duration')).toMatchObject({
      groups: [
        { label: 'conversation', value: 1, figures: { self: 0.2, errors: 0 } },
        { label: 'turn', value: 0.8, figures: { self: 0.35, errors: 0 } },
        {
          label: 'llm',
          value: 0.4,
          figures: { self: 0.4, errors: 0 },
          distribution: { count: 2, median: 0.2, p95: 0.29, max: 0.3 },
        },
        { label: 'llm_tool_call', value: 0.05, figures: { self: 0.05, errors: 1 } },
        { label: 'agent', value: 0, figures: { self: 0, errors: 0 } },
      ],
    })
    expect(resultOf(call, 'tokens_by_model')).toMatchObject({
      groups: [
        { label: '(no model named)', value: 205 },
        { label: 'small', value: 120, figures: { input: 100, output: 20, cached: 60, calls: 1 } },
      ],
      note: '1 call names no model.',
    })
    expect(resultOf(call, 'tools')).toMatchObject({
      groups: [{ label: 'lookup_order', value: 1, figures: { errors: 1, error_rate: 1 } }],
    })
  })

  it('say what is missing, and what else is there', () => {
    const pipecat = coverageOf(builtInMetrics(recordedTree('voice-agent')))
    expect(pipecat.missing.map(({ metric, because }) => [metric.id, because])).toEqual([
      [
        'llm_ttfb',
        'None of the 15 spans named llm carries a number in metrics.ttfb. They carry service.ttfb_seconds, which Coval’s metric does not read; a custom metric can.',
      ],
      ['tts_ttfb', 'No spans named tts. 4 spans of that type: llm.'],
      ['stt_ttfb', 'No spans named stt. 4 spans of that type: llm.'],
      [
        'tool_calls',
        'No spans named llm_tool_call. 3 spans of that type: pipecat.tool.lookup_order, pipecat.tool.transfer_to_human, pipecat.tool.verify_identity.',
      ],
    ])
  })

  it('take traces for turns where no span is one, and say so', () => {
    expect(resultOf(recordedTree('langgraph-agent'), 'turn_duration')).toMatchObject({
      samples: 4,
      note: 'No span is a turn; each trace is taken for one.',
    })
    expect(resultOf(recordedTree('support-agent'), 'turn_duration')).toEqual({
      computable: false,
      because: 'No span is a turn, and the simulation is a single trace.',
    })
  })

  it('count a turn within a turn once', () => {
    expect(resultOf(recordedTree('busy-agent', 1), 'turn_duration')).toMatchObject({ samples: 36 })
  })

  it('give no number at all without spans', () => {
    expect(coverageOf(builtInMetrics(treeOf([]))).computable).toEqual([])
  })

  it('agree with the recording’s own counts', () => {
    const metrics = builtInMetrics(recordedTree('voice-agent', 1))
    const values = metrics.map(({ id, result }) => [id, result.computable ? Number(result.value.toFixed(7)) : null])
    expect(Object.fromEntries(values)).toEqual({
      llm_ttfb: 0.0480757,
      tts_ttfb: 0.0222369,
      stt_ttfb: null,
      llm_tokens: 747,
      tool_calls: null,
      duration: 6.121964,
      turn_duration: 1.5297485,
      turn_gap: 0.000193,
      type_duration: 6.121964,
      error_rate: 0,
      tokens_by_model: 747,
      tools: null,
    })
  })

  it('agree with a summary computed the slow way', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        const { spans } = tree.trace
        const summary = summarise(tree)
        const kinds = [...new Set(spans.map((span) => span.kind))].map((kind) => {
          const own = spans.filter((span) => span.kind === kind)
          return {
            kind,
            spans: own.length,
            errors: own.filter((span) => span.error).length,
            totalUs: own.reduce((sum, span) => sum + span.endUs - span.startUs, 0),
            selfUs: own.reduce((sum, span) => sum + (tree.selfUs[span.index] ?? 0), 0),
          }
        })
        expect(summary).toMatchObject({
          spans: spans.length,
          traces: new Set(spans.map((span) => span.traceId)).size,
          errors: spans.filter((span) => span.error).length,
          durationUs: tree.trace.durationUs,
          endsBeforeStart: spans.filter((span) => span.end < span.start).length,
          kinds: expect.arrayContaining(kinds),
        })
        expect(summary.kinds).toHaveLength(kinds.length)
      }),
    )
  })

  it('take 50,000 spans', () => {
    const tree = treeOf(voiceSketches(50_000))
    const llmSpans = tree.trace.spans.filter((span) => span.kind === 'llm').length
    expect([resultOf(tree, 'llm_tokens'), resultOf(tree, 'error_rate')]).toMatchObject([
      { value: llmSpans * 3, samples: llmSpans },
      { value: tree.trace.spans.filter((span) => span.error).length / 50_000 },
    ])
  })
})

describe('a distribution', () => {
  it('interpolates between neighbours', () => {
    expect(distributionOf([4, 1, 3, 2])).toEqual({
      count: 4,
      sum: 10,
      min: 1,
      max: 4,
      average: 2.5,
      median: 2.5,
      p90: 3.7,
      p95: 3.8499999999999996,
      p99: 3.9699999999999998,
    })
    expect(distributionOf([7])).toMatchObject({ median: 7, p99: 7 })
    expect(distributionOf([])).toBeNull()
  })

  it('keeps its figures in order and within the values', () => {
    void fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const found = distributionOf(values)
        const inOrder = found === null ? [] : [found.min, found.median, found.p90, found.p95, found.p99, found.max]
        expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
        expect([found?.min, found?.max, found?.sum]).toEqual([
          Math.min(...values),
          Math.max(...values),
          values.reduce((a, b) => a + b, 0),
        ])
      }),
    )
  })
})

describe('a custom metric', () => {
  const trace = traceOf([
    { id: 'a', name: 'llm', from: 0, to: 1, attributes: { latency: 10n } },
    { id: 'b', name: 'llm', from: 0, to: 1, attributes: { latency: '20' } },
    { id: 'c', name: 'llm', from: 0, to: 1, attributes: { latency: 'slow' }, error: 'timeout' },
    { id: 'd', name: 'llm', from: 0, to: 1, attributes: { latency: 60.0 } },
    { id: 'e', name: 'tts', from: 0, to: 1, attributes: { latency: 1000n } },
  ])
  const metric = { name: 'Latency', spanName: 'llm', attribute: 'latency', aggregation: 'average', unit: 'ms' } as const

  it('has all eleven aggregations', () => {
    const values = aggregations.map((aggregation) => {
      const result = evaluateCustomMetric(trace, { ...metric, aggregation })
      return [aggregation, result.ok ? [Number(result.value.toFixed(9)), result.samples] : result.error]
    })
    expect(Object.fromEntries(values)).toEqual({
      average: [30, 3],
      median: [20, 3],
      p90: [52, 3],
      p95: [56, 3],
      p99: [59.2, 3],
      max: [60, 3],
      min: [10, 3],
      sum: [90, 3],
      count: [4, 4],
      error_rate: [0.25, 4],
      success_rate: [0.75, 4],
    })
  })

  it('knows seven units, and gives rates in percent where asked', () => {
    expect(metricUnits).toHaveLength(7)
    const rate = evaluateCustomMetric(trace, { ...metric, aggregation: 'error_rate', unit: 'percent' })
    expect(rate).toEqual({ ok: true, value: 25, unit: 'percent', samples: 4, spans: 4 })
  })

  it('is an error, not a zero, where nothing can be measured', () => {
    const errors = [
      { ...metric, spanName: 'stt' },
      { ...metric, spanName: 'LLM', aggregation: 'count' as const },
      { ...metric, attribute: 'metrics.ttfb' },
      { ...metric, attribute: null },
    ].map((one) => evaluateCustomMetric(trace, one))
    expect(errors).toEqual([
      { ok: false, error: 'No spans named stt.' },
      { ok: false, error: 'No spans named LLM.' },
      { ok: false, error: 'None of the 4 spans named llm carries a number in metrics.ttfb.' },
      { ok: false, error: 'average needs a numeric attribute.' },
    ])
  })
})
