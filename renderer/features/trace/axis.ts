import { idleGaps } from '../../../shared/trace/critical-path.ts'
import { compressGaps } from '../../../shared/trace/gap-compression.ts'
import type { Viewport } from '../../../shared/trace/time-axis.ts'
import { clampViewport, fitAll } from '../../../shared/trace/time-axis.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'

/** A stretch of the axis that stands for a longer one. All are microseconds; `view…` are places on the axis. */
export interface AxisCut {
  readonly startUs: number
  readonly endUs: number
  readonly viewStartUs: number
  readonly viewEndUs: number
}

/** The axis that the views share: time itself, or time with its long idle gaps cut short. */
export interface Axis {
  readonly compressed: boolean
  readonly durationUs: number
  readonly cuts: readonly AxisCut[]
  /** The share of the simulation's time that the cuts stand for, 0 to 1. */
  readonly cutShare: number
  toView(timeUs: number): number
  toTime(viewUs: number): number
}

/** A gap is worth a cut when it is this share of the simulation. */
const worthShare = 1 / 200
/** It is drawn this share of what remains, and all of them together that share. */
const drawnShare = 1 / 40
const drawnShareOfAll = 1 / 3

export function plainAxis(durationUs: number): Axis {
  const same = (us: number) => us
  return { compressed: false, durationUs: fitAll(durationUs).endUs, cuts: [], cutShare: 0, toView: same, toTime: same }
}

/** Null where no gap is long enough to be worth it. */
export function compressedAxis(tree: SpanTree): Axis | null {
  const { durationUs } = tree.trace
  const gaps = idleGaps(tree, durationUs * worthShare)
  if (gaps.length === 0) return null
  const idle = gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0)
  const busyUs = durationUs - idle
  const gapUs =
    Math.min(busyUs * drawnShare, (busyUs * drawnShareOfAll) / gaps.length, durationUs * worthShare) || durationUs / 200
  const time = compressGaps(gaps, durationUs, gapUs)
  if (time.gaps.length === 0) return null
  return {
    compressed: true,
    durationUs: fitAll(time.durationUs).endUs,
    cutShare: time.gaps.reduce((sum, gap) => sum + gap.endUs - gap.startUs, 0) / durationUs,
    cuts: time.gaps.map(({ startUs, endUs, viewStartUs, viewUs }) => ({
      startUs,
      endUs,
      viewStartUs,
      viewEndUs: viewStartUs + viewUs,
    })),
    toView: time.toView,
    toTime: time.toTime,
  }
}

/** The same stretch of time on another axis. */
export const changeAxis = (viewport: Viewport, from: Axis, to: Axis): Viewport =>
  clampViewport(
    { startUs: to.toView(from.toTime(viewport.startUs)), endUs: to.toView(from.toTime(viewport.endUs)) },
    to.durationUs,
  )

export const isWhole = (viewport: Viewport, axis: Axis): boolean =>
  viewport.startUs <= 0 && viewport.endUs >= axis.durationUs * (1 - 1e-9)
