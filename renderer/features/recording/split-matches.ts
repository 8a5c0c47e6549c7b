/** A run of a text; `match` where it is what was searched for. */
export interface MatchRun {
  readonly text: string
  readonly match: boolean
}

/** Splits a text at a search without regard to letter case. After `most` matches the rest is one run. */
export function splitMatches(text: string, search: string, most = 500): MatchRun[] {
  const lower = text.toLowerCase()
  // A few characters change their length with their case: then places in the one are none in the other.
  if (search === '' || lower.length !== text.length) return [{ text, match: false }]
  const runs: MatchRun[] = []
  let last = 0
  for (let found = 0; found < most; found += 1) {
    const at = lower.indexOf(search, last)
    if (at < 0) break
    if (at > last) runs.push({ text: text.slice(last, at), match: false })
    runs.push({ text: text.slice(at, at + search.length), match: true })
    last = at + search.length
  }
  if (last < text.length || runs.length === 0) runs.push({ text: text.slice(last), match: false })
  return runs
}
