import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAliasTally } from '../../../shared/aliases/explain.ts'
import { known } from '../../../shared/checks/facts.ts'
import { checks, evaluateCheck } from '../../../shared/checks/index.ts'
import type { AliasReport } from '../../../shared/contract/aliases.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { correlationKeys } from '../../../shared/correlation/keys.ts'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import { parsePhoenixPage } from '../../../shared/otlp/phoenix-wire.ts'
import type { AttributeMap, AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { previewDecisions } from '../../../shared/recording/decisions.ts'
import { collectIds, createRedactor } from '../../../shared/recording/redactor.ts'
import { anyHint, anySpan, anyText, anyTime, anyValue, makeSpan } from '../../support/arbitrary-spans.ts'

const levels = ['structure', 'text', 'everything'] as const
const spansRoute = { target: '/v1/projects/p/spans/otlpv1', status: 200 }
const hashWith = (salt: string) => (text: string) => createHmac('sha256', salt).update(text).digest()

/** What a preview of these spans would decide, by the product's own ledger. */
function previewOf(spans: readonly Span[], hint: string | null): PreviewReport {
  const ledger = createTraceLedger(hint)
  for (const span of spans) ledger.add(span)
  return {
    format: 1,
    previewId: '',
    outcome: ledger.matchedSpans > 0 ? 'matched' : 'empty',
    simulation: hint,
    project: 'p',
    host: 'http://127.0.0.1',
    window: null,
    strategy: null,
    spans: { inWindow: spans.length, matched: ledger.matchedSpans, documentedLimits: ledger.matchedSpans },
    traces: ledger.previews(),
    nearMisses: ledger.nearMisses(),
    otherSimulations: ledger.otherSimulations(),
    conflicts: ledger.conflicts(),
    malformed: [],
    partial: null,
    requests: 1,
    elapsedMs: 1,
    serverVersion: null,
    error: null,
  }
}

/** What alias rules decide: every count, and none of the values. */
function aliasCounts(spans: readonly Span[]): unknown {
  const tally = createAliasTally()
  for (const span of spans) tally.add(span)
  const { rules, renamed, consequences, ...totals }: AliasReport = tally.report()
  const counts = rules.map(({ samples, ...rule }) => ({ ...rule, samples: samples.map(({ conflict }) => conflict) }))
  return {
    ...totals,
    counts,
    renamed: renamed.map(({ spans: many }) => many).sort(),
    consequences: consequences.map(({ ruleId, spans: many }) => [ruleId, many]),
  }
}

/** What of a preview no tag changes, read without the redactor's help: counts, kinds, verdicts and where things stand. */
function shapeOf(report: PreviewReport): unknown {
  const texts = (items: readonly object[]) => items.map((item) => JSON.stringify(item)).sort()
  return {
    outcome: report.outcome,
    spans: report.spans,
    malformed: report.malformed.length,
    traces: texts(
      report.traces.map(({ verdict, spans, errors, hasRoot, evidence, otherIds }) => ({
        ...{ verdict, spans, errors, hasRoot, others: otherIds.length },
        evidence: texts(evidence.map(({ root, key, place }) => ({ root, key, place }))),
      })),
    ),
    nearMisses: texts(
      report.nearMisses.map(({ kind, severity, place, traces, value, expected }) => ({
        ...{ kind, severity, place, traces, value: value === null, expected: expected === null },
      })),
    ),
    otherSimulations: texts(report.otherSimulations.map(({ traces, spans }) => ({ traces, spans }))),
    conflicts: texts(report.conflicts.map(({ ids }) => ({ ids: ids.length }))),
  }
}

/** What the checks say of the spans: those whose facts are in the answers. */
function checkVerdicts(report: PreviewReport, spans: readonly Span[]): unknown {
  const tally = createAliasTally()
  for (const span of spans) tally.add(span)
  const facts = { preview: known(report), aliases: known(tally.report()), window: known({ endedMsAgo: 86_400_000 }) }
  const results = checks.map((check) => evaluateCheck(check, facts)).filter(({ verdict }) => verdict !== 'skipped')
  return results.map(({ id, verdict, next }) => [id, verdict, next?.action ?? null])
}

/** Values around a hint: itself, and everything that is almost it. */
const nearValues = (hint: string): fc.Arbitrary<AttributeValue> =>
  fc.oneof(
    fc.constantFrom<AttributeValue>(
      hint,
      hint.toUpperCase(),
      hint.toLowerCase(),
      ` ${hint}`,
      `${hint}\n`,
      `\u200b${hint}`,
      `"${hint}"`,
      `'${hint}' `,
      `sim-${hint}`,
      `${hint}:1`,
      `x${hint}y`,
      hint.slice(0, Math.ceil(hint.length / 2)),
      `${hint.slice(0, -3)}…`,
      hint.slice(-Math.ceil(hint.length / 2)),
      '',
      '  ',
      '{{simulation_id}}',
      'your-simulation-id',
      'undefined',
      'N/A',
      [hint],
      new Map([['id', hint]]),
      'D6Ne82sBQzKZwny7bavAdB',
      'd6ne82sbqzkzwny7bavadb',
      4815162342n,
      -1n,
      1.5,
      -9957669157972178,
      123456789012345680000,
      true,
    ),
    // The report shows bytes as base64, which could be any text: their tags are not compared.
    anyValue.filter((value) => !(value instanceof Uint8Array)),
    anyText,
  )

const metadataOf = (hint: string): fc.Arbitrary<AttributeValue> =>
  fc.oneof(
    fc.constantFrom<AttributeValue>(
      JSON.stringify({ simulation_output_id: hint, customer: 'Maria' }),
      JSON.stringify({ session: { id: hint } }),
      JSON.stringify({ 'session.id': `${hint} ` }),
      JSON.stringify(JSON.stringify({ session_id: hint })),
      JSON.stringify({ deep: { deeper: [hint] } }),
      JSON.stringify([{ session_id: hint }]),
      JSON.stringify({ conversation: hint, session_id: 42 }),
      `{'simulation_output_id': '${hint}'}`,
      `session ${hint}`,
      new Map<string, AttributeValue>([['session_id', hint]]),
      new Map<string, AttributeValue>([['session', new Map([['id', hint]])]]),
      [hint],
    ),
    anyValue,
  )

const kinds = fc.constantFrom<AttributeValue>('LLM', 'llm', ' LLM', 'CHAIN', 'TOOL', 7n, 'My own kind')
const tokenCounts = fc.constantFrom<AttributeValue>(12n, '12', 12.5, 'twelve', '', 123456789012345n, '1e3')
const texts = fc.constantFrom<AttributeValue>(
  'Hello',
  'Hella',
  'hello',
  '',
  '{"a": 1}',
  ['Hello'],
  new Map([['a', 'Hello']]),
  '["Hello"]',
)

/** Attributes in which the rules of correlation and aliases find something. */
const telling = (hint: string): fc.Arbitrary<AttributeMap> => {
  const near = nearValues(hint)
  const entry = fc.oneof(
    fc.tuple(fc.constantFrom(...correlationKeys, ...correlationKeys.map((key) => `metadata.${key}`)), near),
    fc.tuple(
      fc.constantFrom(
        'conversation.id',
        'my_session_id',
        'callId',
        'metadata.customer.id',
        'metadata.0.session_id',
        'customer name',
        'note',
      ),
      near,
    ),
    fc.tuple(fc.constant('metadata'), metadataOf(hint)),
    fc.tuple(fc.constant('openinference.span.kind'), kinds),
    fc.tuple(fc.constantFrom('llm.token_count.prompt', 'gen_ai.usage.input_tokens', 'llm.token_count.completion'), tokenCounts),
    fc.tuple(fc.constantFrom('input.value', 'input', 'output.value', 'output'), texts),
    fc.tuple(
      fc.constantFrom('llm.provider', 'llm.system', 'gen_ai.provider.name', 'gen_ai.operation.name'),
      fc.constantFrom<AttributeValue>('openai', 'Maria GmbH', 'azure', 'chat'),
    ),
    fc.tuple(anyText, anyValue),
  )
  return fc.array(entry, { maxLength: 7 }).map((entries) => new Map(entries))
}

/** Also times that were seconds or milliseconds taken for nanoseconds, and the beginning of time. */
const everyTime = fc.oneof(anyTime(), anyTime(0n, 60_000_000_000_000n), anyTime(0n, 2_000_000_000n), fc.constant(unixNano(0n)))

const aCase = anyHint.chain((hint) =>
  fc.record({
    // Without a hint every span of the window is taken.
    hint: fc.option(fc.constant(hint), { freq: 12 }),
    spans: fc.array(anySpan(telling(hint), everyTime), { minLength: 1, maxLength: 8 }).chain((spans) =>
      // Spans share traces, so that two ids meet in one.
      fc
        .array(fc.nat({ max: 2 }), { minLength: spans.length, maxLength: spans.length })
        .map((places) =>
          spans.map((span, at) => ({ ...span, traceId: spans[(places[at] ?? 0) % spans.length]?.traceId ?? span.traceId })),
        ),
    ),
  }),
)

test('the comparison sees every kind of decision: a span more, another key, another id, another token count', () => {
  const one = makeSpan({ attributes: { session_id: 'sim-1', 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 3n } })
  const change = (attributes: Record<string, AttributeValue>) => {
    const given = { session_id: 'sim-1', 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 3n, ...attributes }
    return [makeSpan({ attributes: given })]
  }
  const all = (spans: readonly Span[]) => {
    const preview = previewOf(spans, 'sim-1')
    return JSON.stringify([shapeOf(preview), checkVerdicts(preview, spans), aliasCounts(spans)])
  }
  const others = [
    [one, makeSpan({ spanId: 'c'.repeat(16) })],
    change({ session_id: 'sim-2' }),
    change({ 'conversation.id': 'sim-1', session_id: 'SIM-1' }),
    change({ 'session.id': 'sim-2' }),
    change({ 'llm.token_count.prompt': 'many' }),
    change({ 'input.value': 'Hello' }),
    change({ 'gen_ai.usage.input_tokens': 4n }),
  ]
  expect(others.map((spans) => all(spans) === all([one]))).toEqual(others.map(() => false))
})

describe.each(levels)('redaction at the level %s', (level) => {
  test('decides the same before and after, whatever the spans hold', () => {
    void fc.assert(
      fc.property(aCase, fc.string(), ({ hint, spans }, salt): void => {
        const page = writePhoenixPage(spans)
        const ids = level === 'everything' ? [] : collectIds([page])
        const redactor = createRedactor({ level, hash: hashWith(salt), hint, project: 'p', ids })
        const made = redactor.body(page, spansRoute)
        const [before, after] = [parsePhoenixPage(page), parsePhoenixPage(made)]
        const first = previewOf(before.spans, hint)
        const report = redactor.preview(first)
        const second = previewOf(after.spans, report.simulation)
        expect(previewDecisions(second)).toEqual({ ...previewDecisions(report), project: 'p' })
        expect(shapeOf(second)).toEqual(shapeOf(first))
        expect(checkVerdicts(second, after.spans)).toEqual(checkVerdicts(first, before.spans))
        expect(aliasCounts(after.spans)).toEqual(aliasCounts(before.spans))
        expect(redactor.unfaithful).toBe(0)
      }),
      { numRuns: 400 },
    )
  })
})
