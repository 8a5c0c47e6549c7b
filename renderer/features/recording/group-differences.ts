import type { Difference } from '../../../shared/contract/recordings.ts'

export const sections = ['settings', 'spans', 'matches', 'aliases', 'checks'] as const satisfies readonly Difference['section'][]

export const sectionTitles: Record<Difference['section'], string> = {
  settings: 'Settings',
  spans: 'Spans',
  matches: 'Matches',
  aliases: 'Aliases',
  checks: 'Checks',
}

export interface DifferenceGroup {
  readonly section: Difference['section']
  /** Those that differ before those that do not; each in the engine's order. */
  readonly rows: readonly Difference[]
  readonly different: number
  /** Rows before filtering. */
  readonly total: number
}

/** The rows by section. A section without a row to show stays, so that it is known to have been compared. */
export function groupDifferences(rows: readonly Difference[], onlyDifferent: boolean, text: string): DifferenceGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return sections.flatMap((section) => {
    const own = rows.filter((row) => row.section === section)
    if (own.length === 0) return []
    const shown = own.filter((row) => {
      const all = `${row.what}\n${row.left}\n${row.right}`.toLowerCase()
      return (!onlyDifferent || !row.same) && words.every((word) => all.includes(word))
    })
    const ordered = [...shown.filter(({ same }) => !same), ...shown.filter(({ same }) => same)]
    return [{ section, rows: ordered, different: own.filter(({ same }) => !same).length, total: own.length }]
  })
}

/** Where two values differ: their parts between commas, marked where the other has none like it at that place. */
export function markParts(value: string, other: string): { text: string; differs: boolean }[] {
  const [own, others] = [value.split(', '), other.split(', ')]
  if (own.length === 1 || own.length !== others.length) return [{ text: value, differs: value !== other }]
  return own.map((text, index) => ({ text: index < own.length - 1 ? `${text}, ` : text, differs: text !== others[index] }))
}
