import type { TracePreview, TraceVerdict } from '../../../shared/contract/preview.ts'
import { formatClock, formatDateTime } from '../../widgets/format.ts'

export interface Bar {
  readonly traceId: string
  readonly lane: TraceVerdict
  /** Row within its lane, from the top. */
  readonly row: number
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

export interface Lane {
  readonly verdict: TraceVerdict
  readonly traces: number
  readonly rows: number
  /** Pixels from the top of the strip. */
  readonly top: number
  readonly height: number
}

export interface TimelineLayout {
  readonly from: number
  readonly to: number
  readonly lanes: readonly Lane[]
  readonly bars: readonly Bar[]
  readonly height: number
}

const laneOrder: readonly TraceVerdict[] = ['matched', 'other-simulation', 'no-id']
/** More rows than this within a lane share the last one: the strip shows density there, not single traces. */
const mostRows = 14
const gap = 7
/** The least height of a lane, so that its label fits beside it. */
const leastLane = 14

/** Pixels below which a bar is a dot: rows of dots say no more than one row of them. */
const leastBar = 3

/**
 * One lane for each verdict that occurs; in it, bars in the first row where they fit, and all in one row where each would be a
 * dot. `width` is in pixels.
 */
export function layOutTimeline(
  traces: readonly TracePreview[],
  window: { start: string; end: string } | null,
  width: number,
): TimelineLayout {
  const timed = traces.map((trace) => {
    const from = Date.parse(trace.start)
    return { trace, from, to: Math.max(from, Date.parse(trace.end)) }
  })
  const starts = timed.map((one) => one.from)
  const ends = timed.map((one) => one.to)
  const from = Math.min(
    window ? Date.parse(window.start) : Number.POSITIVE_INFINITY,
    starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  )
  const to = Math.max(
    window ? Date.parse(window.end) : Number.NEGATIVE_INFINITY,
    ends.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  )
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { from: 0, to: 1, lanes: [], bars: [], height: 0 }

  const bars: Bar[] = []
  const lanes: Lane[] = []
  let top = 0
  for (const verdict of laneOrder) {
    const own = timed.filter((one) => one.trace.verdict === verdict).sort((a, b) => a.from - b.from)
    if (own.length === 0) continue
    const free: number[] = []
    // Bars narrower than this would touch: a thousandth of the window.
    const breathing = (to - from) / 1000
    const longest = own.reduce((most, one) => Math.max(most, one.to - one.from), 0)
    const dots = longest * width < leastBar * (to - from)
    for (const one of own) {
      let row = dots ? 0 : free.findIndex((end) => end + breathing <= one.from)
      if (row < 0) row = Math.min(free.length, mostRows - 1)
      free[row] = Math.max(free[row] ?? 0, one.to)
      bars.push({ traceId: one.trace.traceId, lane: verdict, row, from: one.from, to: one.to })
    }
    const height = Math.max(leastLane, free.length * rowPitch(free.length))
    lanes.push({ verdict, traces: own.length, rows: free.length, top, height })
    top += height + gap
  }
  return { from, to: to > from ? to : from + 1, lanes, bars, height: Math.max(0, top - gap) }
}

/** Pixels from one row to the next: crowded lanes get thinner bars. */
export const rowPitch = (rows: number): number => (rows <= 4 ? 8 : rows <= 8 ? 6 : 5)

/** Round steps for the axis: at most `count` ticks, in milliseconds since the epoch. */
export function axisTicks(from: number, to: number, count: number): number[] {
  const steps = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
    1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
  ]
  const step = steps.find((size) => (to - from) / size <= count) ?? 2_592_000_000
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick)
  return ticks
}

const secondsFromMs = 20_000
const daysFromMs = 86_400_000

/** A tick as the length of the axis needs it: `14:38:02.915`, `14:38:02`, or with its day, `11-22 14:38`. */
export function tickText(tick: number, length: number): string {
  if (length < secondsFromMs) return formatClock(tick)
  return length < daysFromMs ? formatClock(tick).slice(0, 8) : formatDateTime(tick).slice(5, 16)
}
