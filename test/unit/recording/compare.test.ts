import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAliasTally } from '../../../shared/aliases/explain.ts'
import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { type ComparedCase, compareCases, summariseSpans } from '../../../shared/recording/compare.ts'
import { anySpan, makeSpan } from '../../support/arbitrary-spans.ts'

function sideOf(title: string, spans: readonly Span[], given: Partial<ComparedCase> = {}): ComparedCase {
  const aliases = createAliasTally()
  for (const span of spans) aliases.add(span)
  const { length } = spans
  return {
    title,
    request: {
      simulation: 'sim-1',
      window: { kind: 'find' },
      limits: 'simulation',
      strategy: 'auto',
      budgetSeconds: 90,
      replace: false,
    },
    preview: {
      ...{
        format: 1,
        previewId: '',
        outcome: 'matched',
        simulation: 'sim-1',
        project: 'p',
        host: 'http://127.0.0.1',
        window: null,
        strategy: null,
      },
      ...{
        spans: { inWindow: length, matched: length, documentedLimits: length },
        traces: [],
        nearMisses: [],
        otherSimulations: [],
        conflicts: [],
      },
      ...{ malformed: [], partial: null, requests: 1, elapsedMs: 1, serverVersion: '20.26.1', error: null },
    },
    aliases: aliases.report(),
    checks: { format: 1, checks: [] },
    spans: summariseSpans(spans),
    tagged: false,
    ...given,
  }
}

const llm = makeSpan({
  spanId: '1'.repeat(16),
  name: 'answer',
  attributes: { 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 12n },
})
const tool = makeSpan({
  spanId: '2'.repeat(16),
  name: 'look up',
  attributes: { 'openinference.span.kind': 'TOOL', 'acme.order': 7n },
})
const different = (left: ComparedCase, right: ComparedCase): string[][] =>
  compareCases(left, right)
    .rows.filter(({ same }) => !same)
    .map(({ section, what, left: a, right: b }) => [section, what, a, b])

