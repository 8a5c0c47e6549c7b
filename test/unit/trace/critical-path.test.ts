import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { criticalPath, idleGaps } from '../../../shared/trace/critical-path.ts'
import { anySketches, idsOf, type Sketch, treeOf } from './build.ts'

const pathOf = (sketches: readonly Sketch[]) => {
  const tree = treeOf(sketches)
  return criticalPath(tree).map(({ index, startUs, endUs }) => [idsOf(tree, [index])[0], startUs, endUs])
}

describe('the critical path', () => {
  it('goes to the child that held the parent up, and back', () => {
    expect(
      pathOf([
        { id: 'turn', from: 0, to: 100 },
        { id: 'llm', parent: 'turn', from: 10, to: 60 },
        { id: 'beside', parent: 'turn', from: 20, to: 50 },
        { id: 'tts', parent: 'turn', from: 65, to: 95 },
        { id: 'request', parent: 'llm', from: 15, to: 55 },
      ]),
    ).toEqual([
      ['turn', 0, 10],
      ['llm', 10, 15],
      ['request', 15, 55],
      ['llm', 55, 60],
      ['turn', 60, 65],
      ['tts', 65, 95],
      ['turn', 95, 100],
    ])
  })

  it('names the time between two traces as nobody’s, and cuts a child that outlives its parent', () => {
    expect(
      pathOf([
        { id: 'turn1', trace: 'a', from: 0, to: 10 },
        { id: 'background', trace: 'a', parent: 'turn1', from: 5, to: 15 },
        { id: 'turn2', trace: 'b', from: 40, to: 50 },
      ]),
    ).toEqual([
      ['turn1', 0, 5],
      ['background', 5, 10],
      ['-', 10, 40],
      ['turn2', 40, 50],
    ])
  })

  it('covers the simulation without gap or overlap, with spans that run at that time', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        let reached = 0
        for (const segment of criticalPath(tree)) {
          expect(segment.startUs).toBe(reached)
          reached = segment.endUs
          const span = tree.trace.spans[segment.index]
          expect(span === undefined || (span.startUs <= segment.startUs && segment.endUs <= span.endUs)).toBe(true)
        }
        expect(reached).toBe(tree.trace.durationUs)
      }),
    )
  })
})

describe('idle gaps', () => {
  it('are the stretches in which no span without children runs and nothing begins or ends', () => {
    const tree = treeOf([
      { id: 'conversation', from: 0, to: 1000 },
      { id: 'stt', parent: 'conversation', from: 0, to: 100 },
      { id: 'waiting', parent: 'conversation', from: 300, to: 700 },
      { id: 'llm', parent: 'waiting', from: 600, to: 650 },
    ])
    expect(idleGaps(tree, 60)).toEqual([
      { startUs: 100, endUs: 300 },
      { startUs: 300, endUs: 600 },
      { startUs: 700, endUs: 1000 },
    ])
  })

  it('agree with a look at every microsecond', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        const leaves = tree.trace.spans.filter((span) => tree.childCount[span.index] === 0)
        const idle = new Set(
          idleGaps(tree, 0).flatMap((gap) => Array.from({ length: gap.endUs - gap.startUs }, (_, at) => gap.startUs + at)),
        )
        for (let us = 0; us < tree.trace.durationUs; us++) {
          expect([us, idle.has(us)]).toEqual([us, !leaves.some((leaf) => leaf.startUs <= us && us < leaf.endUs)])
        }
      }),
    )
  })
})
