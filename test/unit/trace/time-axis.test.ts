import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressGaps } from '../../../shared/trace/gap-compression.ts'
import { fitAll, fitSpan, formatDuration, pan, ticksOf, zoomAt } from '../../../shared/trace/time-axis.ts'

const anyViewport = fc
  .tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }))
  .map(([startUs, length]) => ({ startUs, endUs: startUs + length }))

describe('the time axis', () => {
  it('puts ticks at round times, labelled to the step', () => {
    const labels = (startUs: number, endUs: number, most: number) => ticksOf({ startUs, endUs }, most).map((tick) => tick.label)
    expect(labels(0, 1_000_000, 6)).toEqual(['0 s', '200 ms', '400 ms', '600 ms', '800 ms', '1.0 s'])
    expect(labels(1_000_000, 1_000_020, 5)).toEqual(['1.000000 s', '1.000005 s', '1.000010 s', '1.000015 s', '1.000020 s'])
    expect(labels(0, 600e6, 6)).toEqual(['0 s', '2:00 min', '4:00 min', '6:00 min', '8:00 min', '10:00 min'])
    expect(labels(5, 5, 6)).toEqual([])
  })

  it('never puts more ticks than asked for, and all within the viewport', () => {
    void fc.assert(
      fc.property(anyViewport, fc.integer({ min: 1, max: 40 }), (viewport, most) => {
        const ticks = ticksOf(viewport, most)
        expect(ticks.length).toBeLessThanOrEqual(most)
        for (const tick of ticks) expect(tick.atUs >= viewport.startUs && tick.atUs <= viewport.endUs).toBe(true)
        expect(new Set(ticks.map((tick) => tick.atUs)).size).toBe(ticks.length)
      }),
    )
  })

  it('zooms about a point that stays where it is', () => {
    expect(zoomAt({ startUs: 0, endUs: 1000 }, 2, 250, 1000)).toEqual({ startUs: 125, endUs: 625 })
    expect(zoomAt({ startUs: 125, endUs: 625 }, 0.5, 250, 1000)).toEqual({ startUs: 0, endUs: 1000 })
    expect(zoomAt({ startUs: 0, endUs: 1000 }, 0.1, 900, 1000)).toEqual(fitAll(1000))
  })

  it('stops at either end and keeps the length while panning', () => {
    expect(pan({ startUs: 100, endUs: 300 }, 50, 1000)).toEqual({ startUs: 150, endUs: 350 })
    expect(pan({ startUs: 100, endUs: 300 }, -500, 1000)).toEqual({ startUs: 0, endUs: 200 })
    expect(pan({ startUs: 100, endUs: 300 }, 5000, 1000)).toEqual({ startUs: 800, endUs: 1000 })
  })

  it('fits a span with a little room, also one without length', () => {
    expect(fitSpan({ startUs: 200, endUs: 400 }, 1000)).toEqual({ startUs: 190, endUs: 410 })
    const point = fitSpan({ startUs: 200, endUs: 200 }, 1000)
    expect(point.startUs < 200 && point.endUs > 200).toBe(true)
    expect(fitAll(0).endUs).toBeGreaterThan(0)
  })

  it('names durations as people do', () => {
    expect([0, 0.5, 7, 340, 1250, 45_600, 1_234_567, 125e6, 3_723e6, 90_061e6].map(formatDuration)).toEqual([
      '0 µs',
      '500 ns',
      '7 µs',
      '340 µs',
      '1.25 ms',
      '45.6 ms',
      '1.23 s',
      '2:05 min',
      '1:02:03 h',
      '1 d 1:01:01 h',
    ])
  })

  it('tells apart what differs by half a second, however long it is', () => {
    expect([61.4e6, 61.9e6, 3_661.4e6, 90_061.9e6].map(formatDuration)).toEqual([
      '1:01.4 min',
      '1:01.9 min',
      '1:01:01.4 h',
      '1 d 1:01:01.9 h',
    ])
  })

  it('tells what rounds up to a unit in that unit', () => {
    expect([0.9996, 999.6, 999_600, 59.999e6, 59.94e6, 119.99e6, 3_599.99e6].map(formatDuration)).toEqual([
      '1 µs',
      '1 ms',
      '1 s',
      '1:00 min',
      '59.9 s',
      '2:00 min',
      '1:00:00 h',
    ])
  })

  it('labels ticks apart beyond a minute too', () => {
    const labels = ticksOf({ startUs: 61e6, endUs: 61.2e6 }, 4).map((tick) => tick.label)
    expect(labels).toEqual(['1:01 min', '1:01.05 min', '1:01.10 min', '1:01.15 min'])
  })

  it('never says more than a unit holds, and never less for more time', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (at) => {
        const text = formatDuration(at * 997)
        expect(text).not.toMatch(/^(1000 (ns|µs|ms)|6\d(\.\d)? s)$/)
      }),
    )
  })
})

describe('compressed gaps', () => {
  const compressed = compressGaps(
    [
      { startUs: 100, endUs: 1100 },
      { startUs: 1200, endUs: 1205 },
      { startUs: 1300, endUs: 2300 },
    ],
    2400,
    10,
  )

  it('make long gaps narrow and leave short ones', () => {
    expect([compressed.durationUs, compressed.gaps.map((gap) => [gap.startUs, gap.viewStartUs, gap.viewUs])]).toEqual([
      420,
      [
        [100, 100, 10],
        [1300, 310, 10],
      ],
    ])
    expect([0, 100, 600, 1100, 1300, 2300, 2400].map(compressed.toView)).toEqual([0, 100, 105, 110, 310, 320, 420])
  })

  it('map there and back, in order', () => {
    void fc.assert(
      fc.property(fc.integer({ min: -50, max: 2500 }), fc.integer({ min: -50, max: 2500 }), (a, b) => {
        expect(compressed.toTime(compressed.toView(a))).toBeCloseTo(a, 6)
        expect(Math.sign(compressed.toView(a) - compressed.toView(b))).toBe(Math.sign(a - b))
      }),
    )
  })

  it('leave a simulation without gaps alone', () => {
    const none = compressGaps([], 500, 10)
    expect([none.durationUs, none.toView(123), none.toTime(123)]).toEqual([500, 123, 123])
  })
})
