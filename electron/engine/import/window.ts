import { CompanionError } from '../../../shared/contract/errors.ts'
import type { Window, WindowRequest } from '../../../shared/contract/import.ts'
import { type IsoMicros, parseInstant, roundToMicros, toIsoMicros, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import type { TimeRange } from '../phoenix/types.ts'

/** How long after its end a window may still receive spans: a Phoenix with a backlog stored a minute's spans 80 s late. */
export const freshForMs = 120_000

export const rangeOf = (window: Window): TimeRange => ({ start: instantOf(window.start), end: instantOf(window.end) })

/** A window from exact times or "the last …"; null where it has to be found. */
export function resolveWindow(request: WindowRequest, now: Date): Window | null {
  switch (request.kind) {
    case 'find':
      return null
    case 'last': {
      const end = unixNano(BigInt(now.getTime()) * 1_000_000n)
      const start = unixNano(end - BigInt(Math.round(request.seconds * 1000)) * 1_000_000n)
      return { start: toIsoMicros(start), end: toIsoMicros(end), source: 'last' }
    }
    case 'exact': {
      const start = instantOf(request.start)
      const end = instantOf(request.end)
      if (end <= start)
        throw new CompanionError('usage', 'The window ends before it starts', { start: request.start, end: request.end })
      // Outward to whole microseconds: the end is exclusive, and what starts right before it belongs to the window.
      return { start: toIsoMicros(start), end: toIsoMicros(unixNano(end + 999n)), source: 'given' }
    }
  }
}

/** The smallest window that holds these times; its end is exclusive, hence one microsecond behind the last. */
export function windowAround(first: UnixNano, last: UnixNano): Window {
  return { start: toIsoMicros(first), end: toIsoMicros(unixNano(roundToMicros(last) + 1000n)), source: 'found' }
}

/** The smallest window that holds both; its source is the first one's. */
export function widen(window: Window, other: Window): Window {
  const start = instantOf(other.start) < instantOf(window.start) ? other.start : window.start
  const end = instantOf(other.end) > instantOf(window.end) ? other.end : window.end
  return { ...window, start, end }
}

/** True while spans of the window may still be on their way into Phoenix. */
export const isFresh = (window: Window, now: Date): boolean => isRecent(instantOf(window.end), now)

/** True while spans that ended then may still be on their way into Phoenix. */
export const isRecent = (end: UnixNano, now: Date): boolean => now.getTime() - Number(end / 1_000_000n) < freshForMs

function instantOf(text: IsoMicros): UnixNano {
  const instant = parseInstant(text)
  if (instant === null) {
    throw new CompanionError('usage', `Not an instant with a time zone: ${text.slice(0, 60)}`, { value: text.slice(0, 60) })
  }
  return instant
}
