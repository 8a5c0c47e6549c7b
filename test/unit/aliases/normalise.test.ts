import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addedAliases,
  addedAliasesKey,
  denormaliseSpan,
  normaliseSpan,
  phoenixNameOf,
  spanNameKey,
} from '../../../shared/aliases/normalise.ts'
import { aliasRules, extraRules, pageRules } from '../../../shared/aliases/rules.ts'
import { attributeText } from '../../../shared/otlp/attributes.ts'
import type { AttributeMap, AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { fromTraceRow, readStoreTime, toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { anyAttributes, anySpan, anyText, makeSpan } from '../../support/arbitrary-spans.ts'
import { corpusProjects, readCorpusSpans } from '../../support/corpus.ts'
import { holds } from '../../support/holds.ts'

const options = { importId: '0197', simulation: 'EUKedLXXcg45RCvErqvvrX' }
const allRules = extraRules.map(({ id }) => id)

const normalised = (attributes: Readonly<Record<string, AttributeValue>>, fields: Partial<Omit<Span, 'attributes'>> = {}) => {
  const span = normaliseSpan(makeSpan({ attributes, ...fields }), options)
  return { name: span.name, attributes: Object.fromEntries(span.attributes), resource: Object.fromEntries(span.resource) }
}

/** Names that rules, the import and hostile spans share. */
const keys = fc.oneof(
  anyText,
  fc.constantFrom(
    ...aliasRules.flatMap(({ source, alias }) => [source, alias]),
    ...[addedAliasesKey, `${addedAliasesKey}+`, spanNameKey, `${spanNameKey}++`, 'service.name', 'coval.import.id'],
  ),
)
const anyKind = fc.constantFrom<AttributeValue | undefined>('LLM', 'llm', 'TOOL', 3n, undefined)
const attributes: fc.Arbitrary<AttributeMap> = fc
  .tuple(anyAttributes(keys), anyKind)
  .map(([map, kind]) => (kind === undefined ? map : new Map([...map, ['openinference.span.kind', kind]])))
const resourceKeys = fc.oneof(
  anyText,
  fc.constantFrom(
    'service.name',
    'coval.import.id',
    'coval.simulation_output_id',
    'coval.import.service_name',
    'coval.import.earlier_id+',
  ),
)
const anyResource = anyAttributes(resourceKeys).map(
  // Where a resource attribute is empty text, it counts as not there.
  (map) => new Map([...map].filter(([, value]) => attributeText(value) !== '')),
)
const anyOriginal: fc.Arbitrary<Span> = fc
  .tuple(anySpan(attributes), anyResource)
  .map(([span, resource]) => ({ ...span, resource }))
const anyOptions = fc.record({
  importId: fc.constant('0197'),
  simulation: fc.option(anyText),
  extraRules: fc.subarray(allRules),
})

describe('a normalised span', () => {
  it('has every attribute that it had, with the same value, and gets no alias whose name was taken', () => {
    holds(
      fc.property(anyOriginal, anyOptions, (span, given) => {
        const after = normaliseSpan(span, given)
        for (const [key, value] of span.attributes) expect(after.attributes.get(key)).toBe(value)
        for (const alias of addedAliases(after).keys()) expect(span.attributes.has(alias)).toBe(false)
        const { name, attributes: _, resource: __, ...untouched } = after
        const { name: ___, attributes: ____, resource: _____, ...before } = span
        expect(untouched).toEqual(before)
        expect([after.resource.get('service.name'), name === span.name || name === 'llm']).toEqual(['arize', true])
      }),
      { numRuns: 300 },
    )
  })

  it('can be turned back exactly', () => {
    holds(
      fc.property(anyOriginal, anyOptions, (span, given) => {
        const after = normaliseSpan(span, given)
        expect(denormaliseSpan(after)).toEqual(span)
        expect(phoenixNameOf(after)).toBe(span.name)
      }),
      { numRuns: 300 },
    )
  })

  it('can be turned back from the trace store, where everything is text', () => {
    const asTexts = (map: AttributeMap): AttributeMap => new Map([...map].map(([key, value]) => [key, attributeText(value)]))
    const back = (span: Span): Span => {
      const row = toTraceRow(normaliseSpan(span, { ...options, extraRules: allRules }))
      const start = readStoreTime(row.Timestamp)
      if (start === null) throw new Error(`unreadable time ${row.Timestamp}`)
      return denormaliseSpan(fromTraceRow({ ...row, start, durationNs: BigInt(row.Duration) }))
    }
    const stored = corpusProjects.flatMap((project) => readCorpusSpans(project).slice(0, 300))
    const compare = ({ name, traceId, attributes: map, startTime, endTime }: Span) => ({
      name,
      traceId,
      startTime,
      endTime,
      map: asTexts(map),
    })
    expect(stored.map(back).map(compare)).toEqual(stored.map(compare))
  })

  it('gets the four aliases of the page beside their sources, with values and types as they are', () => {
    const given = {
      'openinference.span.kind': 'LLM',
      'llm.token_count.prompt': 12n,
      'llm.token_count.completion': 0n,
      'input.value': '{"q":1}',
      'output.value': '',
    }
    expect(normalised(given, { name: 'ChatCompletion' })).toEqual({
      name: 'llm',
      attributes: {
        ...given,
        'gen_ai.usage.input_tokens': 12n,
        'gen_ai.usage.output_tokens': 0n,
        input: '{"q":1}',
        output: '',
        'coval.import.span_name': 'ChatCompletion',
        'coval.import.aliases': '["gen_ai.usage.input_tokens","gen_ai.usage.output_tokens","input","output"]',
      },
      resource: { 'service.name': 'arize', 'coval.import.id': '0197', 'coval.simulation_output_id': options.simulation },
    })
  })

  it('keeps its own attribute where an alias would go, equal or not', () => {
    const given = { 'input.value': 'a', input: 'b', 'output.value': 'c', output: 'c' }
    expect(normalised(given).attributes).toEqual(given)
  })

  it.each<[AttributeValue, string]>([
    ['LLM', 'llm'],
    ['llm', 'ask'],
    [' LLM', 'ask'],
    ['CHAIN', 'ask'],
    [['LLM'], 'ask'],
  ])('of kind %j is named %s', (kind, name) => {
    expect(normalised({ 'openinference.span.kind': kind }, { name: 'ask' }).name).toBe(name)
  })

  it('leaves attributes of the import’s own names alone and adds its own beside them', () => {
    const given = {
      'openinference.span.kind': 'LLM',
      'input.value': 'a',
      [spanNameKey]: 'theirs',
      [addedAliasesKey]: '["input"]',
      [`${addedAliasesKey}+`]: 1n,
    }
    expect(normalised(given, { name: 'ask' }).attributes).toEqual({
      ...given,
      input: 'a',
      [`${spanNameKey}+`]: 'ask',
      [`${addedAliasesKey}++`]: '["input"]',
    })
  })

  it('keeps an earlier service name and an earlier import', () => {
    const resource = new Map([
      ['service.name', 'my-own'],
      ['coval.import.id', '0001'],
      ['host', 'h'],
    ])
    expect(normalised({}, { resource }).resource).toEqual({
      host: 'h',
      'service.name': 'arize',
      'coval.import.service_name': 'my-own',
      'coval.import.id': '0197',
      'coval.import.earlier_id': '0001',
      'coval.simulation_output_id': options.simulation,
    })
  })

  it('has no simulation in its resource when there was no hint', () => {
    expect(normaliseSpan(makeSpan(), { importId: '1', simulation: null }).resource.has('coval.simulation_output_id')).toBe(false)
  })
})

describe('a span that no import wrote', () => {
  it('has no added aliases, whatever it claims, and its own name', () => {
    const span = makeSpan({
      attributes: { [addedAliasesKey]: '["input"]', input: 'x', [spanNameKey]: 'y', 'openinference.span.kind': 'LLM' },
    })
    expect([denormaliseSpan(span), [...addedAliases(span)], phoenixNameOf(span)]).toEqual([span, [], 'conversation'])
  })
})

describe('further rules', () => {
  const given = {
    'openinference.span.kind': 'AGENT',
    'llm.token_count.prompt_details.cache_read': 5n,
    'llm.token_count.prompt_details.cache_write': 6n,
    'llm.token_count.completion_details.reasoning': 7n,
    'llm.model_name': 'gpt-4o-mini',
    'llm.provider': 'azure',
    'llm.system': 'openai',
    'session.id': 'X1',
    'agent.name': 'support',
    'tool.name': 'lookup',
  }

  it('are off unless asked for, one by one', () => {
    const span = makeSpan({ attributes: given })
    expect([...addedAliases(normaliseSpan(span, options))]).toEqual([])
    expect([...addedAliases(normaliseSpan(span, { ...options, extraRules: ['model', 'no-such-rule'] }))]).toEqual([
      ['gen_ai.request.model', 'llm.model_name'],
    ])
  })

  it('write the names and values of the GenAI conventions', () => {
    const after = normaliseSpan(makeSpan({ attributes: given }), { ...options, extraRules: allRules })
    expect(Object.fromEntries([...addedAliases(after).keys()].map((alias) => [alias, after.attributes.get(alias)]))).toEqual({
      'gen_ai.usage.cache_read.input_tokens': 5n,
      'gen_ai.usage.cache_creation.input_tokens': 6n,
      'gen_ai.usage.reasoning.output_tokens': 7n,
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': 'X1',
      'gen_ai.agent.name': 'support',
      'gen_ai.tool.name': 'lookup',
    })
  })

  it.each<[Readonly<Record<string, AttributeValue>>, string | undefined, string | undefined]>([
    [{ 'llm.provider': 'OpenAI', 'openinference.span.kind': 'LLM' }, 'openai', 'chat'],
    [{ 'llm.provider': 'google', 'llm.system': 'vertexai', 'openinference.span.kind': 'llm' }, 'gcp.vertex_ai', 'chat'],
    [{ 'llm.provider': 'google', 'openinference.span.kind': 'RETRIEVER' }, 'gcp.gen_ai', 'retrieval'],
    [{ 'llm.provider': 'aws', 'openinference.span.kind': 'EMBEDDING' }, 'aws.bedrock', 'embeddings'],
    [{ 'llm.provider': 'azure', 'openinference.span.kind': 'TOOL' }, 'azure.ai.inference', 'execute_tool'],
    [{ 'llm.provider': 'xai', 'openinference.span.kind': 'CHAIN' }, 'x_ai', undefined],
    [
      { 'llm.provider': 'mistralai', 'openinference.span.kind': 'LLM', 'llm.prompts.0.prompt.text': 'x' },
      'mistral_ai',
      'text_completion',
    ],
    [{ 'llm.provider': 5n, 'openinference.span.kind': 3n }, undefined, undefined],
  ])('make of %o provider %s and operation %s', (span, provider, operation) => {
    const after = normaliseSpan(makeSpan({ attributes: span }), { ...options, extraRules: ['provider', 'operation'] })
    expect([after.attributes.get('gen_ai.provider.name'), after.attributes.get('gen_ai.operation.name')]).toEqual([
      provider,
      operation,
    ])
  })

  it('have ids and aliases of their own, and the page’s rules are the page’s', () => {
    expect([new Set(aliasRules.map(({ id }) => id)).size, new Set(aliasRules.map(({ alias }) => alias)).size]).toEqual([13, 13])
    expect(pageRules.map(({ source, alias }) => [source, alias])).toEqual([
      ['llm.token_count.prompt', 'gen_ai.usage.input_tokens'],
      ['llm.token_count.completion', 'gen_ai.usage.output_tokens'],
      ['input.value', 'input'],
      ['output.value', 'output'],
    ])
  })
})
