/**
 * Keeps the `limit` smallest items by `order`, one for each identity. Which ones are kept does not depend on the order of
 * adding: that makes a preview the same however Phoenix orders its pages, in bounded memory.
 */
export interface Smallest<Item> {
  add(item: Item): void
  /** In order. */
  list(): readonly Item[]
}

export function keepSmallest<Item>(
  limit: number,
  identity: (item: Item) => string,
  order: (a: Item, b: Item) => number,
): Smallest<Item> {
  let items: Item[] = []
  return {
    add(item) {
      const last = items[limit - 1]
      if (last !== undefined && order(item, last) >= 0) return
      const id = identity(item)
      const same = items.findIndex((known) => identity(known) === id)
      const known = same < 0 ? undefined : items[same]
      if (known !== undefined && order(known, item) <= 0) return
      if (same >= 0) items.splice(same, 1)
      const at = items.findIndex((other) => order(item, other) < 0)
      items.splice(at < 0 ? items.length : at, 0, item)
      items = items.slice(0, limit)
    },
    list: () => items,
  }
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
