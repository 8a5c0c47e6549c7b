import type { Transitions } from '../../../shared/trace/transitions.ts'
import { type Sketch, treeOf } from './build.ts'

export const logOf = (...simulations: Sketch[][]) =>
  simulations.map((sketches, at) => ({ id: `simulation ${at}`, tree: treeOf(sketches) }))
/** One span after another; `!` at the end of a name is an error. */
export const sequence = (...names: string[]): Sketch[] =>
  names.map((name, at) => ({
    id: `${at} ${name}`,
    name: name.replace('!', ''),
    from: at * 10,
    to: at * 10 + 5,
    ...(name.endsWith('!') ? { error: 'x' } : {}),
  }))

/** Counts by the names of both states. */
export const cellsOf = (transitions: Transitions) =>
  Object.fromEntries(
    transitions.cells.map((cell) => [`${transitions.states[cell.from]} > ${transitions.states[cell.to]}`, cell.count]),
  )
