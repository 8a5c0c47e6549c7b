import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'

export interface Verdict {
  readonly tone: 'matched' | 'empty' | 'failed'
  /** One sentence; code stands in `backticks`. */
  readonly sentence: string
}

/** The keys that made traces match, as the person would find them in Phoenix: `session_id`, `metadata.session_id`. */
export function matchedKeys(report: Pick<PreviewReport, 'traces'>): string[] {
  const keys = new Set<string>()
  for (const trace of report.traces) {
    for (const { key, place } of trace.evidence)
      keys.add(place === 'metadata' && !key.startsWith('metadata') ? `metadata.${key}` : key)
  }
  return [...keys].sort()
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** The preview in one sentence, before anything else is read. */
export function describeVerdict(report: PreviewReport): Verdict {
  if (report.outcome === 'failed') return { tone: 'failed', sentence: withStop(report.error?.message ?? 'The preview failed') }
  if (report.outcome === 'cancelled')
    return { tone: 'failed', sentence: 'The preview was cancelled before the answer was known.' }
  return report.spans.matched > 0
    ? { tone: 'matched', sentence: `${describeMatch(report)}${describeCoval(report)}` }
    : { tone: 'empty', sentence: describeNothing(report) }
}

function describeMatch(report: PreviewReport): string {
  const traces = report.traces.filter((trace) => trace.verdict === 'matched').length
  const spans = countOf(report.spans.matched, 'span')
  if (report.simulation === null) return `Without an id all ${spans} in ${countOf(traces, 'trace')} of the window are taken`
  const keys = matchedKeys(report).map((key) => `\`${key}\``)
  const by = keys.length > 0 ? ` by ${listed(keys)}` : ''
  return `${spans} in ${countOf(traces, 'trace')} ${report.spans.matched === 1 ? 'matches' : 'match'}${by}`
}

/** What the page's own limits would leave of it. */
function describeCoval(report: PreviewReport): string {
  const { matched, documentedLimits, inWindow } = report.spans
  if (documentedLimits === null) return '.'
  if (documentedLimits >= matched) return '; Coval takes all of them.'
  const because =
    inWindow === null
      ? 'because it reads only the newest 5,000 spans of the window'
      : `because the window holds ${formatNumber(inWindow)}`
  return `; by the documented limits Coval takes ${documentedLimits === 0 ? 'none' : formatNumber(documentedLimits)}, ${because}.`
}

function describeNothing(report: PreviewReport): string {
  const { simulation, nearMisses, otherSimulations } = report
  if (report.spans.inWindow === 0 || (report.traces.length === 0 && nearMisses.length === 0))
    return simulation === null
      ? `No span of \`${report.project}\` starts in this window.`
      : `No span carries \`${simulation}\`, and none starts in this window.`
  const misses = nearMisses.filter((miss) => miss.severity === 'miss').length
  const nothing = `No span matches \`${simulation ?? ''}\``
  if (misses > 0) return `${nothing}; ${countOf(misses, 'near miss shows', 'near misses show')} why.`
  if (otherSimulations.length > 0)
    return `${nothing}; the ids in this window belong to ${countOf(otherSimulations.length, 'other simulation')}.`
  return `${nothing}; none of the ${countOf(report.traces.length, 'trace')} in this window carries any id.`
}

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
