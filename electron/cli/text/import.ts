import type { ImportReport } from '../../../shared/contract/import.ts'
import { formatNumberOf } from '../../../shared/report/counts.ts'
import { importVerdict } from '../../../shared/report/verdict.ts'
import { formatTable } from '../table.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'
import { failureText } from './failure.ts'
import { nearMissText, snippetText } from './near-misses.ts'

/** What an import did, for people. */
export function importText(terminal: Terminal, report: ImportReport): string {
  if (report.error !== null && report.outcome === 'failed') return failureText(terminal, report.error)
  const good = report.outcome === 'imported' || report.outcome === 'already-imported'
  const mark = good ? terminal.good('✓') : report.outcome === 'empty' ? terminal.bad('✗') : terminal.warn('!')
  const blocks = [`${mark} ${terminal.bold(harmless(importVerdict(report)))}`, factsText(report)]
  if (report.partial !== null) blocks.push(`${terminal.warn('! partial')}  ${report.partial.detail}`)
  if (report.conflicts.length > 0) {
    const traces = formatNumberOf(report.conflicts.length, 'trace')
    blocks.push(`${terminal.warn('!')} ${traces} carry more than one id; they were imported for this one.`)
  }
  if (report.outcome === 'empty') blocks.push(...whyEmpty(terminal, report))
  if (report.outcome === 'already-imported') blocks.push('Import it again with --replace.')
  return blocks.join('\n\n')
}

function whyEmpty(terminal: Terminal, { nearMisses = [], simulation }: ImportReport): string[] {
  const misses = nearMisses.length > 0 ? [`${terminal.bold('Near misses')}\n${nearMissText(terminal, nearMisses)}`] : []
  const paste = simulation === null ? [] : [snippetText(terminal, simulation)]
  return [...misses, ...paste, 'coval-companion preview with the same options shows every trace of the window.']
}

/** The keys, and where the first of them stands. */
function matchText({ matchedBy = [], evidence: [first] = [], traces }: ImportReport): string | null {
  if (first === undefined) return null
  const where = `on ${first.root ? 'the root' : 'a span'} ${clip(first.spanName, 30)} of ${first.traceId}`
  const others = traces > 1 ? ` and in ${formatNumberOf(traces - 1, 'more trace')}` : ''
  return harmless(`${matchedBy.join(', ')}: ${where}${others}`)
}

function factsText(report: ImportReport): string {
  const { spans, strategy, window } = report
  const rows = [['project', `${harmless(report.project)} at ${report.host}`]]
  if (window !== null) rows.push(['window', `${window.start} … ${window.end} (${window.source})`])
  if (strategy !== null)
    rows.push(['read by', harmless(`${strategy.kind}${strategy.reason === null ? '' : `: ${strategy.reason}`}`)])
  for (const shape of strategy?.unsearchable ?? []) rows.push(['not searched', harmless(shape)])
  const matched = matchText(report)
  if (matched !== null) rows.push(['matched by', matched])
  if (report.outcome === 'imported') {
    rows.push(['spans', `${spans.fetched} read, ${spans.matched} matched, ${spans.written} written`])
  }
  rows.push(['store', report.store])
  const phases = Object.entries(report.phases)
    .filter(([, milliseconds]) => milliseconds >= 50)
    .map(([phase, milliseconds]) => `${phase} ${(milliseconds / 1000).toFixed(1)} s`)
  const took = `${(report.elapsedMs / 1000).toFixed(1)} s, ${formatNumberOf(report.requests, 'request')}`
  rows.push(['took', phases.length === 0 ? took : `${took} (${phases.join(', ')})`])
  return formatTable(rows, ['left', 'left'])
}
