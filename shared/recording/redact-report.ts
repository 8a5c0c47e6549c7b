import { explanations } from '../checks/errors.ts'
import { checks } from '../checks/index.ts'
import type { CheckReport } from '../contract/checks.ts'
import type { Failure } from '../contract/errors.ts'
import type { Evidence, IdConflict, ImportReport, MalformedSpan, Partial, Strategy, Window } from '../contract/import.ts'
import type { NearMiss, PreviewReport } from '../contract/preview.ts'
import { describeNearMiss } from '../correlation/near-misses.ts'
import type { NearTags } from './near-tags.ts'
import { type ExchangeTools, redactVersion, shiftIso } from './redact-exchange.ts'

export interface ReportTools extends ExchangeTools {
  readonly near: NearTags
  host(url: string): string
}

/**
 * Reports member by member. Sentences are written anew from what is a tag by now, or replaced by what they say in general: a text
 * could hold anything.
 */
export function createReportRedactor(tools: ReportTools) {
  const { near, tagId, tagName, tagKey, tagProject } = tools

  const window = (held: Window | null): Window | null =>
    held === null ? null : { start: shiftIso(held.start, tools), end: shiftIso(held.end, tools), source: held.source }
  const id = (value: string | null): string | null => (value === null ? null : tagId(value.toLowerCase()))
  const evidence = (held: Evidence): Evidence => ({
    ...held,
    spanId: tagId(held.spanId),
    spanName: tagName(held.spanName),
    value: near.tag(held.value),
  })
  const conflict = ({ traceId, ids }: IdConflict): IdConflict => ({
    traceId: tagId(traceId),
    ids: ids.map(({ key, value, spanId }) => ({ key, value: near.tag(value), spanId: tagId(spanId) })),
  })

  function nearMiss(held: NearMiss): NearMiss {
    const { kind, severity, place, traces } = held
    const key = held.key === null ? null : tagKey(held.key)
    const value = held.value === null ? null : nearMissValue(held)
    const made = { kind, severity, key, place, value, expected: null, traceId: id(held.traceId), spanId: id(held.spanId), traces }
    const hint = near.hint ?? ''
    if (kind === 'outside-window') return { ...made, fix: 'Move or widen the window: the id is outside of it.' }
    if (kind === 'another-project')
      return { ...made, fix: `Choose the project \`${value ?? ''}\`: the spans of this simulation are there.` }
    const described = describeNearMiss(
      { kind, key: key ?? '', place: place === 'metadata' ? place : 'attribute', value: value ?? '' },
      hint,
    )
    return { ...made, expected: held.expected === null ? null : described.expected, fix: described.fix }
  }

  function nearMissValue({ kind, key, value }: NearMiss): string {
    const text = value ?? ''
    if (kind === 'outside-window') return shiftIso(text, tools)
    if (kind === 'another-project') return tagProject(text)
    return kind === 'metadata-shape' && key === 'metadata' ? tools.freeText(text, 'metadata') : near.tag(text)
  }

  return {
    preview: (report: PreviewReport): PreviewReport => ({
      format: report.format,
      previewId: '',
      outcome: report.outcome,
      simulation: near.hint,
      project: tagProject(report.project),
      host: tools.host(report.host),
      window: window(report.window),
      strategy: redactStrategy(report.strategy),
      spans: { ...report.spans },
      traces: report.traces.map((trace) => ({
        traceId: tagId(trace.traceId),
        name: tagName(trace.name),
        verdict: trace.verdict,
        spans: trace.spans,
        start: shiftIso(trace.start, tools),
        end: shiftIso(trace.end, tools),
        errors: trace.errors,
        hasRoot: trace.hasRoot,
        evidence: trace.evidence.map(evidence),
        otherIds: trace.otherIds.map(near.tag),
      })),
      nearMisses: report.nearMisses.map(nearMiss),
      otherSimulations: report.otherSimulations.map((other) => ({ ...other, id: near.tag(other.id), key: tagKey(other.key) })),
      conflicts: report.conflicts.map(conflict),
      malformed: report.malformed.map((span) => redactMalformed(span, id)),
      partial: redactPartial(report.partial),
      requests: report.requests,
      elapsedMs: report.elapsedMs,
      serverVersion: report.serverVersion === null ? null : redactVersion(report.serverVersion),
      error: redactFailure(report.error),
    }),
    import: (report: ImportReport): ImportReport => ({
      format: report.format,
      outcome: report.outcome,
      simulation: near.hint,
      project: tagProject(report.project),
      host: tools.host(report.host),
      window: window(report.window),
      limits: report.limits,
      strategy: redactStrategy(report.strategy),
      spans: { ...report.spans },
      traces: report.traces,
      partial: redactPartial(report.partial),
      conflicts: report.conflicts.map(conflict),
      malformed: report.malformed.map((span) => redactMalformed(span, id)),
      requests: report.requests,
      attempts: report.attempts,
      elapsedMs: report.elapsedMs,
      phases: Object.fromEntries(Object.entries(report.phases).filter(([phase]) => /^[a-z-]{1,20}$/.test(phase))),
      store: 'memory',
      importId: null,
      note: null,
      serverVersion: report.serverVersion === null ? null : redactVersion(report.serverVersion),
      error: redactFailure(report.error),
    }),
    checks: (report: CheckReport): CheckReport => ({
      format: report.format,
      checks: report.checks.flatMap(({ id: checkId, verdict, next }) => {
        const known = checks.find((check) => check.id === checkId)
        if (known === undefined) return []
        const { title, symptom, keywords } = known
        const step = next === null ? null : { text: replacedText, action: next.action, value: null }
        return [{ id: checkId, title, symptom, keywords: [...keywords], verdict, evidence: [], next: step }]
      }),
    }),
  }
}

export const replacedText = 'The words of this step are not part of a redacted recording.'

const redactStrategy = (strategy: Strategy | null): Strategy | null =>
  strategy === null ? null : { kind: strategy.kind, reason: null, unsearchable: [...strategy.unsearchable] }

const redactPartial = (partial: Partial | null): Partial | null =>
  partial === null ? null : { reason: partial.reason, detail: `The result is not whole: ${partial.reason}.` }

const redactMalformed = (span: MalformedSpan, id: (value: string | null) => string | null): MalformedSpan => ({
  index: span.index,
  spanId: id(span.spanId),
  problem: 'it could not be read',
})

/** The code says what happened; the words in general come from the table of codes. */
const redactFailure = (failure: Failure | null): Failure | null => {
  if (failure === null) return null
  const { check, meaning, next } = explanations[failure.code]
  return { code: failure.code, message: meaning, next: typeof next === 'string' ? next : next({}), check }
}
