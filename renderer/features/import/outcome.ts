import type { ImportOutcome, ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import { countOf } from '../../widgets/format.ts'
import type { Tone } from '../../widgets/tag.tsx'

export const outcomes: Record<ImportOutcome, { tone: Tone; word: string }> = {
  imported: { tone: 'matched', word: 'Imported' },
  empty: { tone: 'other', word: 'Nothing matched' },
  skipped: { tone: 'none', word: 'Skipped' },
  'already-imported': { tone: 'none', word: 'Already imported' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'none', word: 'Cancelled' },
}

export function cancelledSentence({ request, by }: { request: ImportRequest; by: 'person' | 'reload' }): string {
  if (by === 'person') return 'The import was cancelled; nothing was written.'
  const of = request.simulation === null ? 'a whole window' : `\`${request.simulation}\``
  return `The reload ended the import of ${of}; nothing was written, unless it was just complete: then Simulations lists it.`
}

/** What came of an import, as prose. `intoMemory`: it was of a recording. */
export function sentenceOf(report: ImportReport, intoMemory: boolean): string {
  const { spans } = report
  switch (report.outcome) {
    case 'imported':
      return `${countOf(spans.written, 'span')} in ${countOf(report.traces, 'trace')}${report.simulation === null ? '' : ` of \`${report.simulation}\``} written${intoMemory ? ' into memory, gone when the recording is closed' : ''}${report.note ? `; ${report.note}` : '.'}`
    case 'empty':
      return 'No span of the window carries this id, so nothing was written.'
    case 'skipped':
    case 'already-imported':
    case 'failed':
    case 'cancelled':
      return report.note ?? 'Nothing was written.'
  }
}
