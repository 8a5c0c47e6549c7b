/** Microseconds since the epoch, or why Phoenix refuses the text (the words of its 422). */
export type ReadTime = { readonly micros: bigint } | { readonly problem: string }

const latestSeconds = 253_402_300_800n

/**
 * Reads a date as Phoenix does: ISO 8601 with a zone or without (then UTC), a date alone, or a number of seconds or
 * milliseconds since the epoch. Digits behind the microsecond are cut.
 */
export function readTime(text: string): ReadTime {
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return readEpoch(text)
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[Tt _](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}:?\d{2})?)?(.*)$/s.exec(text)
  if (!match) return { problem: text.length < 10 ? 'input is too short' : 'invalid character in year' }
  const [, date = '', clock = '00:00', seconds = '00', fraction = '', zone = 'Z', rest = ''] = match
  if (rest !== '') return { problem: 'unexpected extra characters at the end of the input' }
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const millis = Date.parse(`${date}T${clock}:${seconds}${offset}`)
  if (Number.isNaN(millis)) return { problem: 'day value is outside expected range' }
  return { micros: BigInt(millis) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0')) }
}

function readEpoch(text: string): ReadTime {
  const whole = BigInt(text.split('.')[0] ?? '0')
  const inMillis = whole > 20_000_000_000n || whole < -20_000_000_000n
  const fraction = BigInt((text.split('.')[1] ?? '').slice(0, inMillis ? 3 : 6).padEnd(inMillis ? 3 : 6, '0'))
  const micros = whole * (inMillis ? 1_000n : 1_000_000n) + fraction
  if (micros / 1_000_000n >= latestSeconds) return { problem: 'dates after 9999 are not supported as unix timestamps' }
  return { micros }
}
