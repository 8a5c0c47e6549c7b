import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import { parseThreshold } from '../../../shared/trace/threshold.ts'
import { evaluateThreshold } from '../../../shared/trace/threshold-outcome.ts'
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
      latency_ms: 1500n,
      waitNanos: 500n,
      wait: 7n,
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
  { id: 'd', parent: 'turn', name: 'call(foo, 1)', from: 0, to: 0 },
  { id: 'e', parent: 'turn', name: '"said" = x', from: 0, to: 0 },
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
    ['error_rate < 5%', [false, 0.166666667]],
    ['error_rate(llm) == 0.5', [true, 0.5]],
    ['success_rate(llm) <= 50 %', [true, 0.5]],
    ['tokens > 1000', [true, 1100]],
    ['input_tokens(llm) != 900', [false, 900]],
    ['output_tokens < 1e3', [true, 200]],
    ['tools > 0', [true, 1]],
    ['success_rate(llm) < 1', [true, 0.5]],
    ['average(llm, "metrics.ttfb") > 300ms', [true, 0.4]],
    ['max(llm, latency_ms) > 2s', [false, 1.5]],
    ['max(llm, latency_ms) > 1499', [true, 1500]],
    ['max(llm, waitNanos) < 1us', [true, 5e-7]],
    ['max(llm, wait) >= 7', [true, 7]],
    ['count("call(foo, 1)") == 1', [true, 1]],
    ['count( "\\"said\\" = x" ) == 1', [true, 1]],
    ['count(lookup_order) == 1', [true, 1]],
    ['spans > 6', [false, 6]],
    ['errors > 0', [true, 1]],
    ['duration <= 4s', [true, 4]],
    ['self(turn) < 1us', [true, 0]],
    ['average(llm, metrics.ttfb) > 300ms', [true, 0.4]],
    ['sum(llm, metrics.ttfb) > 0.3', [true, 0.4]],
  ])('%s', (text, expected) => {
    expect(outcome(text)).toEqual(expected)
  })

  it('asks for tool calls by type, or as Coval counts them, by the names that the metrics have', () => {
    expect([outcome('tools == 1'), outcome('tool_calls > 0')]).toEqual([
      [true, 1],
      'No spans named llm_tool_call. 1 span of that type: lookup_order.',
    ])
    const metrics = new Map(builtInMetrics(call).map(({ id, result }) => [id, result.computable ? result.value : result.because]))
    expect([metrics.get('tools'), metrics.get('tool_calls')]).toEqual([1, outcome('tool_calls > 0')])
  })

  it('compares a saved metric in the unit that it was saved with', () => {
    const wait = { name: 'Wait (all)', spanName: 'llm', attribute: 'latency_ms', aggregation: 'max', unit: 'ms' } as const
    const errors = { name: 'Errors', spanName: 'llm', attribute: null, aggregation: 'error_rate', unit: 'percent' } as const
    const gone = { ...wait, name: 'Gone', spanName: 'tts' }
    const check = (text: string) => {
      const parsed = parseThreshold(text, [wait, errors, gone])
      if (!parsed.ok) return parsed.problem
      const result = evaluateThreshold(call, parsed.threshold)
      return result.kind === 'compared' ? [result.holds, result.value] : result.because
    }
    expect(
      [
        'metric("Wait (all)") > 1s',
        'metric("Wait (all)") > 1',
        'metric(Errors) >= 50%',
        'metric(Errors) > 5',
        'metric(Gone) > 1s',
        'metric(wait) > 1s',
        'metric(Errors, x) > 5%',
      ].map(check),
    ).toEqual([
      [true, 1.5],
      'A time needs a unit, such as ms or s.',
      [true, 0.5],
      'A share lies between 0 and 1. Write 5% for 5 of a hundred.',
      'No spans named tts.',
      'There is no saved metric wait. Saved are Wait (all), Errors, Gone.',
      'metric takes one name.',
    ])
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
    ['error_rate > 5', 'A share lies between 0 and 1. Write 5% for 5 of a hundred.', 13],
    ['error_rate > 1', 'A share lies between 0 and 1. Write 1% for 1 of a hundred.', 13],
    ['success_rate(llm) < 99', 'A share lies between 0 and 1. Write 99% for 99 of a hundred.', 20],
    ['error_rate(llm) > 250%', 'A share lies between 0 and 1.', 18],
    ['error_rate < -1', 'A share lies between 0 and 1.', 13],
    ['error_rate < 0%', 'error_rate is never below 0.', 13],
    ['tokens < 0', 'tokens is never below 0.', 9],
    ['max(llm) > 1e999s', 'The number is too large.', 11],
    ['max(llm) > 1e308h', 'The number is too large.', 11],
    ['p95(llm, wait) > 2s', 'wait is not known to be counted in s: give a plain number, in its own unit.', 18],
    ['p95(llm, latency_ms) > 2%', 'latency_ms is not known to be counted in %: give a plain number, in its own unit.', 24],
    ['p95("\\x") > 2s', 'A name in quotes cannot be read.', 4],
    ['metric > 2', 'metric needs the name of a saved metric, as in metric("Name").', 0],
    ['metric(Wait) > 2', 'There is no saved metric Wait. None is saved.', 6],
    ['', 'It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.', 0],
    ['  tokens >', 'It is not of the form figure(spans) > number unit, as in p95(llm) > 2s.', 2],
  ])('refuses %j and says where', (text, problem, at) => {
    expect(parseThreshold(text)).toEqual({ ok: false, problem, at })
  })

  it('names every figure where it does not know one', () => {
    expect(parseThreshold('latency > 2s')).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^Unknown figure latency\. Known are duration, .*, self, metric\.$/),
      at: 0,
    })
  })

  it('either parses or says why, for any text', () => {
    void fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .tuple(
              fc.constantFrom('error_rate', 'tokens', 'max(llm)', 'p95(llm, wait_ms)'),
              fc.integer({ min: 0, max: 999 }),
              fc.constantFrom('', 's', 'h', '%', 'ms'),
            )
            .map(([figure, power, unit]) => `${figure} > 1e${power}${unit}`),
          fc.stringMatching(/^[a-z0-9_]{1,8}\([a-z,. ]{0,9}\) ?[<>=]{1,2} ?[0-9.]{1,5}(e[+-]?[0-9]{1,3})?[a-z%]{0,3}$/),
        ),
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
