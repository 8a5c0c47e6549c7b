import { otherLatencyKeys } from './metrics-coval.ts'

const ofWord: ReadonlyMap<string, number> = new Map([
  ...['ns', 'nanos', 'nanosecond', 'nanoseconds'].map((word): [string, number] => [word, 1e-9]),
  ...['us', 'micros', 'microsecond', 'microseconds'].map((word): [string, number] => [word, 1e-6]),
  ...['ms', 'millis', 'millisecond', 'milliseconds'].map((word): [string, number] => [word, 1e-3]),
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((word): [string, number] => [word, 1]),
])

/** Attributes that are documented in seconds. */
const inSeconds: ReadonlySet<string> = new Set(['metrics.ttfb', ...otherLatencyKeys])

/**
 * How many seconds one of the attribute's numbers is, where that is documented or the last word of its name says so (`latency_ms`,
 * `durationSeconds`); null where nobody knows.
 */
export function secondsOfAttribute(key: string): number | null {
  if (inSeconds.has(key)) return 1
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.length < 2 ? null : (ofWord.get(words.at(-1) ?? '') ?? null)
}
