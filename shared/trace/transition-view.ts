import { compareNames } from './transition-order.ts'
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

interface RankedState {
  readonly name: string
  readonly id: number
  readonly spans: number
  readonly failing: boolean
  readonly place: number
}

/**
 * Keeps up to `most` states and folds the rest into one: `rareOf` says which. Every step is kept: a cell of the folded state
 * lists the steps of all that it stands for. One rare state alone is not folded, since that would save no row.
 */
export function foldRareStates(transitions: Transitions, most: number): FoldedTransitions {
  const all = transitions.states
    .map(
      (name, id): RankedState => ({
        name,
        id,
        spans: transitions.occurrences[id] ?? 0,
        failing: (transitions.errors[id] ?? 0) > 0,
        place: transitions.averagePlace[id] ?? 0,
      }),
    )
    .slice(endState + 1)
  if (all.length <= Math.max(1, most)) return { ...transitions, folded: null }
  const { kept, rare } = splitStates(all, Math.max(0, most - 1))
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
  const spans = all.reduce((sum, state) => sum + state.spans, 0)
  const rareSpans = rare.reduce((sum, state) => sum + state.spans, 0)
  return {
    ...transitions,
    states: ['START', 'END', ...kept.map((state) => state.name), `${rare.length} rare states`],
    occurrences: [...transitions.occurrences.slice(0, endState + 1), ...kept.map((state) => state.spans), rareSpans],
    averagePlace: [
      0,
      1,
      ...kept.map((state) => state.place),
      rare.reduce((sum, { place, spans: weight }) => sum + place * weight, 0) / Math.max(1, rareSpans),
    ],
    errors: [
      ...transitions.errors.slice(0, endState + 1),
      ...[...kept.map(({ id }) => [{ id }]), rare].map((states) =>
        states.reduce((sum, { id }) => sum + (transitions.errors[id] ?? 0), 0),
      ),
    ],
    cells: cellsOf(rows),
    folded: { state: foldedState, names: rare.map((state) => state.name), share: spans === 0 ? 0 : rareSpans / spans },
  }
}

/**
 * Kept are the states with the most spans. Those that hold a failing span come first, for up to half of the room, and at the
 * same count. States of one count are kept or folded together, so that no name decides; only where that would leave half of
 * the rest of the room empty, the earlier ones of that count are kept.
 */
function splitStates(all: readonly RankedState[], room: number): { kept: RankedState[]; rare: RankedState[] } {
  const ranked = [...all].sort(
    (a, b) => b.spans - a.spans || Number(b.failing) - Number(a.failing) || a.place - b.place || compareNames(a.name, b.name),
  )
  const failing = ranked.filter((state) => state.failing).slice(0, Math.floor(room / 2))
  const others = ranked.filter((state) => !failing.includes(state))
  const left = room - failing.length
  const isTie = (at: number) => others[at - 1]?.spans === others[at]?.spans && others[at - 1]?.failing === others[at]?.failing
  let boundary = left
  while (boundary > 0 && isTie(boundary)) boundary--
  const kept = new Set([...failing, ...others.slice(0, boundary > left / 2 ? boundary : left)])
  return { kept: ranked.filter((state) => kept.has(state)), rare: ranked.filter((state) => !kept.has(state)) }
}
