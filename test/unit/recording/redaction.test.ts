import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAliasTally } from '../../../shared/aliases/explain.ts'
import { known } from '../../../shared/checks/facts.ts'
import { checks, evaluateCheck } from '../../../shared/checks/index.ts'
import type { AliasReport } from '../../../shared/contract/aliases.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import { parsePhoenixPage } from '../../../shared/otlp/phoenix-wire.ts'
import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { previewDecisions } from '../../../shared/recording/decisions.ts'
import { collectIds, createRedactor } from '../../../shared/recording/redactor.ts'
import { anyCase } from '../../support/arbitrary-cases.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'

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
      fc.property(anyCase, fc.string(), ({ hint, spans }, salt): void => {
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
