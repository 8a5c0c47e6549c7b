import type { NearMiss } from '../contract/preview.ts'
import type { Span } from '../otlp/span.ts'
import { type IsoMicros, parseInstant, toIsoMicros } from '../otlp/time.ts'
import { matchSpan } from './match.ts'

/*
 * Near misses that no span of the window can show: the engine finds them by asking Phoenix again. The wording belongs here.
 */

/**
 * The hint is in the project, but on a span that starts outside the window. `value` is when it starts, `expected` the window. A start
 * inside the window is not a near miss; the sentence then names neither side.
 */
export function outsideWindowMiss(
  span: Span,
  hint: string,
  window: { readonly start: IsoMicros; readonly end: IsoMicros },
): NearMiss {
  return {
    kind: 'outside-window',
    ...carrierOf(span, hint),
    value: toIsoMicros(span.startTime),
    expected: `${window.start} to ${window.end}`,
    fix: `Move or widen the window: the span with the id starts ${describeSide(span.startTime, window)}.`,
  }
}

/** The hint is in another project of the same Phoenix. `value` is that project. */
export function anotherProjectMiss(span: Span, hint: string, project: string): NearMiss {
  const carrier = carrierOf(span, hint)
  const fix = `Choose the project \`${project}\`: the spans of this simulation are there.`
  return { kind: 'another-project', ...carrier, value: project, expected: null, fix }
}

/** Where the span carries the hint, and that it is one trace so far. */
function carrierOf(span: Span, hint: string): Pick<NearMiss, 'severity' | 'key' | 'place' | 'traceId' | 'spanId' | 'traces'> {
  const evidence = matchSpan(span, hint)[0]
  const { traceId, spanId } = span
  return { severity: 'miss', key: evidence?.key ?? null, place: evidence?.place ?? null, traceId, spanId, traces: 1 }
}

function describeSide(at: bigint, window: { readonly start: IsoMicros; readonly end: IsoMicros }): string {
  const start = parseInstant(window.start)
  const end = parseInstant(window.end)
  const before = start !== null && at < start
  if (start === null || end === null || (!before && at < end)) return 'at another time'
  const distance = before ? start - at : at - end
  const zone = isAboutWholeHours(distance) ? '; a whole number of hours is often a time-zone mistake' : ''
  return `${describeDuration(distance)} ${before ? 'before the window starts' : 'after the window ends'}${zone}`
}

const minute = 60_000_000_000n

/** An hour, two, … give or take two minutes; a window is a little longer than its simulation. */
function isAboutWholeHours(distance: bigint): boolean {
  const hours = (distance + 30n * minute) / (60n * minute)
  const off = distance - hours * 60n * minute
  return hours >= 1n && hours <= 14n && off <= 2n * minute && off >= -2n * minute
}

/** `350 ms`, `12 s`, `20 min`, `3 h 5 min`, `2 days`. */
export function describeDuration(nanoseconds: bigint): string {
  const millis = nanoseconds / 1_000_000n
  if (millis < 1n) return 'less than 1 ms'
  if (millis < 1000n) return `${millis} ms`
  const seconds = millis / 1000n
  if (seconds < 60n) return `${seconds} s`
  const minutes = seconds / 60n
  if (minutes < 60n) return `${minutes} min`
  const hours = minutes / 60n
  if (hours < 48n) return minutes % 60n === 0n ? `${hours} h` : `${hours} h ${minutes % 60n} min`
  return `${hours / 24n} days`
}
