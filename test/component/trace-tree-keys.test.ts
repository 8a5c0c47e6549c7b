import { describe, expect, it } from 'vitest'
import { composeRows } from '../../renderer/features/trace/composed-rows.ts'
import type { TreeMove } from '../../renderer/features/trace/tree-keys.ts'
import { moveByKey } from '../../renderer/features/trace/tree-keys.ts'
import { filterTree, noFilter, visibleRows } from '../../shared/trace/rows.ts'
import type { SpanTree } from '../../shared/trace/tree.ts'
import type { Sketch } from '../unit/trace/build.ts'
import { treeOf } from '../unit/trace/build.ts'

const twoTurns: Sketch[] = [
  { id: 'turn', from: 0, to: 100, trace: 'a' },
  { id: 'llm', parent: 'turn', from: 10, to: 60, trace: 'a' },
  { id: 'tool', parent: 'llm', from: 20, to: 30, trace: 'a' },
  { id: 'tts', parent: 'turn', from: 70, to: 90, trace: 'a' },
  { id: 'later', from: 200, to: 300, trace: 'b' },
]

/** Walks a tree by keys and says where each of them led, in words. */
function walk(tree: SpanTree, keys: readonly string[], start: string | null = null): string[] {
  const collapsed = new Set<number>()
  const closed = new Set<number>()
  let at = start === null ? null : (tree.trace.spans.find((span) => span.spanId === start)?.index ?? null)
  const nameOf = (row: number) => (row < 0 ? `trace ${-row}` : (tree.trace.spans[row]?.spanId ?? '?'))
  return keys.map((key) => {
    const composed = composeRows(tree, visibleRows(tree, filterTree(tree, noFilter), collapsed), closed)
    const move: TreeMove | null = moveByKey(key, { tree, composed, collapsed, closed, at, page: 2 })
    if (move === null) return 'nothing'
    if (move.kind === 'go') {
      at = move.row
      return nameOf(move.row)
    }
    if (move.kind !== 'toggle') return move.kind
    const [set, item] = move.row < 0 ? [closed, -1 - move.row] : [collapsed, move.row]
    if (move.open) set.delete(item)
    else set.add(item)
    return `${move.open ? 'opens' : 'closes'} ${nameOf(move.row)}`
  })
}

describe('the keys of the tree', () => {
  it('go through every row, headers too, and stop at both ends', () => {
    const keys = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowDown', 'Home', 'ArrowUp', 'PageDown']
    expect(walk(treeOf(twoTurns), keys)).toEqual([
      'trace 1',
      'turn',
      'llm',
      'tool',
      'later',
      'later',
      'trace 1',
      'trace 1',
      'llm',
    ])
  })

  it('close with left and go up when there is nothing left to close', () => {
    expect(
      walk(treeOf(twoTurns), ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'], 'tool'),
    ).toEqual(['llm', 'closes llm', 'turn', 'closes turn', 'trace 1', 'closes trace 1', 'nothing'])
  })

  it('open with right and then go to the first child; a leaf does nothing', () => {
    const tree = treeOf(twoTurns)
    expect(walk(tree, ['ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'], 'turn')).toEqual([
      'closes turn',
      'opens turn',
      'llm',
      'tool',
      'nothing',
    ])
  })

  it('skip what is folded', () => {
    expect(walk(treeOf(twoTurns), ['ArrowLeft', 'ArrowDown', 'ArrowUp'], 'llm')).toEqual(['closes llm', 'tts', 'llm'])
  })

  it('read a span with Enter, fold a trace with it, and let go with Escape', () => {
    expect(walk(treeOf(twoTurns), ['Enter', 'Home', 'Enter', 'Enter', 'Escape'], 'llm')).toEqual([
      'panel',
      'trace 1',
      'closes trace 1',
      'opens trace 1',
      'leave',
    ])
  })

  it('need no header where there is one whole trace', () => {
    const one = treeOf(twoTurns.filter((sketch) => sketch.trace === 'a'))
    expect(walk(one, ['Home', 'ArrowLeft', 'ArrowLeft'])).toEqual(['turn', 'closes turn', 'nothing'])
  })
})
