import type { PreviewReport, TracePreview } from '../../../shared/contract/preview.ts'
import { formatCount, formatNumberOf } from '../../../shared/report/counts.ts'
import { describeVerdict } from '../../../shared/report/verdict.ts'
import { formatTable } from '../table.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'
import { failureText } from './failure.ts'
import { nearMissText, snippetText } from './near-misses.ts'

const maxTraces = 12
const maxOthers = 8

/** What a preview found, for people: the verdict first, then the evidence. */
export function previewText(terminal: Terminal, report: PreviewReport): string {
  if (report.error !== null) return failureText(terminal, report.error)
  const matched = report.traces.filter((trace) => trace.verdict === 'matched')
  const mark = report.outcome === 'matched' ? terminal.good('✓') : terminal.bad('✗')
  const blocks = [`${mark} ${terminal.bold(harmless(describeVerdict(report).sentence))}`, factsText(report)]
  if (report.partial !== null) blocks.push(`${terminal.warn('! partial')}  ${report.partial.detail}`)
  if (matched.length > 0) blocks.push(`${terminal.bold('Matching traces')}\n${tracesText(terminal, matched)}`)
  if (report.nearMisses.length > 0) blocks.push(`${terminal.bold('Near misses')}\n${nearMissText(terminal, report.nearMisses)}`)
  if (report.otherSimulations.length > 0 && matched.length === 0) blocks.push(othersText(terminal, report))
  if (matched.length === 0 && report.simulation !== null) blocks.push(snippetText(terminal, report.simulation))
  return blocks.join('\n\n')
}

function factsText(report: PreviewReport): string {
  const { window, strategy, spans } = report
  const rows = [['project', `${harmless(report.project)} at ${report.host}`]]
  if (window !== null) rows.push(['window', `${window.start} … ${window.end} (${window.source})`])
  if (spans.inWindow !== null) rows.push(['in window', formatNumberOf(spans.inWindow, 'span')])
  if (strategy !== null)
    rows.push(['read by', harmless(`${strategy.kind}${strategy.reason === null ? '' : `: ${strategy.reason}`}`)])
  for (const shape of strategy?.unsearchable ?? []) rows.push(['not searched', harmless(shape)])
  rows.push(['took', `${(report.elapsedMs / 1000).toFixed(1)} s, ${formatNumberOf(report.requests, 'request')}`])
  return formatTable(rows, ['left', 'left'])
}

function tracesText(terminal: Terminal, traces: readonly TracePreview[]): string {
  const rows = traces.slice(0, maxTraces).map((trace) => {
    const [first, ...more] = trace.evidence
    const place = first === undefined ? '' : `${first.place === 'metadata' ? 'metadata.' : ''}${first.key}`
    const span = first === undefined ? '' : `on ${first.root ? 'the root' : clip(harmless(first.spanName), 30)}`
    const others = more.length === 0 ? '' : `and ${formatCount(more.length)} more`
    return [
      trace.traceId,
      formatNumberOf(trace.spans, 'span'),
      clip(harmless(trace.name), 24),
      `${place} ${span} ${others}`.trim(),
    ]
  })
  const rest = traces.length > maxTraces ? `\n${terminal.dim(`  … and ${traces.length - maxTraces} more traces`)}` : ''
  return formatTable(rows, ['left', 'right', 'left', 'left']) + rest
}

function othersText(terminal: Terminal, report: PreviewReport): string {
  const rows = report.otherSimulations
    .slice(0, maxOthers)
    .map((other) => [
      harmless(clip(other.id, 40)),
      other.key,
      formatNumberOf(other.traces, 'trace'),
      formatNumberOf(other.spans, 'span'),
    ])
  return `${terminal.bold('Other simulation ids in the window')}\n${formatTable(rows, ['left', 'left', 'right', 'right'])}`
}
