import type { Tick, Viewport } from '../../../shared/trace/time-axis.ts'
import { ticksOf } from '../../../shared/trace/time-axis.ts'
import type { Axis } from './axis.ts'

/** Between time and pixels. `toX` takes microseconds of the simulation, `toUs` gives microseconds of the axis. */
export interface Scale {
  readonly axis: Axis
  readonly viewport: Viewport
  readonly width: number
  readonly usPerPixel: number
  toX(timeUs: number): number
  toUs(x: number): number
}

export function scaleOf(axis: Axis, viewport: Viewport, width: number): Scale {
  const usPerPixel = (viewport.endUs - viewport.startUs) / Math.max(1, width)
  return {
    axis,
    viewport,
    width,
    usPerPixel,
    toX: (timeUs) => (axis.toView(timeUs) - viewport.startUs) / usPerPixel,
    toUs: (x) => viewport.startUs + x * usPerPixel,
  }
}

/** Pixels that a tick and its label want. */
const tickRoom = 96

/** Pixels below which a stretch between two cuts is a sliver: a time that is round within it has more digits than any other. */
const sliver = 6

/** Ticks with their place in pixels; between two cuts they are round by themselves. */
export function ticksOnScale(scale: Scale): (Tick & { readonly x: number })[] {
  const ticks: (Tick & { x: number })[] = []
  let free = Number.NEGATIVE_INFINITY
  for (const [from, to] of stretchesOf(scale)) {
    const most = Math.floor((to - from) / scale.usPerPixel / tickRoom)
    for (const tick of ticksOf({ startUs: scale.axis.toTime(from), endUs: scale.axis.toTime(to) }, Math.max(1, most))) {
      const x = scale.toX(tick.atUs)
      if (x < free) continue
      free = x + tickRoom * 0.6
      ticks.push({ ...tick, x })
    }
  }
  return ticks
}

/** What is in sight between the cuts, in microseconds of the axis; slivers only where there is nothing else. */
function stretchesOf({ axis, viewport, usPerPixel }: Scale): readonly (readonly [from: number, to: number])[] {
  const ends = [
    viewport.startUs,
    ...axis.cuts.flatMap((cut) => [cut.viewStartUs, cut.viewEndUs]).filter((us) => us > viewport.startUs && us < viewport.endUs),
    viewport.endUs,
  ]
  const all = ends
    .slice(1)
    .map((to, at) => [ends[at] ?? 0, to] as const)
    .filter(([from, to]) => {
      const middle = (from + to) / 2
      return !axis.cuts.some((cut) => middle > cut.viewStartUs && middle < cut.viewEndUs)
    })
  const wide = all.filter(([from, to]) => (to - from) / usPerPixel >= sliver)
  return wide.length > 0 ? wide : all
}
