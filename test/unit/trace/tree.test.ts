import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTree, type SpanProblem } from '../../../shared/trace/tree.ts'
import { anySketches, idsOf, recordedTree, type Sketch, traceOf, treeOf, voiceSketches } from './build.ts'

const described = (sketches: readonly Sketch[]) => {
  const tree = treeOf(sketches)
  return {
    order: idsOf(tree, tree.order),
    depth: Array.from(tree.order, (index) => tree.depth[index]),
    problems: [...tree.problems].map(([index, problem]): [string, SpanProblem] => [idsOf(tree, [index])[0] ?? '', problem]),
    traces: tree.traces.map((trace) => [trace.traceId, idsOf(tree, trace.roots), trace.problem]),
  }
}

describe('the tree of a simulation', () => {
  it('puts turns that are traces of their own under one roof, by start, and children under their parents', () => {
    expect(
      described([
        { id: 'tts', parent: 'turn2', trace: 'b', from: 130, to: 140 },
        { id: 'turn2', trace: 'b', from: 100, to: 150 },
        { id: 'llm', parent: 'turn1', trace: 'a', from: 10, to: 40 },
        { id: 'turn1', trace: 'a', from: 0, to: 50 },
        { id: 'stt', parent: 'turn1', trace: 'a', from: 0, to: 5 },
      ]),
    ).toEqual({
      order: ['turn1', 'stt', 'llm', 'turn2', 'tts'],
      depth: [0, 1, 1, 0, 1],
      problems: [],
      traces: [
        ['a', ['turn1'], null],
        ['b', ['turn2'], null],
      ],
    })
  })

  it('gives orphans, rings and repeated ids a labelled place', () => {
    expect(
      described([
        { id: 'root', from: 0, to: 100 },
        { id: 'lost', parent: 'never sent', from: 10, to: 20 },
        { id: 'ring1', parent: 'ring2', from: 30, to: 40 },
        { id: 'ring2', parent: 'ring1', from: 31, to: 40 },
        { id: 'self', parent: 'self', from: 50, to: 60 },
        { id: 'twin', parent: 'root', from: 70, to: 80 },
        { id: 'twin', parent: 'root', from: 75, to: 80 },
        { id: 'child', parent: 'twin', from: 76, to: 77 },
      ]),
    ).toEqual({
      order: ['root', 'twin', 'child', 'twin', 'lost', 'ring1', 'ring2', 'self'],
      depth: [0, 1, 2, 1, 0, 0, 1, 0],
      problems: [
        ['twin', 'duplicate'],
        ['lost', 'orphan'],
        ['ring1', 'cycle'],
        ['self', 'cycle'],
      ],
      traces: [['t', ['root', 'lost', 'ring1', 'self'], null]],
    })
  })

  it('says that a trace has no root, also where only its root was not stored', () => {
    const trace = treeOf([{ id: 'turn', parent: 'gone', from: 0, to: 1 }]).traces[0]
    expect(trace).toEqual({ traceId: 't', roots: [0], spans: 1, errors: 0, startUs: 0, endUs: 1, problem: 'no-root' })
  })

  it('does not take a parent from another trace', () => {
    expect(
      described([
        { id: 'root', trace: 'a', from: 0, to: 9 },
        { id: 'child', trace: 'b', parent: 'root', from: 1, to: 2 },
      ]).problems,
    ).toEqual([['child', 'orphan']])
  })

  it('counts as self time what no child covers, overlapping and overhanging children once', () => {
    const tree = treeOf([
      { id: 'root', from: 0, to: 100 },
      { id: 'a', parent: 'root', from: 10, to: 30 },
      { id: 'b', parent: 'root', from: 20, to: 40 },
      { id: 'inside a and b', parent: 'root', from: 25, to: 28 },
      { id: 'late', parent: 'root', from: 90, to: 200 },
      { id: 'before', parent: 'root', from: 50, to: 45 },
    ])
    expect(Array.from(tree.selfUs)).toEqual([60, 20, 20, 3, 110, 0])
  })

  it('holds every span exactly once, below its parent, whatever the input', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        expect([...tree.order].sort((a, b) => a - b)).toEqual(sketches.map((_, index) => index))
        for (const [place, index] of tree.order.entries()) {
          expect(tree.position[index]).toBe(place)
          const parent = tree.parent[index] ?? -1
          const span = tree.trace.spans[index]
          if (parent < 0) {
            expect(tree.depth[index]).toBe(0)
            expect(span?.parentSpanId === null || tree.problems.has(index)).toBe(true)
            continue
          }
          expect(tree.trace.spans[parent]?.spanId).toBe(span?.parentSpanId)
          expect(tree.trace.spans[parent]?.traceId).toBe(span?.traceId)
          expect(tree.depth[index]).toBe((tree.depth[parent] ?? 0) + 1)
          const first = tree.position[parent] ?? 0
          expect(place > first && place < first + (tree.subtreeSize[parent] ?? 0)).toBe(true)
        }
        expect(tree.traces.reduce((sum, trace) => sum + trace.spans, 0)).toBe(sketches.length)
      }),
    )
  })

  it('computes the self time that a microsecond-by-microsecond count gives', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const tree = treeOf(sketches)
        const slow = tree.trace.spans.map((span) => {
          const children = tree.trace.spans.filter((child) => tree.parent[child.index] === span.index)
          let self = 0
          for (let us = span.startUs; us < span.endUs; us++)
            if (!children.some((child) => child.startUs <= us && us < child.endUs)) self++
          return self
        })
        expect(Array.from(tree.selfUs)).toEqual(slow)
      }),
    )
  })

  it('does not depend on the order in which spans arrive', () => {
    void fc.assert(
      fc.property(anySketches(), fc.infiniteStream(fc.nat()), (sketches, random) => {
        // Equal spans cannot be told apart; only their place in the input orders those.
        const different = [...new Map(sketches.map((sketch) => [`${sketch.trace} ${sketch.id}`, sketch])).values()]
        const shuffled = different.map((sketch) => ({ sketch, key: random.next().value })).sort((a, b) => a.key - b.key)
        expect(described(shuffled.map(({ sketch }) => sketch))).toEqual({
          ...described(different),
          problems: expect.arrayContaining(described(different).problems),
        })
      }),
    )
  })

  it('takes a chain of 100,000 spans and 50,000 siblings without recursion', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => ({
      id: `s${at}`,
      from: at,
      to: 200_000,
      ...(at > 0 ? { parent: `s${at - 1}` } : {}),
    }))
    const wide = Array.from({ length: 50_000 }, (_, at) => ({
      id: `s${at}`,
      from: at,
      to: at + 1,
      ...(at > 0 ? { parent: 's0' } : {}),
    }))
    expect(treeOf(chain).depth[99_999]).toBe(99_999)
    expect(treeOf(wide).childCount[0]).toBe(49_999)
  })

  it('builds a simulation of 50,000 spans', () => {
    const tree = buildTree(traceOf(voiceSketches(50_000)))
    expect([tree.order.length, tree.subtreeSize[0], tree.problems.size, Math.max(...tree.depth)]).toEqual([50_000, 50_000, 0, 2])
  })

  it('opens every recorded oddity', () => {
    const odd = recordedTree('odd-values-agent')
    expect([odd.order.length, odd.problems.size, odd.traces.map((trace) => trace.problem)]).toEqual([78, 0, [null]])
    const deep = recordedTree('busy-agent')
    expect([deep.order.length, deep.traces.length]).toEqual([1204, 1])
  })
})
