import type { RedactionEntry } from './format.ts'

/** What became of something: `kept` because it is on a list of harmless things. */
export type Fate = 'kept' | 'tagged' | 'masked' | 'dropped'

/** Counts for the redaction report; knows places and numbers, never a value. */
export interface Tally {
  note(place: string, fate: Fate): void
  report(): RedactionEntry[]
}

export function createTally(): Tally {
  const counts = new Map<string, RedactionEntry>()
  return {
    note(place, fate) {
      const key = `${place}\n${fate}`
      const known = counts.get(key)
      if (known) known.count++
      else counts.set(key, { place, fate, count: 1 })
    },
    report: () =>
      [...counts.values()].sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.fate < b.fate ? -1 : 1)),
  }
}
