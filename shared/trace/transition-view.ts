import { cellsOf, endState, type Step, startState, type Transitions } from './transitions.ts'

export interface FoldedTransitions extends Transitions {
  /** The state that stands for the folded ones; null where nothing was folded. */
  readonly folded: {
    readonly state: number
    readonly names: readonly string[]
    /** Spans in folded states, of all spans. */
    readonly share: number
  } | null
}

/**
 * Keeps the `most` states with the most spans and folds the rest into one. Every step is kept: a cell of the folded state
 * lists the steps of all that it stands for. One rare state alone is not folded, since that would save no row.
 */
export function foldRareStates(transitions: Transitions, most: number): FoldedTransitions {
  const ranked = transitions.states
    .map((name, id) => ({ name, id, spans: transitions.occurrences[id] ?? 0 }))
    .slice(endState + 1)
    .sort((a, b) => b.spans - a.spans || (a.name < b.name ? -1 : 1))
  if (ranked.length <= Math.max(1, most)) return { ...transitions, folded: null }
  const kept = ranked.slice(0, Math.max(0, most - 1))
  const rare = ranked.slice(kept.length)
  const target = new Map<number, number>([
    [startState, startState],
    [endState, endState],
  ])
  kept.forEach(({ id }, at) => {
    target.set(id, endState + 1 + at)
  })
  const foldedState = endState + 1 + kept.length
  const rows = new Map<number, Map<number, Step[]>>()
  for (const cell of transitions.cells) {
    const from = target.get(cell.from) ?? foldedState
    const to = target.get(cell.to) ?? foldedState
    const row = rows.get(from) ?? new Map<number, Step[]>()
    rows.set(from, row)
    const steps = row.get(to) ?? []
    row.set(to, steps)
    for (const step of cell.steps) steps.push(step)
  }
  const spans = ranked.reduce((sum, state) => sum + state.spans, 0)
  const rareSpans = rare.reduce((sum, state) => sum + state.spans, 0)
  const placeOf = (id: number): number => transitions.averagePlace[id] ?? 0
  return {
    ...transitions,
    states: ['START', 'END', ...kept.map((state) => state.name), `${rare.length} rare states`],
    occurrences: [...transitions.occurrences.slice(0, endState + 1), ...kept.map((state) => state.spans), rareSpans],
    averagePlace: [
      0,
      1,
      ...kept.map((state) => placeOf(state.id)),
      rare.reduce((sum, { id, spans: weight }) => sum + placeOf(id) * weight, 0) / Math.max(1, rareSpans),
    ],
    cells: cellsOf(rows),
    folded: { state: foldedState, names: rare.map((state) => state.name), share: spans === 0 ? 0 : rareSpans / spans },
  }
}

/**
 * An order of states in which structure shows: START first, END last, between them by average place in the simulations, then
 * improved by swapping neighbours while that draws heavy cells towards the diagonal. Same input, same order.
 */
export function orderStates(transitions: Transitions): number[] {
  const order = transitions.states
    .map((name, id) => ({ name, id, place: transitions.averagePlace[id] ?? 0 }))
    .slice(endState + 1)
    .sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1))
    .map((state) => state.id)
  const weights = weightsOf(transitions)
  const places = new Map(order.map((id, place) => [id, place]))
  // Each swap strictly lowers a sum of whole numbers, so this ends; the cap bounds the work for many states.
  for (let round = 0; round < 100; round++) {
    let swapped = false
    for (let at = 0; at + 1 < order.length; at++) {
      const a = order[at] ?? 0
      const b = order[at + 1] ?? 0
      if (swapGain(places, a, b, weights) <= 0) continue
      order[at] = b
      order[at + 1] = a
      places.set(b, at).set(a, at + 1)
      swapped = true
    }
    if (!swapped) break
  }
  return [startState, ...order, endState]
}

type Weights = ReadonlyMap<number, ReadonlyMap<number, number>>

/** Steps between two states, either way; a state's steps to itself stay on the diagonal wherever it stands. */
function weightsOf(transitions: Transitions): Weights {
  const weights = new Map<number, Map<number, number>>()
  const add = (a: number, b: number, count: number): void => {
    const row = weights.get(a) ?? new Map<number, number>()
    weights.set(a, row.set(b, (row.get(b) ?? 0) + count))
  }
  for (const { from, to, count } of transitions.cells) {
    if (from === to) continue
    add(from, to, count)
    add(to, from, count)
  }
  return weights
}

/** How much nearer to the diagonal the cells come when the neighbours `a` and `b` (right after it) change places. */
function swapGain(places: ReadonlyMap<number, number>, a: number, b: number, weights: Weights): number {
  const at = places.get(a) ?? 0
  const side = (other: number): number => {
    if (other === startState) return -1
    if (other === endState) return 1
    return (places.get(other) ?? 0) < at ? -1 : 1
  }
  let gain = 0
  for (const [other, weight] of weights.get(a) ?? []) if (other !== b) gain += side(other) * weight
  for (const [other, weight] of weights.get(b) ?? []) if (other !== a) gain -= side(other) * weight
  return gain
}
