import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeAxis, compressedAxis, isWhole, plainAxis } from '../../renderer/features/trace/axis.ts'
import { scaleOf, ticksOnScale } from '../../renderer/features/trace/scale.ts'
import { fitAll } from '../../shared/trace/time-axis.ts'
import { anySketches, treeOf } from '../unit/trace/build.ts'

const second = 1_000_000
const twoTurnsApart = treeOf([
  { id: 'a', from: 0, to: 2 * second },
  { id: 'b', from: 62 * second, to: 65 * second },
])

describe('the axis with its idle gaps cut', () => {
  it('draws a minute of nothing short and keeps the rest as long as it is', () => {
    const axis = compressedAxis(twoTurnsApart)
    expect(axis?.cuts).toHaveLength(1)
    const [cut] = axis?.cuts ?? []
    expect(cut).toMatchObject({ startUs: 2 * second, endUs: 62 * second, viewStartUs: 2 * second })
    expect((cut?.viewEndUs ?? 0) - (cut?.viewStartUs ?? 0)).toBeLessThan(second)
    expect((axis?.toView(65 * second) ?? 0) - (axis?.toView(62 * second) ?? 0)).toBeCloseTo(3 * second)
  })

  it('draws many gaps no longer than a third of what happens', () => {
    const turns = Array.from({ length: 36 }, (_, at) => ({ id: `t${at}`, from: at * 300, to: at * 300 + 100 }))
    const axis = compressedAxis(treeOf(turns))
    expect(axis?.cuts).toHaveLength(35)
    expect(axis?.cutShare).toBeGreaterThan(0.6)
    expect(axis?.durationUs).toBeLessThan(3600 * 1.34)
  })

  it('is not offered where nothing is idle', () => {
    expect(compressedAxis(treeOf([{ id: 'a', from: 0, to: 100 }]))).toBeNull()
  })

  it('has no tick within a cut, and its ticks tell the true time on both sides of it', () => {
    const axis = compressedAxis(twoTurnsApart) ?? plainAxis(0)
    const scale = scaleOf(axis, fitAll(axis.durationUs), 1000)
    const ticks = ticksOnScale(scale)
    const [cut] = axis.cuts
    expect(ticks.filter((tick) => tick.atUs > (cut?.startUs ?? 0) && tick.atUs < (cut?.endUs ?? 0))).toEqual([])
    expect(ticks.some((tick) => tick.atUs <= 2 * second)).toBe(true)
    expect(ticks.some((tick) => tick.atUs >= 62 * second)).toBe(true)
    for (const tick of ticks) expect(axis.toTime(scale.toUs(tick.x))).toBeCloseTo(tick.atUs, 0)
  })

  it('takes no tick from a sliver between two cuts, whose round times have more digits than any other', () => {
    const apart = [
      { id: 'a', from: 0, to: 2 * second },
      { id: 'sliver', from: 12 * second + 123_400, to: 12 * second + 123_456 },
      { id: 'b', from: 32 * second, to: 34 * second },
    ]
    const axis = compressedAxis(treeOf(apart)) ?? plainAxis(0)
    const labelsOf = (shown: { startUs: number; endUs: number }) =>
      ticksOnScale(scaleOf(axis, shown, 600)).map(({ label }) => label)
    expect(axis.cuts).toHaveLength(2)
    expect(labelsOf(fitAll(axis.durationUs)).filter((label) => /\.\d{3,}/.test(label))).toEqual([])
    const from = axis.toView(12 * second + 123_400)
    expect(labelsOf({ startUs: from, endUs: from + 56 })[0]).toMatch(/^12\.1234\d* s$/)
  })

  it('shows the same stretch of time after a change of the axis', () => {
    const plain = plainAxis(twoTurnsApart.trace.durationUs)
    const cut = compressedAxis(twoTurnsApart) ?? plain
    const viewport = { startUs: 62 * second, endUs: 64 * second }
    const there = changeAxis(viewport, plain, cut)
    expect(cut.toTime(there.startUs)).toBeCloseTo(viewport.startUs, 0)
    expect(cut.toTime(there.endUs)).toBeCloseTo(viewport.endUs, 0)
    expect(isWhole(changeAxis(fitAll(plain.durationUs), plain, cut), cut)).toBe(true)
  })

  it('never runs backwards, whatever the spans', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        const axis = compressedAxis(tree)
        if (axis === null) return
        const times = Array.from({ length: 40 }, (_, step) => (tree.trace.durationUs * step) / 39)
        const views = times.map((time) => axis.toView(time))
        for (const [at, view] of views.entries()) if (at > 0) expect(view).toBeGreaterThanOrEqual(views[at - 1] ?? 0)
        expect(views.at(-1)).toBeLessThanOrEqual(axis.durationUs + 1e-6)
      }),
    )
  })
})
