import type { CheckReport } from '../contract/checks.ts'
import type { IdConflict, ImportReport, MalformedSpan } from '../contract/import.ts'
import type { NearMiss, PreviewReport } from '../contract/preview.ts'

/** What a report decides, apart from how long it took, where it ran and how it words things. Compared as JSON text. */
export type Decisions = Readonly<Record<string, unknown>>

/** Lists that a report cuts after so many by the text of their items: which ones are listed is no decision then, how many is. */
const cutAfter = { ids: 8, kind: 10 } as const
const longestShown = 200

/** The decisions of a preview: the same before and after redaction, but for the tags, and the same on every machine. */
export function previewDecisions(report: PreviewReport): Decisions {
  return {
    outcome: report.outcome,
    simulation: report.simulation,
    project: report.project,
    window: report.window,
    strategy: report.strategy?.kind ?? null,
    unsearchable: report.strategy?.unsearchable ?? [],
    spans: report.spans,
    traces: report.traces.map((trace) => ({
      ...{ traceId: trace.traceId, verdict: trace.verdict, spans: trace.spans, start: trace.start, end: trace.end },
      ...{ errors: trace.errors, hasRoot: trace.hasRoot, name: shown(trace.name) },
      evidence: trace.evidence.map(({ spanId, root, key, place, value }) => ({ spanId, root, key, place, value })),
      otherIds: trace.otherIds.length >= cutAfter.ids ? trace.otherIds.length : [...trace.otherIds].sort(),
    })),
    nearMisses: decideNearMisses(report.nearMisses),
    otherSimulations: sorted(report.otherSimulations.map(({ id, key, traces, spans }) => ({ id, key, traces, spans }))),
    conflicts: decideConflicts(report.conflicts),
    malformed: decideMalformed(report.malformed),
    partial: report.partial?.reason ?? null,
    serverVersion: report.serverVersion,
    error: report.error?.code ?? null,
  }
}

export function importDecisions(report: ImportReport): Decisions {
  return {
    outcome: report.outcome,
    simulation: report.simulation,
    project: report.project,
    window: report.window,
    limits: report.limits,
    strategy: report.strategy?.kind ?? null,
    unsearchable: report.strategy?.unsearchable ?? [],
    spans: report.spans,
    traces: report.traces,
    partial: report.partial?.reason ?? null,
    conflicts: decideConflicts(report.conflicts),
    malformed: decideMalformed(report.malformed),
    serverVersion: report.serverVersion,
    error: report.error?.code ?? null,
  }
}

/** Verdicts by check, and where the next step leads. */
export const checkDecisions = (report: CheckReport): Decisions =>
  Object.fromEntries(report.checks.map(({ id, verdict, next }) => [id, { verdict, action: next?.action ?? null }]))

/** Where two sets of decisions differ: the names of the members, each with both values as JSON. */
export function changedDecisions(
  before: Decisions,
  after: Decisions,
): { readonly what: string; readonly before: string; readonly after: string }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((what) => {
    const [left, right] = [JSON.stringify(before[what] ?? null), JSON.stringify(after[what] ?? null)]
    return left === right ? [] : [{ what, before: left, after: right }]
  })
}

function decideNearMisses(misses: readonly NearMiss[]): unknown {
  const kinds = new Set(misses.map(({ kind }) => kind))
  return Object.fromEntries(
    [...kinds].map((kind) => {
      const same = misses.filter((miss) => miss.kind === kind)
      return [kind, same.length >= cutAfter.kind ? same.length : sorted(same.map(decideNearMiss))]
    }),
  )
}

const decideNearMiss = ({ severity, key, place, value, kind, traceId, spanId, traces }: NearMiss) => {
  // A list or map shows its JSON, a text that is not JSON its beginning; tags show neither.
  const wordless = (kind === 'metadata-shape' && key === 'metadata') || /^[[{]/.test(value ?? '')
  // A place in a list and a name in digits look the same in a path; only the name becomes a tag.
  const path = key === null ? null : key.replace(/(^|\.)\d+(?=\.|$)/g, '$1#')
  return { severity, key: path, place, value: wordless || value === null ? null : shown(value), traceId, spanId, traces }
}

const decideConflicts = (conflicts: readonly IdConflict[]): unknown =>
  conflicts.map(({ traceId, ids }) => ({ traceId, ids: ids.length >= cutAfter.ids ? ids.length : sorted(ids) }))

const decideMalformed = (malformed: readonly MalformedSpan[]): unknown =>
  malformed.map(({ index, spanId }) => ({ index, spanId }))

const shown = (text: string): string | number => (text.length > longestShown ? text.length : text)

const sorted = (items: readonly object[]): string[] => items.map((item) => JSON.stringify(item)).sort()
