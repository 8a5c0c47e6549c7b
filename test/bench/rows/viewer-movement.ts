import { median } from '../measure/statistics.ts'
import { compare, type Row } from '../report/row.ts'
import { anchoredNote, jaegerFlameMs } from '../viewer/jaeger.ts'
import type { Load, Movement } from '../viewer/measured-trace.ts'
import type { Pass } from '../viewer/scroll-probe.ts'

/** Jaeger's flame graph, twenty times. */
const flameGoal = 0.05
const longestTaskMs = 200
const slowFrameMs = 33
const frozenFrameMs = 100
const mostBlankPercent = 5

/** What moving about in a large trace costs. The worst run of all is what counts for freezes, not the median. */
export function movementRows(what: string, taken: readonly { readonly load: Load; readonly movement: Movement }[]): Row[] {
  const movements = taken.map(({ movement }) => movement)
  const longest = taken.map(({ load, movement: { steady, sweep, looked, pan } }) =>
    Math.max(load.laterTaskMs, ...[steady, sweep, looked, pan].map(({ taskMs }) => taskMs)),
  )
  const blank = movements.map(({ looked }) => looked.blankPercent)
  return [
    {
      what: `${what}: longest task after the first rows`,
      ours: `**${Math.round(Math.max(...longest))} ms** (median ${Math.round(median(longest))})`,
      other: '–',
      result: '–',
      goal: `≤ ${longestTaskMs} ms`,
      reached: Math.max(...longest) <= longestTaskMs,
      note: 'From the first rows until nothing changes any more, and while scrolling and panning. Of each run the longest, of the runs the worst.',
    },
    ...(['steady', 'sweep', 'pan'] as const).map((name) => frameRow(what, name, movements)),
    {
      what: `${what}: frames without any row while sweeping`,
      ours: `${median(blank).toFixed(1)} %`,
      other: 'Jaeger 67 %',
      result: '–',
      goal: `≤ ${mostBlankPercent} %`,
      reached: median(blank) <= mostBlankPercent,
      note: 'After each frame the element at four heights is looked at. The figure of Jaeger was measured once, in the same way.',
    },
    compare({
      what: `${what}: from the press to the painted flame graph`,
      ours: movements.map(({ flame }) => flame.openMs),
      other: taken.map(() => jaegerFlameMs),
      against: 'Jaeger',
      goal: flameGoal,
      note: `Bars are on the canvas; that is looked at. ${anchoredNote}`,
    }),
  ]
}

const passWords = {
  steady: 'scrolling at 3 px/ms',
  sweep: 'scrolling through all in 3 s',
  pan: 'panning when zoomed in',
} as const

function frameRow(what: string, name: keyof typeof passWords, movements: readonly Movement[]): Row {
  const figures = movements.map((movement) => framesOf(movement[name]))
  const p95 = median(figures.map((figure) => figure.p95))
  const max = Math.max(...figures.map((figure) => figure.max))
  return {
    what: `${what}, ${passWords[name]}: frame p50 / p95 / max`,
    ours: `${median(figures.map(({ p50 }) => p50)).toFixed(1)} / ${p95.toFixed(1)} / ${max.toFixed(1)} ms`,
    other: `least max ${Math.min(...figures.map((figure) => figure.max)).toFixed(1)} ms`,
    result: '–',
    goal: `p95 ≤ ${slowFrameMs} ms, max ≤ ${frozenFrameMs} ms`,
    reached: Math.round(p95) <= slowFrameMs && Math.round(max) <= frozenFrameMs,
    note: 'Three seconds in headless Chromium without a GPU; p50 and p95 are medians of the runs, max is that of the worst. A frame lasts until the next begins, so that it is never shorter than 16.7 ms, two are 33.3 ms, and whatever else the machine does counts as well.',
  }
}

function framesOf({ frames }: Pass): { readonly p50: number; readonly p95: number; readonly max: number } {
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}
