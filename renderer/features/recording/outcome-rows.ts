import type { CheckReport } from '../../../shared/contract/checks.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { countOf } from '../../widgets/format.ts'

interface Reports {
  readonly preview: PreviewReport | null
  readonly import: ImportReport | null
  readonly checks: CheckReport | null
}

/** One thing that a case decides, in a sentence; null where it was not asked. */
export interface OutcomeRow {
  readonly what: 'Preview' | 'Import' | 'Checks'
  readonly recorded: string | null
  readonly today: string | null
}

function previewWords(report: PreviewReport | null): string | null {
  if (!report) return null
  if (report.error) return `failed: ${report.error.code}`
  const traces = report.traces.filter(({ verdict }) => verdict === 'matched').length
  if (report.outcome !== 'matched') return `${report.outcome}: ${countOf(report.nearMisses.length, 'near miss', 'near misses')}`
  return `${countOf(report.spans.matched, 'span')} in ${countOf(traces, 'trace')} match`
}

function importWords(report: ImportReport | null): string | null {
  if (!report) return null
  if (report.error) return `failed: ${report.error.code}`
  if (report.outcome !== 'imported') return report.outcome
  return `${countOf(report.spans.written, 'span')} written${report.partial ? ', partial' : ''}`
}

function checksWords(report: CheckReport | null): string | null {
  if (!report) return null
  const count = (verdict: string) => report.checks.filter((check) => check.verdict === verdict).length
  const parts = [
    [count('fail'), 'failed'],
    [count('warn'), count('warn') === 1 ? 'warning' : 'warnings'],
    [count('pass'), 'passed'],
    [count('skipped'), 'skipped'],
  ] as const
  return (
    parts
      .filter(([many]) => many > 0)
      .map(([many, word]) => `${many} ${word}`)
      .join(', ') || 'none ran'
  )
}

/** What was decided when it was recorded, beside what is decided today. */
export const outcomeRows = (recorded: Reports, today: Reports | null): OutcomeRow[] => [
  { what: 'Preview', recorded: previewWords(recorded.preview), today: previewWords(today?.preview ?? null) },
  { what: 'Import', recorded: importWords(recorded.import), today: importWords(today?.import ?? null) },
  { what: 'Checks', recorded: checksWords(recorded.checks), today: checksWords(today?.checks ?? null) },
]
