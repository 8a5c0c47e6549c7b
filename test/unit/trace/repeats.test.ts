import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import { withoutDuplicates } from '../../../shared/trace/repeats.ts'
import { summarise } from '../../../shared/trace/summary.ts'
import { parseThreshold } from '../../../shared/trace/threshold.ts'
import { evaluateThreshold } from '../../../shared/trace/threshold-outcome.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'
import { anySketches, type Sketch, traceOf, treeOf } from './build.ts'

const llm = (id: string, parent: string | null, input: number, output: number, model?: string): Sketch => ({
  id,
  ...(parent === null ? {} : { parent }),
  from: 0,
  to: 10,
  attributes: {
    'openinference.span.kind': 'LLM',
    'llm.token_count.prompt': BigInt(input),
    'llm.token_count.completion': BigInt(output),
    ...(model === undefined ? {} : { 'llm.model_name': model }),
  },
})
const plain = (id: string, parent: string | null, kind: string): Sketch => ({
  id,
  ...(parent === null ? {} : { parent }),
  from: 0,
  to: 10,
  attributes: { 'openinference.span.kind': kind, 'tool.name': 'lookup' },
})

const figure = (tree: SpanTree, text: string): number | null => {
  const parsed = parseThreshold(`${text} >= 0`)
  const outcome = parsed.ok ? evaluateThreshold(tree, parsed.threshold) : null
  return outcome?.kind === 'compared' ? outcome.value : null
}
const metric = (tree: SpanTree, id: string) => {
  const result = builtInMetrics(tree).find((one) => one.id === id)?.result
  return result?.computable ? [result.value, result.note] : result?.because
}

describe('what was reported twice', () => {
  it('counts once where a span was stored twice, and says so', () => {
    const tree = treeOf([llm('a', null, 100, 10, 'small'), llm('a', null, 100, 10, 'small'), plain('t', null, 'TOOL')])
    const told = '1 span has the id of another and is left out.'
    expect({
      tokens: metric(tree, 'llm_tokens'),
      byModel: metric(tree, 'tokens_by_model'),
      errors: metric(tree, 'error_rate'),
      spans: figure(tree, 'spans'),
      gate: figure(tree, 'tokens'),
      calls: figure(tree, 'count(llm)'),
      summary: summarise(tree).tokens.input,
      custom: evaluateCustomMetric(tree.trace, {
        name: 'n',
        spanName: 'a',
        attribute: 'llm.token_count.prompt',
        aggregation: 'sum',
        unit: 'tokens',
      }),
    }).toEqual({
      tokens: [110, told],
      byModel: [110, told],
      errors: [0, told],
      spans: 2,
      gate: 110,
      calls: 1,
      summary: 100,
      custom: { ok: true, value: 100, unit: 'tokens', samples: 1, spans: 1 },
    })
  })

  it('counts an LLM span once where one within it has the same counts, however deep, with the model that either names', () => {
    const tree = treeOf([
      llm('ChatOpenAI', null, 100, 10),
      plain('chain', 'ChatOpenAI', 'CHAIN'),
      llm('ChatCompletion', 'chain', 100, 10, 'small'),
      llm('http', 'ChatCompletion', 100, 10),
    ])
    const result = builtInMetrics(tree).find(({ id }) => id === 'tokens_by_model')?.result
    expect({
      tokens: metric(tree, 'llm_tokens'),
      models: result?.computable && result.groups.map(({ label, value }) => [label, value]),
      gate: figure(tree, 'tokens'),
      // Whoever names the inner one means it.
      inner: figure(tree, 'tokens(ChatCompletion)'),
      summary: summarise(tree).tokens,
    }).toMatchObject({
      tokens: [110, '2 LLM spans repeat another’s tokens, which count once.'],
      models: [['small', 110]],
      gate: 110,
      inner: 110,
      summary: { input: 100, output: 10, llmSpans: 1, counted: 1 },
    })
  })

  it('counts the outer one where it is the sum of those within it', () => {
    expect(metric(treeOf([llm('all', null, 150, 15), llm('a', 'all', 100, 10), llm('b', 'all', 50, 5)]), 'llm_tokens')).toEqual([
      165,
      '2 LLM spans repeat another’s tokens, which count once.',
    ])
  })

  it('counts both where their counts differ, and says so', () => {
    expect(metric(treeOf([llm('a', null, 100, 10), llm('b', 'a', 30, 3)]), 'llm_tokens')).toEqual([
      143,
      '1 LLM span lies within another with other counts; both count.',
    ])
  })

  it('counts a call that a tool or an agent within the outer one makes', () => {
    for (const kind of ['TOOL', 'AGENT'])
      expect(metric(treeOf([llm('a', null, 100, 10), plain('t', 'a', kind), llm('b', 't', 100, 10)]), 'llm_tokens')).toEqual([
        220,
        null,
      ])
  })

  it('counts a tool call once where two instrumentations tell of it', () => {
    const tree = treeOf([plain('outer', null, 'TOOL'), plain('inner', 'outer', 'TOOL')])
    expect([metric(tree, 'tools'), figure(tree, 'tools')]).toEqual([[1, '1 span repeats the call around, which counts once.'], 1])
  })

  it('leaves every id of a trace exactly once, whatever the spans', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const trace = traceOf(sketches)
        const ids = (spans: typeof trace.spans) => spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`)
        const once = withoutDuplicates(trace)
        expect([...ids(once.trace.spans)].sort()).toEqual([...new Set(ids(trace.spans))].sort())
        expect(once.dropped).toBe(trace.spans.length - once.trace.spans.length)
        // Stored twice or once, the figures are the same.
        const values = (tree: SpanTree) => builtInMetrics(tree).map(({ result }) => (result.computable ? result.value : null))
        expect(values(treeOf([...sketches, ...sketches]))).toEqual(values(treeOf(sketches)))
      }),
    )
  })
})
