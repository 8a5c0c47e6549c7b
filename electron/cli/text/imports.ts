import type { ImportRecord } from '../../../shared/contract/import.ts'
import { formatCount } from '../../../shared/report/counts.ts'
import { formatTable } from '../table.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'

export function importsTable(terminal: Terminal, records: readonly ImportRecord[]): string {
  if (records.length === 0) return 'Nothing is imported yet: `coval-companion import`, or `coval-companion demo` to see one.'
  const rows = records.map((record) => [
    clip(harmless(record.simulation ?? 'a whole window'), 40),
    formatCount(record.spans),
    formatCount(record.traces),
    record.partial === null ? '' : 'partial',
    `${record.importedAt.slice(0, 19)}Z`,
    clip(harmless(record.project), 30),
    record.importId,
  ])
  const head = ['simulation', 'spans', 'traces', '', 'imported', 'project', 'import id']
  return formatTable([head.map(terminal.dim), ...rows], ['left', 'right', 'right', 'left', 'left', 'left', 'left'])
}

export function recordText(terminal: Terminal, record: ImportRecord): string {
  const rows = [
    ['simulation', harmless(record.simulation ?? 'none: a whole window')],
    ['import id', record.importId],
    ['project', `${harmless(record.project)} at ${record.host}`],
    ['window', `${record.window.start} … ${record.window.end} (${record.window.source})`],
    ['imported', record.importedAt],
    ['spans', `${formatCount(record.spans)} in ${formatCount(record.traces)} traces`],
  ]
  if (record.partial !== null) rows.push(['partial', record.partial.detail])
  return `${terminal.bold('Import')}\n${formatTable(rows, ['left', 'left'])}`
}
