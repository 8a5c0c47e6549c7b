import type { ImportReport } from '../contract/import.ts'
import type { PreviewReport } from '../contract/preview.ts'

/** `7482` → `7,482`; the same on every machine. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** `1 span`, `183 spans`. */
export const formatNumberOf = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

/** The keys by which a preview's traces match, most frequent first, as `key` or `metadata.key`. */
export function matchedKeys(report: Pick<PreviewReport, 'traces'>): string[] {
  const counts = new Map<string, number>()
  for (const trace of report.traces) {
    const keys = new Set(trace.evidence.map(({ key, place }) => (place === 'metadata' ? `metadata.${key}` : key)))
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key)
}

/**
 * The preview in one sentence: "183 spans in 36 traces match by `session_id`; by the documented limits Coval takes 113, because
 * the window holds 7,482 spans."
 */
export function previewVerdict(report: PreviewReport): string {
  const { inWindow, matched, documentedLimits } = report.spans
  const traces = report.traces.filter((trace) => trace.verdict === 'matched').length
  if (report.outcome === 'cancelled') return 'The preview was cancelled.'
  if (report.outcome === 'failed') return report.error?.message ?? 'The preview failed.'
  if (matched === 0) return emptyVerdict(report)
  const subject = `${formatNumberOf(matched, 'span')} in ${formatNumberOf(traces, 'trace')}`
  const keys = matchedKeys(report).map((key) => `\`${key}\``)
  const by = report.simulation === null ? 'lie in the window' : `match by ${joinWords(keys)}`
  if (documentedLimits === null)
    return `${subject} ${by}; what Coval would take is not known, because the window was not read to its fifth page.`
  if (documentedLimits === matched) return `${subject} ${by}; Coval takes all of them.`
  const holds = inWindow === null ? 'more than 5,000 spans' : formatNumberOf(inWindow, 'span')
  return `${subject} ${by}; by the documented limits Coval takes ${formatCount(documentedLimits)}, because the window holds ${holds}.`
}

function emptyVerdict(report: PreviewReport): string {
  if (report.window === null) return `No trace of project ${report.project} carries ${report.simulation ?? 'an id'}.`
  const { inWindow } = report.spans
  if (inWindow === 0) return `The window holds no spans at all in project ${report.project}.`
  const among = inWindow === null ? 'No span of the window' : `None of the window's ${formatNumberOf(inWindow, 'span')}`
  return `${among} matches ${report.simulation ?? 'the hint'}; Coval imports nothing.`
}

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
