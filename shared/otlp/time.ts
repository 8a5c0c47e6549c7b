/** Nanoseconds since the Unix epoch. Trace time is never a `number`: 2026 in nanoseconds is above 2^53. */
export type UnixNano = bigint & { readonly unit: 'ns since epoch' }

/** An instant as text: UTC, microseconds, `2026-11-22T14:38:02.915348Z`. The form in which times cross processes and reach people's files. */
export type IsoMicros = string

export const unixNano = (value: bigint): UnixNano => value as UnixNano

/**
 * Rounds to the nearest microsecond, which is what Phoenix stores: the nanoseconds it answers passed through a float and
 * carry up to some hundred nanoseconds of noise.
 */
export function roundToMicros(time: bigint): UnixNano {
  const remainder = ((time % 1000n) + 1000n) % 1000n
  return unixNano(remainder >= 500n ? time - remainder + 1000n : time - remainder)
}

/** `2026-11-22T14:38:02.915348Z`; anything finer than a microsecond is cut (floor), also before 1970. */
export function toIsoMicros(time: UnixNano): IsoMicros {
  const micros = floorDiv(time, 1000n)
  const seconds = floorDiv(micros, 1_000_000n)
  const fraction = micros - seconds * 1_000_000n
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}.${fraction.toString().padStart(6, '0')}Z`
}

/**
 * Reads an RFC 3339 instant with up to nine fractional digits; a zone (`Z` or an offset) is required, because a local time
 * would silently move the window. Returns `null` for anything else.
 */
export function parseInstant(text: string): UnixNano | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2})$/.exec(text.trim())
  if (!match) return null
  const [, date, clock = '', fraction = '', zone = 'Z'] = match
  const time = clock.length === 5 ? `${clock}:00` : clock
  const offset = /^z$/i.test(zone) ? 'Z' : zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const millis = Date.parse(`${date}T${time}${offset}`)
  if (Number.isNaN(millis)) return null
  // Date.parse rolls 31 February over into March; an instant that does not exist is refused.
  const local = new Date(Date.parse(`${date}T${time}Z`))
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 19) !== `${date}T${time}`) return null
  return unixNano(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0') || '0'))
}

const floorDiv = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b)
