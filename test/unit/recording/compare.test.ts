import { describe, expect, test } from 'vitest'
import { createAliasTally } from '../../../shared/aliases/explain.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { type ComparedCase, compareCases, summariseSpans } from '../../../shared/recording/compare.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'

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

const llm = makeSpan({ name: 'answer', attributes: { 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 12n } })
const tool = makeSpan({ name: 'look up', attributes: { 'openinference.span.kind': 'TOOL', 'acme.order': 7n } })
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
      'near miss other-key, attribute acme.booking',
      'near miss other-key, attribute ~Qx81',
    ])
  })
})
