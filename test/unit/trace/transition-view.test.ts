import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderStates } from '../../../shared/trace/transition-order.ts'
import { foldRareStates } from '../../../shared/trace/transition-view.ts'
import { directlyFollows, type StateKey, type Transitions } from '../../../shared/trace/transitions.ts'
import { anySketches } from './build.ts'
import { cellsOf, logOf, sequence } from './transition-logs.ts'

const byName: StateKey = { by: 'name' }

describe('the view of transitions', () => {
  const transitions = directlyFollows(
    logOf(sequence('a', 'b', 'c', 'a', 'b', 'c'), sequence('a', 'rare', 'c'), sequence('a', 'odd', 'rarest', 'c')),
    byName,
  )

  it('folds rare states into one and says how much that is, losing no step', () => {
    const folded = foldRareStates(transitions, 4)
    expect([folded.states, folded.folded?.names, folded.folded?.share]).toEqual([
      ['START', 'END', 'a', 'c', 'b', '3 rare states'],
      ['odd', 'rare', 'rarest'],
      3 / 13,
    ])
    expect(cellsOf(folded)).toMatchObject({ 'a > 3 rare states': 2, '3 rare states > 3 rare states': 1, '3 rare states > c': 2 })
    const steps = (of: Transitions) => of.cells.reduce((sum, cell) => sum + cell.steps.length, 0)
    expect(steps(folded)).toBe(steps(transitions))
    expect(foldRareStates(transitions, 6).folded).toBeNull()
  })

  it('folds no failing state before another, and no state for its name', () => {
    const turns = Array.from({ length: 36 }, (_, at) => `turn ${at}${at === 7 ? '!' : ''}`)
    const once = foldRareStates(directlyFollows(logOf(sequence(...turns)), byName), 30)
    // Folding all 35 would show nothing: the first ones are kept.
    expect([once.states.length, once.folded?.names]).toEqual([
      32,
      ['turn 29', 'turn 30', 'turn 31', 'turn 32', 'turn 33', 'turn 34', 'turn 35'],
    ])
    const often = ['a', 'b', 'c', 'd', 'e']
    const late = sequence(...often, ...often, 'z', 'y', 'x', 'w!', 'v!')
    const kept = (most: number) => foldRareStates(directlyFollows(logOf(late), byName), most).states.slice(2)
    expect([kept(8), kept(9), kept(10), kept(5)]).toEqual([
      [...often, 'w', 'v', '3 rare states'],
      [...often, 'w', 'v', '3 rare states'],
      [...often, 'z', 'y', 'x', 'w', 'v'],
      ['a', 'b', 'w', 'v', '6 rare states'],
    ])
    expect(foldRareStates(directlyFollows(logOf(late), byName), 8).errors).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 0])
  })

  it('orders names with numbers by these, and puts what follows START first', () => {
    const names = Array.from({ length: 12 }, (_, at) => `turn ${at}`)
    // Each in another simulation, so that place tells nothing.
    const turns = directlyFollows(logOf(...[...names].reverse().map((name) => sequence('root', name, 'llm'))), byName)
    expect(orderStates(turns).map((id) => turns.states[id])).toEqual(['START', 'root', ...names, 'llm', 'END'])
  })

  it('brings a chain to the diagonal that a busy state pulls apart', () => {
    const hub = Array.from({ length: 30 }, () => ['llm', 'tool']).flat()
    const transitions = directlyFollows(logOf(sequence('root', 'graph', 'start', ...hub, 'graph', 'start', 'llm', 'end')), byName)
    expect(orderStates(transitions).map((id) => transitions.states[id])).toEqual([
      ...['START', 'root', 'graph', 'start', 'llm', 'tool', 'end', 'END'],
    ])
  })

  it('orders states so that what follows stands beside', () => {
    const order = orderStates(directlyFollows(logOf(sequence('d', 'c', 'b', 'a'), sequence('d', 'c', 'b', 'a')), byName))
    const states = directlyFollows(logOf(sequence('d', 'c', 'b', 'a')), byName).states
    expect(order.map((id) => states[id])).toEqual(['START', 'd', 'c', 'b', 'a', 'END'])
  })

  it('orders every state once, and the same way each time', () => {
    void fc.assert(
      fc.property(fc.array(anySketches(15), { maxLength: 4 }), fc.integer({ min: 1, max: 6 }), (simulations, most) => {
        const folded = foldRareStates(directlyFollows(logOf(...simulations), byName), most)
        const order = orderStates(folded)
        expect([...order].sort((a, b) => a - b)).toEqual(folded.states.map((_, id) => id))
        expect([order[0], order.at(-1)]).toEqual([0, 1])
        expect(orderStates(folded)).toEqual(order)
        expect(folded.states.length).toBeLessThanOrEqual(2 + most)
      }),
    )
  })
})
