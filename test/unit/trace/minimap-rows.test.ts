import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutFlame } from '../../../shared/trace/flame.ts'
import { placeMinimapRows } from '../../../shared/trace/minimap-rows.ts'
import { anySketches, treeOf } from './build.ts'

const width = (startUs: number, endUs: number) => endUs - startUs
/** A conversation with a turn, and below that ever so many levels of a moment. */
const deep = (levels: number) =>
  layOutFlame(
    treeOf([
      { id: 'conversation', from: 0, to: 1000 },
      { id: 'turn', parent: 'conversation', from: 0, to: 500 },
      ...Array.from({ length: levels }, (_, level) => ({
        id: `level ${level}`,
        parent: level === 0 ? 'turn' : `level ${level - 1}`,
        from: 400,
        to: 401,
      })),
    ]),
  )
const heights = (tops: Float64Array): number[] => Array.from(tops.subarray(1), (top, row) => top - (tops[row] ?? 0))

describe('the rows of the mini-map', () => {
  it('are equally high while there are few', () => {
    expect([heights(placeMinimapRows(deep(2), 44, width)), heights(placeMinimapRows(deep(6), 44, width))]).toEqual([
      [11, 11, 11, 11],
      Array(8).fill(5.5),
    ])
  })

  it('are as high as they are full where there are many, so that a deep moment does not squeeze the rest', () => {
    const [conversation = 0, turn = 0, ...moments] = heights(placeMinimapRows(deep(58), 44, width))
    expect([Math.round(conversation), Math.round(turn), moments.every((one) => one < 1)]).toEqual([14, 7, true])
  })

  it('lie below each other and fill no more than the height, whatever the spans', async () => {
    await fc.assert(
      fc.property(anySketches(), fc.integer({ min: 1, max: 100 }), (sketches, height) => {
        const flame = layOutFlame(treeOf(sketches))
        const tops = placeMinimapRows(flame, height, width)
        expect([tops.length, heights(tops).every((one) => one > 0)]).toEqual([flame.rows + 1, true])
        expect(tops.at(-1)).toBeLessThanOrEqual(height + 1e-6)
      }),
    )
  })
})
