import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverageOf, coverageParts } from '../../../shared/aliases/coverage.ts'
import { createAliasTally, listAliasSpans } from '../../../shared/aliases/explain.ts'
import { addedAliases, denormaliseSpan, isLlmSpan, normaliseSpan } from '../../../shared/aliases/normalise.ts'
import { aliasBuckets } from '../../../shared/contract/alias-buckets.ts'
import { AliasReport } from '../../../shared/contract/aliases.ts'
import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { corpusProjects, readCorpusSpans } from '../../support/corpus.ts'

const reportOf = (spans: readonly Span[], extraRules: readonly string[] = []): AliasReport => {
  const tally = createAliasTally(extraRules)
  for (const span of spans) tally.add(span)
  return AliasReport.parse(tally.report())
}
let made = 0
const llm = (attributes: Readonly<Record<string, AttributeValue>>, name = 'ask'): Span =>
  makeSpan({
    spanId: (made++).toString(16).padStart(16, '0'),
    name,
    attributes: { 'openinference.span.kind': 'LLM', ...attributes },
  })
const ruleOf = (report: AliasReport, id: string) => report.rules.find((rule) => rule.id === id)

const whole = { 'llm.token_count.prompt': 12n, 'llm.token_count.completion': 3n, 'input.value': 'hello', 'output.value': 'hi' }

describe('the report on aliases', () => {
  it('counts source, alias, conflict, equal values and what LLM spans lack', () => {
    const spans = [
      llm(whole),
      llm({ ...whole, input: 'already', output: 'hi' }),
      llm({ 'gen_ai.usage.input_tokens': 9n, 'gen_ai.usage.output_tokens': 1n, input: 'a', output: 'b' }),
      llm({}),
      makeSpan({ attributes: { 'input.value': 'no LLM' } }),
    ]
    const report = reportOf(spans)
    const counts = ['input-tokens', 'input', 'output'].map((id) => {
      const rule = ruleOf(report, id)
      return [id, rule?.enabled, rule?.withSource, rule?.aliased, rule?.equal, rule?.conflicts, rule?.llmSpans, rule?.llmLacking]
    })
    expect(counts).toEqual([
      ['input-tokens', true, 2, 2, 0, 0, 4, 1],
      ['input', true, 3, 2, 0, 1, 4, 1],
      ['output', true, 2, 1, 1, 0, 4, 1],
    ])
    expect([report.spans, report.llmSpans]).toEqual([5, 4])
  })

  it('counts no LLM span as lacking what tools and agents carry', () => {
    const report = reportOf([llm({}), makeSpan({ attributes: { 'tool.name': 'lookup' } })])
    expect(['tool-name', 'agent-name', 'model'].map((id) => ruleOf(report, id)?.llmLacking)).toEqual([null, null, 1])
    expect(['tool-name', 'model'].map((id) => listAliasSpans([llm({})], id, 'lacking').length)).toEqual([0, 1])
  })

  it('shows a few samples of aliases and of conflicts', () => {
    const spans = [...Array.from({ length: 8 }, () => llm(whole)), llm({ ...whole, input: 'already' }, 'x'.repeat(600))]
    const samples = ruleOf(reportOf(spans), 'input')?.samples ?? []
    expect(samples.map(({ before, after, conflict }) => [before, after, conflict])).toEqual([
      ...Array.from({ length: 5 }, () => ['hello', 'hello', false]),
      ['hello', 'already', true],
    ])
    expect(samples[5]?.spanName.length).toBe(501)
  })

  it('names the LLM spans that were renamed, most frequent first', () => {
    expect(reportOf([llm({}, 'b'), llm({}, 'a'), llm({}, 'b'), makeSpan()]).renamed).toEqual([
      { name: 'b', spans: 2 },
      { name: 'a', spans: 1 },
    ])
  })

  it('says in whole sentences what will be missing', () => {
    const spans = [
      ...Array.from({ length: 3 }, () => llm({ 'input.value': 'x', 'output.value': 'y', 'llm.token_count.completion': 1n })),
      llm({ ...whole, 'llm.token_count.completion': 'many' }),
      llm({ ...whole, input: 'mine' }),
      makeSpan({ attributes: { 'openinference.span.kind': 'llm' } }),
    ]
    expect(reportOf(spans).consequences).toEqual([
      { ruleId: 'llm-name', spans: 1, text: '1 span is not named `llm` because `openinference.span.kind` is not exactly `LLM`.' },
      {
        ruleId: 'input-tokens',
        spans: 3,
        text: 'Token usage cannot be computed for 3 LLM spans because neither `llm.token_count.prompt` nor `gen_ai.usage.input_tokens` is there.',
      },
      {
        ruleId: 'output-tokens',
        spans: 1,
        text: 'Token usage cannot be computed for 1 LLM span because the value of `gen_ai.usage.output_tokens` is not a number.',
      },
      {
        ruleId: 'input',
        spans: 1,
        text: '1 span keeps its own `input`, which differs from `input.value`: the alias was not added.',
      },
    ])
  })

  it('says that LLM metrics stay empty when there is no LLM span, and nothing about no spans or whole ones', () => {
    expect(reportOf([makeSpan(), makeSpan()]).consequences).toEqual([
      {
        ruleId: 'llm-name',
        spans: 2,
        text: 'No LLM metric can be computed because no span has `openinference.span.kind` = `LLM`.',
      },
    ])
    expect([
      reportOf([]).consequences,
      reportOf([llm(whole), llm({ ...whole, 'llm.token_count.prompt': '12' })]).consequences,
    ]).toEqual([[], []])
  })

  it('counts a rule that is off by its source only', () => {
    const spans = [llm({ 'llm.model_name': 'm' }), llm({ 'llm.model_name': 'm', 'gen_ai.request.model': 'n' })]
    const of = (extra: readonly string[]) => {
      const rule = ruleOf(reportOf(spans, extra), 'model')
      return [rule?.enabled, rule?.withSource, rule?.aliased, rule?.conflicts]
    }
    expect([of([]), of(['model'])]).toEqual([
      [false, 2, 0, 1],
      [true, 2, 1, 1],
    ])
  })
})

