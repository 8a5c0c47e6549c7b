import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eachVisibleBar, layOutFlame, spanAt } from '../../../shared/trace/flame.ts'
import { anySketches, treeOf, voiceSketches } from './build.ts'

const everything = { startUs: 0, endUs: Number.POSITIVE_INFINITY, firstRow: 0, endRow: Number.POSITIVE_INFINITY, minUs: 0 }

const barsOf = (layout: ReturnType<typeof layOutFlame>, range: Partial<typeof everything> = {}) => {
  const bars: { index: number; row: number; startUs: number; endUs: number; merged: number }[] = []
  eachVisibleBar(layout, { ...everything, ...range }, (bar) => bars.push(bar))
  return bars
}

describe('the flame graph', () => {
  it('puts children below their parent and gives lanes to those that run at once', () => {
    const tree = treeOf([
      { id: 'root', from: 0, to: 100 },
      { id: 'a', parent: 'root', from: 0, to: 60 },
      { id: 'below a', parent: 'a', from: 10, to: 20 },
      { id: 'beside a', parent: 'root', from: 30, to: 90 },
      { id: 'after a', parent: 'root', from: 60, to: 70 },
      { id: 'next trace', trace: 'u', from: 100, to: 120 },
    ])
    const layout = layOutFlame(tree)
    expect({ rows: layout.rows, rowOf: [...layout.rowOf] }).toEqual({ rows: 4, rowOf: [0, 1, 2, 3, 1, 0] })
  })

  it('never lets two bars of a row overlap, nor anything but descendants stand in a subtree', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        const layout = layOutFlame(tree)
        const { spans } = tree.trace
        for (const a of spans) {
          const parent = tree.parent[a.index] ?? -1
          expect((layout.rowOf[a.index] ?? 0) > (parent < 0 ? -1 : (layout.rowOf[parent] ?? 0))).toBe(true)
          for (const b of spans) {
            if (a.index >= b.index || layout.rowOf[a.index] !== layout.rowOf[b.index]) continue
            expect(a.endUs <= b.startUs || b.endUs <= a.startUs).toBe(true)
          }
        }
        expect([...layout.spanOf].sort((x, y) => x - y)).toEqual(spans.map((span) => span.index))
        expect(Math.max(-1, ...layout.rowOf) + 1).toBe(layout.rows)
      }),
    )
  })

  it('finds the bars of a range as a look at every bar does', () => {
    void fc.assert(
      fc.property(anySketches(), fc.nat(40), fc.nat(40), fc.nat(5), fc.nat(8), (sketches, startUs, length, firstRow, rows) => {
        const tree = treeOf(sketches)
        const layout = layOutFlame(tree)
        const range = { startUs, endUs: startUs + length, firstRow, endRow: firstRow + rows, minUs: 0 }
        const slow = tree.trace.spans.filter((span) => {
          const row = layout.rowOf[span.index] ?? -1
          return row >= firstRow && row < range.endRow && span.endUs >= startUs && span.startUs <= range.endUs
        })
        expect(new Set(barsOf(layout, range).map((bar) => bar.index))).toEqual(new Set(slow.map((span) => span.index)))
      }),
    )
  })

  it('draws bars below a pixel as one, and loses none', () => {
    const layout = layOutFlame(treeOf(voiceSketches(50_000)))
    const whole = { minUs: 1000 }
    const bars = barsOf(layout, whole)
    expect(bars.reduce((sum, bar) => sum + bar.merged, 0)).toBe(50_000)
    expect(bars.length).toBeLessThan((layout.rows * 500_000) / 1000 + layout.rows)
  })

  it('finds the span under the pointer, or the nearest one', () => {
    const layout = layOutFlame(
      treeOf([
        { id: 'a', from: 0, to: 10 },
        { id: 'b', trace: 'u', from: 20, to: 20 },
      ]),
    )
    expect([
      spanAt(layout, 0, 5, 0),
      spanAt(layout, 0, 15, 0),
      spanAt(layout, 0, 18, 3),
      spanAt(layout, 0, 12, 9),
      spanAt(layout, 7, 5, 9),
    ]).toEqual([0, -1, 1, 0, -1])
  })

  it('lays out 5,000 siblings that all run at once, and a chain of 500', () => {
    const siblings = Array.from({ length: 5000 }, (_, at) => ({ id: `s${at}`, parent: 'root', from: at, to: 10_000 }))
    expect(layOutFlame(treeOf([{ id: 'root', from: 0, to: 10_000 }, ...siblings])).rows).toBe(5001)
    const chain = Array.from({ length: 500 }, (_, at) => ({
      id: `s${at}`,
      from: at,
      to: 1000,
      ...(at > 0 ? { parent: `s${at - 1}` } : {}),
    }))
    expect(layOutFlame(treeOf(chain)).rows).toBe(500)
  })
})
