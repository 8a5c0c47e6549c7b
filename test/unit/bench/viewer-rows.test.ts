import { describe, expect, it } from 'vitest'
import { movementRows } from '../../bench/rows/viewer-movement.ts'
import { anchorCalibrationMs, scaledAnchor } from '../../bench/viewer/jaeger.ts'
import type { Load, Movement } from '../../bench/viewer/measured-trace.ts'

const pass = (slowest: number, taskMs: number) => ({
  frames: [...Array.from({ length: 99 }, () => 16.7), slowest],
  taskMs,
  blankPercent: 0,
})

const run = (slowest: number, taskMs: number, calibrationMs = anchorCalibrationMs) => ({
  load: { firstMs: 500, taskMs: 0, laterTaskMs: 0, elements: 900, calibrationMs } as Load,
  movement: {
    steady: pass(slowest, taskMs),
    sweep: pass(16.7, 0),
    looked: pass(16.7, 0),
    pan: pass(16.7, 0),
    elements: 900,
    flame: { openMs: 185, taskMs: 0, elements: 900 },
  } as unknown as Movement,
})

const rowsOf = (taken: readonly ReturnType<typeof run>[]) => new Map(movementRows('x', taken).map((row) => [row.what, row]))

describe('the rows of moving about', () => {
  it('are not reached where a single run of five froze or had a long task', () => {
    const rows = rowsOf([run(500, 420), run(17, 0), run(17, 0), run(17, 0), run(17, 0)])
    expect([...rows].filter(([, row]) => row.reached === false).map(([what]) => what)).toEqual([
      'x: longest task after the first rows',
      'x, scrolling at 3 px/ms: frame p50 / p95 / max',
    ])
  })

  it('take Jaeger for as much slower as the machine is', () => {
    expect(scaledAnchor(3400, anchorCalibrationMs)).toBe(3400)
    expect(scaledAnchor(3400, 2 * anchorCalibrationMs)).toBe(6800)
    const flame = rowsOf([run(17, 0, 2 * anchorCalibrationMs)]).get('x: from the press to the painted flame graph')
    expect(flame).toMatchObject({ other: 'Jaeger 14.80 s', result: expect.stringContaining('0.01') })
  })
})
