const numbers = new Intl.NumberFormat('en')

/** `7,482` */
export const amount = (many: number): string => numbers.format(many)

/** `7,482 spans`, `1 span`. */
export const count = (many: number, noun: string): string => `${numbers.format(many)} ${noun}${many === 1 ? '' : 's'}`

const steps = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

/** A length of time in its largest fitting unit, rounded: `3 hours`, `850 ms`. The sign is dropped. */
export function duration(milliseconds: number): string {
  const length = Math.abs(milliseconds)
  for (const [size, unit] of steps) if (length >= size) return count(Math.round(length / size), unit)
  return `${Math.round(length)} ms`
}

/** `a, b and 3 more`. */
export function list(items: readonly string[], most = 5): string {
  if (items.length <= most) return items.join(', ')
  return `${items.slice(0, most).join(', ')} and ${numbers.format(items.length - most)} more`
}

/** A value as it is, made visible, with what cannot be seen escaped: `“sim-1 ”`, `“sim-1\\n”`. */
export const quote = (text: string): string => `“${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}”`
