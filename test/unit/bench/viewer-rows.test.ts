import { describe, expect, it } from 'vitest'
import { movementRows } from '../../bench/rows/viewer-movement.ts'
import type { Load, Movement } from '../../bench/viewer/measured-trace.ts'

const pass = (slowest: number, taskMs: number) => ({
  frames: [...Array.from({ length: 99 }, () => 16.7), slowest],
  taskMs,
  blankPercent: 0,
})

const run = (slowest: number, taskMs: number, calibrationMs = 120) => ({
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

  it('take Jaeger as it was measured, however slow the machine is today', () => {
    const flame = rowsOf([run(17, 0, 240)]).get('x: from the press to the painted flame graph')
    expect(flame).toMatchObject({ other: 'Jaeger 7.40 s', result: expect.stringContaining('0.03') })
  })
})
