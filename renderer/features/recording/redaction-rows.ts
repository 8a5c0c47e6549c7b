import type { RedactionEntry } from '../../../shared/contract/recordings.ts'

export const fates = ['kept', 'tagged', 'masked', 'dropped'] as const satisfies readonly RedactionEntry['fate'][]

/** One place with what became of the things there. */
export interface RedactionRow {
  readonly place: string
  readonly counts: Readonly<Record<RedactionEntry['fate'], number>>
}

const none = { kept: 0, tagged: 0, masked: 0, dropped: 0 }

/** A row a place, in the order of the report. */
export function pivotRedaction(entries: readonly RedactionEntry[]): RedactionRow[] {
  const rows = new Map<string, Record<RedactionEntry['fate'], number>>()
  for (const { place, fate, count } of entries) {
    const counts = rows.get(place) ?? { ...none }
    counts[fate] += count
    rows.set(place, counts)
  }
  return [...rows].map(([place, counts]) => ({ place, counts }))
}
