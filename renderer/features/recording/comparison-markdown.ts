import type { Comparison } from '../../../shared/contract/recordings.ts'
import { groupDifferences, sectionTitles } from './group-differences.ts'

/** Text of others stands in a cell: what Markdown or HTML would act on is escaped, and a line stays one. */
const cell = (text: string): string => text.replace(/[\\*_[\]<>|#`~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')

/** The comparison as Markdown for a ticket, with the rows that are on screen. */
export function writeComparison(comparison: Comparison, onlyDifferent: boolean): string {
  const groups = groupDifferences(comparison.rows, onlyDifferent, '').filter(({ rows }) => rows.length > 0)
  const lines = [
    '## Coval Companion: comparison',
    '',
    `- Left: ${cell(comparison.left)}`,
    `- Right: ${cell(comparison.right)}`,
    `- ${comparison.different} of ${comparison.rows.length} differ${onlyDifferent ? '; only those are listed' : ''}`,
    ...[comparison.compared, ...comparison.notes].map((note) => `- ${cell(note)}`),
    ...groups.flatMap(({ section, rows, different, total }) => [
      '',
      `### ${sectionTitles[section]}: ${different} of ${total} differ`,
      '',
      '| | | Left | Right |',
      '|---|---|---|---|',
      ...rows.map((row) => `| ${row.same ? '=' : '**≠**'} | ${cell(row.what)} | ${cell(row.left)} | ${cell(row.right)} |`),
    ]),
  ]
  return `${lines.join('\n')}\n`
}