describe('the coverage of a rule', () => {
  it('of a library that writes both names is whole, not empty', () => {
    const spans = [llm({ ...whole, 'gen_ai.usage.input_tokens': 12n }), llm({ ...whole, 'gen_ai.usage.input_tokens': '12' })]
    const rule = ruleOf(reportOf(spans), 'input-tokens')
    expect(rule && coverageOf(rule)).toEqual({ aliased: 0, equal: 2, waiting: 0, conflict: 0, lacking: 0 })
  })

  it('counts every span with the source or lacking it exactly once, whether the rule is on or off', () => {
    const name = fc.constantFrom('m', 'n', undefined)
    const span = fc.record({ source: name, alias: name, kind: fc.constantFrom('LLM', 'TOOL') })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), fc.boolean(), (drawn, on) => {
        const spans = drawn.map(({ source, alias, kind }) =>
          makeSpan({
            attributes: {
              'openinference.span.kind': kind,
              ...(source === undefined ? {} : { 'llm.model_name': source }),
              ...(alias === undefined ? {} : { 'gen_ai.request.model': alias }),
            },
          }),
        )
        const rule = ruleOf(reportOf(spans, on ? ['model'] : []), 'model')
        if (rule === undefined) throw new Error('there is such a rule')
        const parts = coverageOf(rule)
        const lacking = drawn.filter(({ source, alias, kind }) => kind === 'LLM' && source === undefined && alias === undefined)
        const about = drawn.filter(({ source }) => source !== undefined).length + lacking.length
        const alone = drawn.filter(({ source, alias }) => source !== undefined && alias === undefined).length
        expect(coverageParts.reduce((sum, part) => sum + parts[part], 0)).toBe(about)
        expect([parts.aliased, parts.waiting]).toEqual(on ? [alone, 0] : [0, alone])
      }),
    )
  })
})

describe('the spans behind a count', () => {
  it('are those of the rule and bucket, by their Phoenix names', () => {
    const spans = [llm(whole, 'one'), llm({ ...whole, input: 'mine' }, 'two'), llm({}, 'three'), makeSpan({ name: 'four' })]
    const list = (bucket: 'aliased' | 'equal' | 'conflict' | 'lacking') =>
      listAliasSpans(spans, 'input', bucket).map(({ spanName, source, alias }) => [spanName, source, alias])
    expect([list('aliased'), list('conflict'), list('lacking'), listAliasSpans(spans, 'no-such-rule', 'aliased')]).toEqual([
      [['one', 'hello', 'hello']],
      [['two', 'hello', 'mine']],
      [['three', null, null]],
      [],
    ])
  })
})

describe('recorded spans', () => {
  it.each(corpusProjects)('of %s: the report agrees with what normalising does, and with the spans read back', (project) => {
    const spans = readCorpusSpans(project)
    const after = spans.map((span) => normaliseSpan(span, { importId: '1', simulation: null }))
    const added = after.map(addedAliases)
    const report = reportOf(spans)
    const page = report.rules.filter((rule) => rule.origin === 'page')
    expect(page.map(({ aliased }) => aliased)).toEqual(
      page.map(({ alias }) => added.filter((aliases) => aliases.has(alias)).length),
    )
    expect(report.llmSpans).toBe(after.filter((span) => isLlmSpan(span) && span.name === 'llm').length)
    expect(reportOf(after.map(denormaliseSpan))).toEqual(report)
    for (const { id, aliased, equal, conflicts, llmLacking } of page) {
      const counts = aliasBuckets.map((bucket) => listAliasSpans(spans, id, bucket).length)
      expect([id, ...counts]).toEqual([id, aliased, equal, conflicts, llmLacking])
    }
  })
})
