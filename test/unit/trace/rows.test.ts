import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { traceKinds } from '../../../shared/trace/kind.ts'
import {
  collapsedBelow,
  filterTree,
  nextSelected,
  noFilter,
  type RowFilter,
  revealSpan,
  visibleRows,
} from '../../../shared/trace/rows.ts'
import { ancestorsOf, type SpanTree } from '../../../shared/trace/tree.ts'
import { anySketches, idsOf, treeOf, voiceSketches } from './build.ts'

const conversation = treeOf([
  { id: 'turn1', from: 0, to: 50, name: 'turn' },
  { id: 'chain', parent: 'turn1', from: 5, to: 45 },
  { id: 'llm1', parent: 'chain', from: 10, to: 20, name: 'llm', error: 'rate limit' },
  { id: 'tts1', parent: 'turn1', from: 46, to: 49, name: 'tts' },
  { id: 'turn2', from: 60, to: 90, name: 'turn' },
  { id: 'tts2', parent: 'turn2', from: 70, to: 80, name: 'tts' },
])
const collapse = (...ids: string[]) =>
  new Set(conversation.trace.spans.filter((span) => ids.includes(span.spanId)).map((span) => span.index))
const rowsOf = (filter: Partial<RowFilter>, collapsed: ReadonlySet<number> = new Set()) =>
  idsOf(conversation, visibleRows(conversation, filterTree(conversation, { ...noFilter, ...filter }), collapsed).spans)

/** What the rows should be, read off the definition: O(n²) and worse. */
function slowRows(tree: SpanTree, filter: RowFilter, collapsed: ReadonlySet<number>): number[] {
  const wanted = (index: number): boolean => {
    const span = tree.trace.spans[index]
    return (
      span !== undefined &&
      (filter.kinds === null || filter.kinds.has(span.kind)) &&
      (!filter.errorsOnly || span.error) &&
      (filter.hits === null || filter.hits[index] === 1)
    )
  }
  const isAbove = (index: number): boolean =>
    tree.trace.spans.some((span) => wanted(span.index) && ancestorsOf(tree, span.index).includes(index))
  return Array.from(tree.order).filter(
    (index) => (wanted(index) || isAbove(index)) && !ancestorsOf(tree, index).some((above) => collapsed.has(above)),
  )
}

describe('rows of the waterfall', () => {
  it('show everything at first', () => {
    expect(rowsOf({})).toEqual(['turn1', 'chain', 'llm1', 'tts1', 'turn2', 'tts2'])
  })

  it('hide what lies below a collapsed span', () => {
    expect(rowsOf({}, collapse('chain', 'turn2'))).toEqual(['turn1', 'chain', 'tts1', 'turn2'])
  })

  it('keep the ancestors of what a type filter, the errors or a search select', () => {
    expect(rowsOf({ kinds: new Set(['tts']) })).toEqual(['turn1', 'tts1', 'turn2', 'tts2'])
    expect(rowsOf({ errorsOnly: true })).toEqual(['turn1', 'chain', 'llm1'])
    expect(rowsOf({ hits: Uint8Array.of(0, 0, 0, 0, 0, 1) })).toEqual(['turn2', 'tts2'])
  })

  it('tell a selected span from one that is only kept for it, and count what a subtree holds', () => {
    const { keep, selected, selectedWithin } = filterTree(conversation, { ...noFilter, kinds: new Set(['tts']) })
    expect({ keep: [...keep], selected, selectedWithin: [...selectedWithin] }).toEqual({
      keep: [1, 0, 0, 2, 1, 2],
      selected: 2,
      selectedWithin: [1, 0, 0, 1, 1, 1],
    })
  })

  it('agree with the definition for any tree, filter and state', () => {
    void fc.assert(
      fc.property(
        anySketches(25),
        fc.subarray([...traceKinds]),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(24)),
        (sketches, kinds, byKind, errorsOnly, collapsed) => {
          const tree = treeOf(sketches)
          const filter = { ...noFilter, kinds: byKind ? new Set(kinds) : null, errorsOnly }
          const rows = visibleRows(tree, filterTree(tree, filter), new Set(collapsed))
          expect([...rows.spans]).toEqual(slowRows(tree, filter, new Set(collapsed)))
          for (const [row, index] of rows.spans.entries()) expect(rows.rowOf[index]).toBe(row)
          expect(rows.rowOf.filter((row) => row >= 0).length).toBe(rows.spans.length)
        },
      ),
    )
  })

  it('start collapsed below a depth, and open the way to a span', () => {
    const collapsed = collapsedBelow(conversation, 0)
    expect(rowsOf({}, collapsed)).toEqual(['turn1', 'turn2'])
    expect(rowsOf({}, revealSpan(conversation, collapsed, 2))).toEqual(['turn1', 'chain', 'llm1', 'tts1', 'turn2'])
    expect(revealSpan(conversation, collapsed, 0)).toBe(collapsed)
  })

  it('step from one selected span to the next, round the end', () => {
    const filtered = filterTree(conversation, { ...noFilter, kinds: new Set(['tts']) })
    const step = (from: number, by: 1 | -1) => idsOf(conversation, [nextSelected(conversation, filtered, from, by)])[0]
    expect([step(-1, 1), step(3, 1), step(5, 1), step(-1, -1), step(3, -1)]).toEqual(['tts1', 'tts2', 'tts1', 'tts2', 'tts2'])
    const none = filterTree(conversation, { ...noFilter, kinds: new Set() })
    expect(nextSelected(conversation, none, -1, 1)).toBe(-1)
  })

  it('take 50,000 spans', () => {
    const tree = treeOf(voiceSketches(50_000))
    const filtered = filterTree(tree, { ...noFilter, errorsOnly: true })
    const errors = tree.trace.spans.filter((span) => span.error).length
    expect([filtered.selected, visibleRows(tree, filtered, new Set()).spans.length]).toEqual([errors, errors * 2 + 1])
  })
})
