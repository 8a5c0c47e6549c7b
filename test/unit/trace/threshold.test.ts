import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateThreshold, parseThreshold } from '../../../shared/trace/threshold.ts'
import { treeOf } from './build.ts'

const call = treeOf([
  { id: 'turn', from: 0, to: 4_000_000 },
  {
    id: 'a',
    parent: 'turn',
    name: 'llm',
    from: 0,
    to: 1_000_000,
    attributes: {
      'openinference.span.kind': 'LLM',
      'gen_ai.usage.input_tokens': 900n,
      'gen_ai.usage.output_tokens': 200n,
      'metrics.ttfb': 0.4,
    },
  },
  {
    id: 'b',
    parent: 'turn',
    name: 'llm',
    from: 1_000_000,
    to: 4_000_000,
    error: 'x',
    attributes: { 'openinference.span.kind': 'LLM' },
  },
  { id: 'c', parent: 'turn', name: 'lookup_order', from: 0, to: 100, attributes: { 'openinference.span.kind': 'TOOL' } },
])

const outcome = (text: string) => {
  const parsed = parseThreshold(text)
  if (!parsed.ok) return parsed.problem
  const result = evaluateThreshold(call, parsed.threshold)
  return result.kind === 'compared' ? [result.holds, Number(result.value.toFixed(9))] : result.because
}

describe('a threshold', () => {
  it.each([
    ['p95(llm) > 2s', [true, 2.9]],
    ['p95(llm) > 2900ms', [false, 2.9]],
    [' Max( llm ) >= 0.05 min ', [true, 3]],
    ['error_rate < 5%', [false, 0.25]],
    ['error_rate(llm) == 0.5', [true, 0.5]],
    ['success_rate(llm) <= 50 %', [true, 0.5]],
    ['tokens > 1000', [true, 1100]],
    ['input_tokens(llm) != 900', [false, 900]],
    ['output_tokens < 1e3', [true, 200]],
    ['tool_calls > 0', [true, 1]],
    ['count(lookup_order) == 1', [true, 1]],
    ['spans > 4', [false, 4]],
    ['errors > 0', [true, 1]],
    ['duration <= 4s', [true, 4]],
    ['self(turn) < 1us', [true, 0]],
    ['average(llm, metrics.ttfb) > 300ms', [true, 0.4]],
    ['sum(llm, metrics.ttfb) > 0.3', [true, 0.4]],
  ])('%s', (text, expected) => {
    expect(outcome(text)).toEqual(expected)
  })

  it('is neither met nor missed where the spans do not give the figure', () => {
    expect([outcome('p95(tts) > 1s'), outcome('average(llm, nope) > 1'), outcome('tokens(lookup_order) > 0')]).toEqual([
      'No spans named tts, and none of that type.',
      'No span of llm carries a number in nope.',
      'No LLM span carries token counts.',
    ])
    const parsed = parseThreshold('errors < 1')
    expect(parsed.ok && evaluateThreshold(treeOf([]), parsed.threshold)).toEqual({
      kind: 'not-computable',
      because: 'There are no spans.',
    })
  })

  it.each([
    ['p95(llm) > 2', 'A time needs a unit, such as ms or s.', 11],
    ['p95(llm) > 2 parsecs', 'Unknown unit parsecs. Known are ns, us, µs, ms, s, min, h, %.', 13],
    ['p95(llm) > 5%', 'p95 is not counted in %.', 12],
    ['tokens > 5ms', 'tokens is not counted in ms.', 10],
    ['p95 > 2s', 'p95 needs a type of span or a span name, as in p95(llm).', 0],
    ['duration(llm) > 2s', 'duration is of the whole simulation and takes no brackets.', 8],
    ['count(llm, x) > 2', 'count takes no attribute.', 9],
    ['p95() > 2s', 'A name is missing between the brackets.', 3],
    ['tokens = 5', 'Write == to ask for equality.', 7],
    ['', 'It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.', 0],
    ['  tokens >', 'It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.', 2],
  ])('refuses %j and says where', (text, problem, at) => {
    expect(parseThreshold(text)).toEqual({ ok: false, problem, at })
  })

  it('names every figure where it does not know one', () => {
    expect(parseThreshold('latency > 2s')).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^Unknown figure latency\. Known are duration, .*, self\.$/),
      at: 0,
    })
  })

  it('either parses or says why, for any text', () => {
    void fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9_]{1,8}\([a-z,. ]{0,9}\) ?[<>=]{1,2} ?[0-9.]{1,5}[a-z%]{0,3}$/)),
        (text) => {
          const parsed = parseThreshold(text)
          expect(
            parsed.ok
              ? Number.isFinite(parsed.threshold.limit)
              : parsed.problem.length > 0 && parsed.at >= 0 && parsed.at <= text.length,
          ).toBe(true)
        },
      ),
    )
  })
})
