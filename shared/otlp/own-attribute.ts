/*
 * Attributes that an import adds (`coval.import.…`) may meet attributes of the same name that the span already had, say because
 * an imported span was sent to Phoenix again. Those are never overwritten: ours takes the next free name, `<key>.2`, `<key>.3`.
 * Reading back, the last of that unbroken row is ours, provided that the import always writes its own where the first name is taken.
 */

interface Keys {
  has(key: string): boolean
}

/** `key`, else the first of `key.2`, `key.3`, … that is free. */
export function nextFreeKey(keys: Keys, key: string): string {
  if (!keys.has(key)) return key
  let number = 2
  while (keys.has(`${key}.${number}`)) number++
  return `${key}.${number}`
}

/** The name under which an import wrote its own `key`; `null` where it wrote none. */
export function ownKey(keys: Keys, key: string): string | null {
  if (!keys.has(key)) return null
  let number = 2
  while (keys.has(`${key}.${number}`)) number++
  return number === 2 ? key : `${key}.${number - 1}`
}