describe('comparing two cases', () => {
  test('a case does not differ from itself', () => {
    const one = sideOf('one', [llm, tool])
    expect(compareCases(one, one).different).toBe(0)
  })

  test('names what one has and the other lacks: spans, kinds, attributes, aliases', () => {
    expect(different(sideOf('one', [llm, tool]), sideOf('two', [tool]))).toEqual([
      ['spans', 'spans in the window', '2', '1'],
      ['spans', 'matching spans', '2', '1'],
      ['spans', 'kind LLM', '1', '–'],
      ['spans', 'name answer', '1', '–'],
      ['spans', 'attribute llm.token_count.prompt', '1', '–'],
      ['spans', 'attribute openinference.span.kind', '2', '1'],
      [
        'spans',
        'durations',
        '0.540338 s in all, 0.270169 s the shortest, 0.270169 s the middle, 0.270169 s the longest',
        '0.270169 s in all, 0.270169 s the shortest, 0.270169 s the middle, 0.270169 s the longest',
      ],
      ['spans', 'spans by depth', '0: 2', '0: 1'],
      ['spans', 'spans by number of children', '0: 2', '0: 1'],
      ['spans', 'sum of llm.token_count.prompt', '12', '–'],
      ['spans', 'spans without a counterpart', '1', '0'],
      ['matches', 'by the documented limits', '2', '1'],
      [
        'aliases',
        'llm.token_count.prompt → gen_ai.usage.input_tokens',
        '1 with the source, 1 aliased, 0 in conflict, 0 LLM spans lack it',
        '0 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
      ],
      [
        'aliases',
        'llm.token_count.completion → gen_ai.usage.output_tokens',
        '0 with the source, 0 aliased, 0 in conflict, 1 LLM spans lack it',
        '0 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
      ],
      [
        'aliases',
        'input.value → input',
        '0 with the source, 0 aliased, 0 in conflict, 1 LLM spans lack it',
        '0 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
      ],
      [
        'aliases',
        'output.value → output',
        '0 with the source, 0 aliased, 0 in conflict, 1 LLM spans lack it',
        '0 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
      ],
      [
        'aliases',
        'openinference.span.kind → gen_ai.operation.name',
        '2 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
        '1 with the source, 0 aliased, 0 in conflict, 0 LLM spans lack it',
      ],
    ])
  })

  test('tags of a redacted file are counted and not compared', () => {
    const renamed = makeSpan({ name: 'qwer ty', attributes: { 'openinference.span.kind': 'TOOL', 'zxcv.order': 7n } })
    const [left, right] = [sideOf('one', [tool]), sideOf('two', [renamed], { tagged: true })]
    expect(different(left, right)).toEqual([])
    expect(compareCases(left, right).notes).toHaveLength(1)
  })

  test('a kind and a near miss that only have other tags are the same', () => {
    const withKind = (kind: string) => makeSpan({ name: 'a', attributes: { 'openinference.span.kind': kind } })
    const withMiss = (one: ComparedCase, key: string): ComparedCase => {
      const miss = { kind: 'other-key', severity: 'miss', key, place: 'attribute', value: 'v', expected: null } as const
      const nearMisses = [{ ...miss, traceId: null, spanId: null, traces: 2, fix: '' }]
      return { ...one, preview: { ...one.preview, nearMisses } }
    }
    const left = withMiss(sideOf('one', [withKind('WIZARD')]), 'acme.booking')
    const right = withMiss(sideOf('two', [withKind('~Ab3dE9xQ2k~6')], { tagged: true }), '~Qx81')
    expect(different(left, right)).toEqual([])
    expect(different(left, { ...right, tagged: false }).map(([, what]) => what)).toEqual([
      'kind WIZARD',
      'kind ~Ab3dE9xQ2k~6',
      'value of openinference.span.kind',
      'near miss other-key, attribute acme.booking',
      'near miss other-key, attribute ~Qx81',
      'values of near misses',
    ])
  })

  test('names every attribute and property whose values differ, with one of them, though all counts are the same', () => {
    const spanOf = (model: string, tokens: bigint, output: string, seconds: bigint, message: string) =>
      makeSpan({
        attributes: { 'llm.model_name': model, 'llm.token_count.prompt': tokens, 'output.value': output },
        endTime: unixNano(1_795_358_272_729_831_000n + seconds * 1_000_000_000n),
        status: { code: 'Ok', message },
      })
    const [left, right] = [
      sideOf('one', [spanOf('gpt-4o', 12n, 'yes', 1n, '')]),
      sideOf('two', [spanOf('gpt-3.5', 99999n, 'no, quite another answer', 99n, 'x')]),
    ]
    expect(different(left, right)).toEqual([
      [
        'spans',
        'durations',
        '1 s in all, 1 s the shortest, 1 s the middle, 1 s the longest',
        '99 s in all, 99 s the shortest, 99 s the middle, 99 s the longest',
      ],
      ['spans', 'sum of llm.token_count.prompt', '12', '99999'],
      ['spans', 'duration of spans', '1 of 1 differs: 1 s', '1 of 1 differs: 99 s'],
      ['spans', 'status message of spans', '1 of 1 differs: (empty)', '1 of 1 differs: x'],
      ['spans', 'value of llm.model_name', '1 of 1 differs: gpt-4o', '1 of 1 differs: gpt-3.5'],
      ['spans', 'value of llm.token_count.prompt', '1 of 1 differs: 12', '1 of 1 differs: 99999'],
      ['spans', 'value of output.value', '1 of 1 differs: yes', '1 of 1 differs: no, quite another answer'],
    ])
  })

  test('of a redacted side, compares the numbers that are kept, durations and the shape of the traces', () => {
    const root = makeSpan({ spanId: '1'.repeat(16), attributes: { 'llm.token_count.prompt': 12n } })
    const child = makeSpan({ spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16), attributes: { 'llm.token_count.prompt': 1n } })
    const orphan = { ...child, parentSpanId: null, attributes: new Map([['llm.token_count.prompt', 2n]]) }
    const tagged = { tagged: true }
    expect(different(sideOf('one', [root, child], tagged), sideOf('two', [root, orphan])).map(([, what]) => what)).toEqual([
      'spans by depth',
      'spans by number of children',
      'sum of llm.token_count.prompt',
    ])
  })

  test('tells values apart that are written alike or begin alike', () => {
    const withValue = (value: AttributeValue) => [makeSpan({ attributes: { 'acme.value': value } })]
    const differing = (a: AttributeValue, b: AttributeValue) =>
      different(sideOf('one', withValue(a)), sideOf('two', withValue(b))).find(([, what]) => what === 'value of acme.value')
    expect(differing(1n, '1')?.slice(2)).toEqual(['1 of 1 differs: 1 (int)', '1 of 1 differs: 1 (string)'])
    expect(differing(`${'a'.repeat(500)}x`, `${'a'.repeat(500)}y`)?.slice(2)).toEqual([
      `1 of 1 differs: …${'a'.repeat(20)}x`,
      `1 of 1 differs: …${'a'.repeat(20)}y`,
    ])
  })

  test('puts spans of another run beside each other by path and name', () => {
    const run = (trace: string, model: string) => {
      const ids = { traceId: trace.repeat(32) }
      const root = makeSpan({ ...ids, spanId: trace.repeat(16), name: 'root' })
      return [
        root,
        makeSpan({
          ...ids,
          spanId: '9'.repeat(16),
          parentSpanId: root.spanId,
          name: 'llm',
          attributes: { 'llm.model_name': model },
        }),
      ]
    }
    const [left, right] = [sideOf('one', run('c', 'm-1')), sideOf('two', run('d', 'm-2'))]
    expect(different(left, right).map(([, what]) => what)).toEqual(['value of llm.model_name'])
    expect(compareCases(left, right).notes).toContain(
      'Values were compared on 0 spans of the same trace and span id, and on 2 of the same path and name.',
    )
  })

  test('any one span with any one value changed is a difference, and without a change there is none', async () => {
    await fc.assert(
      fc.property(fc.array(anySpan(), { minLength: 1, maxLength: 5 }), fc.nat(), (spans, place) => {
        expect(different(sideOf('one', spans), sideOf('two', [...spans]))).toEqual([])
        const changed = spans.map((span, at) =>
          at === place % spans.length ? { ...span, attributes: new Map([...span.attributes, ['acme.more', 1n] as const]) } : span,
        )
        expect(different(sideOf('one', spans), sideOf('two', changed)).length).toBeGreaterThan(0)
      }),
      { numRuns: 50 },
    )
  })

  test("spans that are each other's parents end, and count once", () => {
    const one = makeSpan({ spanId: '1'.repeat(16), parentSpanId: '2'.repeat(16) })
    const other = makeSpan({ spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16) })
    const side = sideOf('one', [one, other])
    expect(compareCases(side, side).different).toBe(0)
    expect(compareCases(side, side).rows.find(({ what }) => what === 'spans by depth')?.left).toBe('0: 1, 1: 1')
  })
})
