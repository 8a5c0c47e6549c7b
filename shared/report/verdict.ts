import type { ImportReport } from '../contract/import.ts'
import type { PreviewReport } from '../contract/preview.ts'
import { formatCount, formatNumberOf } from './counts.ts'

/** The keys by which a preview's traces match, most frequent first, as `key` or `metadata.key`. */
export function matchedKeys(report: Pick<PreviewReport, 'traces'>): string[] {
  const counts = new Map<string, number>()
  for (const trace of report.traces) {
    const keys = new Set(trace.evidence.map(({ key, place }) => (place === 'metadata' ? `metadata.${key}` : key)))
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key)
}

export interface Verdict {
  readonly tone: 'matched' | 'empty' | 'failed'
  /** One sentence; code stands in `backticks`. */
  readonly sentence: string
}

/**
 * The preview in one sentence: "183 spans in 36 traces match by `session_id`; by the documented limits Coval takes 113, because
 * it reads only the newest 5,000 of the window’s 7,482 spans."
 */
export function describeVerdict(report: PreviewReport): Verdict {
  if (report.outcome === 'failed') return { tone: 'failed', sentence: withStop(report.error?.message ?? 'The preview failed') }
  if (report.outcome === 'cancelled')
    return { tone: 'failed', sentence: 'The preview was cancelled before the answer was known.' }
  return report.spans.matched > 0
    ? { tone: 'matched', sentence: `${describeMatch(report)}; ${describeCoval(report)}.` }
    : { tone: 'empty', sentence: describeNothing(report) }
}

function describeMatch(report: PreviewReport): string {
  const matched = report.traces.filter((trace) => trace.verdict === 'matched').length
  const spans = formatNumberOf(report.spans.matched, 'span')
  const traces = formatNumberOf(matched, 'trace')
  if (report.simulation === null) return `Without an id all ${spans} in ${traces} of the window are taken`
  const keys = matchedKeys(report).map((key) => `\`${key}\``)
  const by = keys.length > 0 ? ` by ${joinWords(keys)}` : ''
  return `${spans} in ${traces} ${report.spans.matched === 1 ? 'matches' : 'match'}${by}`
}

/** What the page's own limits would leave of it. */
function describeCoval({ spans: { matched, documentedLimits, inWindow } }: PreviewReport): string {
  if (documentedLimits === null) return 'what Coval would take is not known, because the window was not read to its fifth page'
  if (documentedLimits >= matched) return 'Coval takes all of them'
  const taken = documentedLimits === 0 ? 'none' : formatCount(documentedLimits)
  return `by the documented limits Coval takes ${taken}${whyFewer(inWindow)}`
}

const documentedSpans = 5_000

/** The rest of a sentence on what the documented limits leave; empty where the window is not what exceeds them. */
export function whyFewer(inWindow: number | null): string {
  const newest = `, because it reads only the newest ${formatCount(documentedSpans)}`
  if (inWindow === null) return `${newest} spans of the window`
  return inWindow > documentedSpans ? `${newest} of the window’s ${formatCount(inWindow)} spans` : ''
}

function describeNothing(report: PreviewReport): string {
  const { simulation, nearMisses, otherSimulations } = report
  if (report.window === null) return describeNowhere(report)
  const misses = nearMisses.filter((miss) => miss.severity === 'miss').length
  // The id may be elsewhere: then a near miss says where.
  if (misses === 0 && (report.spans.inWindow === 0 || report.traces.length === 0))
    return simulation === null
      ? `No span of \`${report.project}\` starts in this window.`
      : `No span carries \`${simulation}\`, and none starts in this window.`
  const nothing = `No span matches \`${simulation ?? ''}\``
  if (misses > 0) return `${nothing}; ${formatNumberOf(misses, 'near miss shows', 'near misses show')} why.`
  if (otherSimulations.length > 0)
    return `${nothing}; the ids in this window belong to ${formatNumberOf(otherSimulations.length, 'other simulation')}.`
  return `${nothing}; none of the ${formatNumberOf(report.traces.length, 'trace')} in this window carries any id.`
}

/** No window was found, so that of the project only the newest traces were read. */
function describeNowhere({ simulation, project, traces, nearMisses, otherSimulations }: PreviewReport): string {
  const nothing = `No span matches \`${simulation ?? ''}\` in \`${project}\``
  const misses = nearMisses.filter((miss) => miss.severity === 'miss').length
  if (misses > 0) return `${nothing}; ${formatNumberOf(misses, 'near miss shows', 'near misses show')} why.`
  if (traces.length === 0) return `${nothing}; no trace was read.`
  const newest = traces.length === 1 ? 'the newest trace' : `the newest ${formatCount(traces.length)} traces`
  if (otherSimulations.length > 0)
    return `${nothing}; the ids in ${newest} belong to ${formatNumberOf(otherSimulations.length, 'other simulation')}.`
  return `${nothing}; no id is in ${newest}.`
}

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** The import in one sentence. */
export function importVerdict(report: ImportReport): string {
  const subject = report.simulation ?? 'the window'
  const { spans } = report
  switch (report.outcome) {
    case 'imported':
      return `Imported ${formatNumberOf(spans.written, 'span')} in ${formatNumberOf(report.traces, 'trace')} of ${subject}${report.partial ? ', partially' : ''}.`
    case 'empty':
      return `Nothing was imported: none of the ${formatNumberOf(spans.fetched, 'span')} that were read matches ${subject}.`
    case 'skipped':
      return `Skipped. ${report.note ?? ''}`.trim()
    case 'already-imported':
      return `${subject} is imported already${report.note ? `: ${report.note}` : ''}.`
    case 'cancelled':
      return 'Cancelled; nothing was written.'
    case 'failed':
      return report.error?.message ?? 'The import failed.'
  }
}

function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
