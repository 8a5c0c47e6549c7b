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

/** Ticks with their place in pixels; between two cuts they are round by themselves. */
export function ticksOnScale(scale: Scale): (Tick & { readonly x: number })[] {
  const { axis, viewport } = scale
  const ends = [
    viewport.startUs,
    ...axis.cuts.flatMap((cut) => [cut.viewStartUs, cut.viewEndUs]).filter((us) => us > viewport.startUs && us < viewport.endUs),
    viewport.endUs,
  ]
  const ticks: (Tick & { x: number })[] = []
  let free = Number.NEGATIVE_INFINITY
  for (let at = 0; at + 1 < ends.length; at++) {
    const [from, to] = [ends[at] ?? 0, ends[at + 1] ?? 0]
    const middle = (from + to) / 2
    if (axis.cuts.some((cut) => middle > cut.viewStartUs && middle < cut.viewEndUs)) continue
    const most = Math.floor((to - from) / scale.usPerPixel / tickRoom)
    for (const tick of ticksOf({ startUs: axis.toTime(from), endUs: axis.toTime(to) }, Math.max(1, most))) {
      const x = scale.toX(tick.atUs)
      if (x < free) continue
      free = x + tickRoom * 0.6
      ticks.push({ ...tick, x })
    }
  }
  return ticks
}
