import type { NearMiss } from '../contract/preview.ts'
import { toIsoMicros, type UnixNano } from '../otlp/time.ts'

/** What the engine finds by asking Phoenix again, beyond the window or the project; the wording belongs here. */

export interface OutsideWindow {
  readonly hint: string
  readonly key: string
  readonly place: 'attribute' | 'metadata'
  readonly traceId: string
  readonly spanId: string
  /** When the span that carries the hint starts. */
  readonly start: UnixNano
  readonly window: { readonly start: UnixNano; readonly end: UnixNano }
  /** How many traces outside the window carry the hint. */
  readonly traces: number
  /** The smallest window that holds the spans with the hint that were looked at. */
  readonly holds: { readonly start: UnixNano; readonly end: UnixNano }
  /** Whether more spans carry the hint than were looked at: the window that holds these may miss some of those. */
  readonly more: boolean
}

/** The hint is in the project, but on spans that start outside the window. `value` is the start, `expected` the window. */
export function outsideWindowMiss({ key, place, traceId, spanId, start, window, traces, holds, more }: OutsideWindow): NearMiss {
  const before = start < window.start
  const distance = before ? window.start - start : start - window.end
  const side = before ? 'before the window starts' : 'after the window ends'
  const unseen = more ? ' More spans carry it than were looked at; let the window be found to have them all.' : ''
  const zone = isAboutWholeHours(distance) ? '; a whole number of hours is often a time-zone mistake' : ''
  return {
    kind: 'outside-window',
    severity: 'miss',
    key,
    place,
    value: toIsoMicros(start),
    expected: `${toIsoMicros(window.start)} to ${toIsoMicros(window.end)}`,
    traceId,
    spanId,
    traces,
    window: { start: toIsoMicros(holds.start), end: toIsoMicros(holds.end) },
    fix: `Move or widen the window: the span with the id starts ${describeDuration(distance)} ${side}${zone}.${unseen}`,
  }
}

export interface AnotherProject {
  readonly hint: string
  readonly project: string
  readonly key: string
  readonly place: 'attribute' | 'metadata'
  readonly traceId: string
  readonly spanId: string
  readonly traces: number
}

/** The hint is in another project of the same Phoenix. `value` is that project. */
export function anotherProjectMiss({ project, key, place, traceId, spanId, traces }: AnotherProject): NearMiss {
  const fix = `Choose the project \`${project}\`: the spans of this simulation are there.`
  return { kind: 'another-project', severity: 'miss', key, place, value: project, expected: null, traceId, spanId, traces, fix }
}

const minute = 60_000_000_000n

/** An hour, two, … give or take two minutes; a window is a little longer than its simulation. */
function isAboutWholeHours(distance: bigint): boolean {
  const hours = (distance + 30n * minute) / (60n * minute)
  const off = distance - hours * 60n * minute
  return hours >= 1n && hours <= 14n && off <= 2n * minute && off >= -2n * minute
}

/** `350 ms`, `12 s`, `20 min`, `3 h 5 min`, `2 days`; rounded to the unit that it ends with. */
export function describeDuration(nanoseconds: bigint): string {
  const millis = rounded(nanoseconds, 1_000_000n)
  if (millis < 1n) return 'less than 1 ms'
  if (millis < 1000n) return `${millis} ms`
  const seconds = rounded(millis, 1000n)
  if (seconds < 60n) return `${seconds} s`
  const minutes = rounded(seconds, 60n)
  if (minutes < 60n) return `${minutes} min`
  const hours = minutes / 60n
  if (hours < 48n) return minutes % 60n === 0n ? `${hours} h` : `${hours} h ${minutes % 60n} min`
  return `${rounded(hours, 24n)} days`
}

const rounded = (amount: bigint, unit: bigint): bigint => (amount + unit / 2n) / unit
