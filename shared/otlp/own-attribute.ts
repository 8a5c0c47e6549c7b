/*
 * Attributes that an import adds (`coval.import.…`) may meet attributes of the same name that the span already had, say because
 * an imported span was sent to Phoenix again. Those are never overwritten: ours takes the name with one more `+` at its end than
 * any that is there. Reading back, the longest is ours, provided that the import always writes its own where one is there.
 */

interface Keys {
  keys(): Iterable<string>
}

/** The name under which to write `key`: itself, or with as many `+` as it takes to be the longest. */
export function nextFreeKey(keys: Keys, key: string): string {
  const longest = ownKey(keys, key)
  return longest === null ? key : `${longest}+`
}

/** The name under which an import wrote its own `key`; `null` where there is none. */
export function ownKey(keys: Keys, key: string): string | null {
  let longest: string | null = null
  for (const candidate of keys.keys()) {
    if (!candidate.startsWith(key) || candidate.length <= (longest?.length ?? 0)) continue
    if (candidate.length === key.length || /^\++$/.test(candidate.slice(key.length))) longest = candidate
  }
  return longest
}
