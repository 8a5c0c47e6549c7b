import { compareSpans, type TraceSpan } from './model.ts'
import { toolNameOf } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/**
 * What makes two spans the same state. `name` is the Phoenix name, because every LLM span of an import is called `llm`;
 * `unnumbered` the same with `#` for a number at its end, so that `turn 7` and `turn 8` are one.
 */
export type StateKey =
  | { readonly by: 'kind' | 'name' | 'unnumbered' | 'tool' | 'agent' }
  | { readonly by: 'attribute'; readonly attribute: string }

/** One simulation of the log, under the id that cells name it by. */
export interface LoggedSimulation {
  readonly id: string
  readonly tree: SpanTree
}

/** The same where nobody asks what stands below what. */
export interface LoggedSpans {
  readonly id: string
  readonly tree: Pick<SpanTree, 'trace'>
}

export const startState = 0
export const endState = 1

/** The step from one span to the next; null stands for START or END. */
export interface Step {
  /** Place in `Transitions.simulations`. */
  readonly simulation: number
  readonly from: TraceSpan | null
  readonly to: TraceSpan | null
}

export interface TransitionCell {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Of all steps that leave `from`. */
  readonly rowShare: number
  /** Steps whose second span is an error, of all steps of the cell; null for steps to END. */
  readonly errorRate: number | null
  /** Median of (start of the second − end of the first), microseconds; below zero where they overlap; null with START or END. */
  readonly medianGapUs: number | null
  /** Exactly the steps that were counted. */
  readonly steps: readonly Step[]
}

export interface Transitions {
  readonly mode: 'directly-follows' | 'first-failure'
  readonly simulations: readonly string[]
  /** Names of the states that take part in a step; 0 is START and 1 is END. */
  readonly states: readonly string[]
  /** Spans in each state; for START and END, simulations. */
  readonly occurrences: readonly number[]
  /** Of these spans, those with an error; 0 for START and END. */
  readonly errors: readonly number[]
  /** Average place in its simulation, 0 (first) to 1 (last). */
  readonly averagePlace: readonly number[]
  readonly cells: readonly TransitionCell[]
  /** Simulations that hold no span with a state, and those without a failing one (first-failure only). */
  readonly empty: number
  readonly withoutFailure: number
}

/** The attributes that name an agent, the first that is there. */
export const agentKeys = ['gen_ai.agent.name', 'agent.name'] as const

/** Characters of a state's name; what differs only further on is one state. */
const longestState = 256

/** The state of a span, or null where it has none and so stands in no log: a span without a tool is no tool state. */
export function stateOf(span: TraceSpan, key: StateKey): string | null {
  const state = wholeStateOf(span, key)
  return state !== null && state.length > longestState ? state.slice(0, longestState) : state
}

function wholeStateOf(span: TraceSpan, key: StateKey): string | null {
  switch (key.by) {
    case 'kind':
      return span.kind
    case 'name':
      return span.phoenixName
    case 'unnumbered':
      return unnumberedName(span.phoenixName)
    case 'tool':
      return span.kind === 'llm_tool_call' ? toolNameOf(span) : null
    case 'agent':
      return span.attributes.get('gen_ai.agent.name') ?? span.attributes.get('agent.name') ?? null
    case 'attribute':
      return span.attributes.get(key.attribute) ?? null
  }
}

/** A number at the end of a name, set off by a blank or a sign (`turn 7`, `step-7`, `agent#7`, `retry (7)`), not `oauth2`. */
const endNumber = /(?:#|(?<=[\s_:./([-]))\d+(?:\.\d+)*(?=[)\]]?$)/

/** Looked for in the end of the name only: a name may be megabytes of digits. */
export function unnumberedName(name: string): string {
  const rest = Math.max(0, name.length - 64)
  return name.slice(0, rest) + name.slice(rest).replace(endNumber, '#')
}

/**
 * Directly-follows: the spans of each simulation that have a state stand in one sequence, and a cell counts how often one
 * directly follows the other, with START before the first and END after the last. The concurrency rule: spans stand by start,
 * then end, then span id, so that of two that run at once the one that began first comes first.
 */
export function directlyFollows(simulations: Iterable<LoggedSpans>, key: StateKey): Transitions {
  const log = new TransitionLog('directly-follows')
  for (const { id, tree } of simulations) {
    const place = log.begin(id)
    const sequence = sequenceOf(tree, key)
    log.observe(sequence)
    if (sequence.length === 0) continue
    for (let at = 0; at <= sequence.length; at++) log.step(place, sequence[at - 1] ?? null, sequence[at] ?? null)
  }
  return log.finish()
}

/**
 * First failure: at most one step a simulation, from its last successful state to its first failing one (START where none
 * came before). The first failing span is the first in sequence that is an error and has no failing span of the sequence below
 * it: a parent that only passes an error on would else always come first. Spans without a state take no part, so an error that
 * began in one of them is told by the nearest span above it that has one.
 */
export function firstFailures(simulations: Iterable<LoggedSimulation>, key: StateKey): Transitions {
  const log = new TransitionLog('first-failure')
  for (const { id, tree } of simulations) {
    const place = log.begin(id)
    const sequence = sequenceOf(tree, key)
    log.observe(sequence)
    if (sequence.length === 0) continue
    const passesOn = failuresAbove(tree, sequence)
    const failing = sequence.findIndex(({ span }) => span.error && passesOn[span.index] === 0)
    if (failing < 0) {
      log.withoutFailure++
      continue
    }
    const before = sequence.slice(0, failing).findLast(({ span }) => !span.error)
    log.step(place, before ?? null, sequence[failing] ?? null)
  }
  return withoutIdleStates(log.finish())
}

/** Without the states that no step leaves or reaches, which are most where only failures count. */
function withoutIdleStates(transitions: Transitions): Transitions {
  const busy = new Set([startState, endState, ...transitions.cells.flatMap(({ from, to }) => [from, to])])
  const places = new Map([...busy].sort((a, b) => a - b).map((id, place) => [id, place]))
  const pick = <T>(values: readonly T[]): T[] => values.filter((_, id) => busy.has(id))
  return {
    ...transitions,
    states: pick(transitions.states),
    occurrences: pick(transitions.occurrences),
    errors: pick(transitions.errors),
    averagePlace: pick(transitions.averagePlace),
    cells: transitions.cells.map((cell) => ({ ...cell, from: places.get(cell.from) ?? 0, to: places.get(cell.to) ?? 0 })),
  }
}

interface Event {
  readonly span: TraceSpan
  readonly state: string
}

function sequenceOf(tree: Pick<SpanTree, 'trace'>, key: StateKey): Event[] {
  const events: Event[] = []
  for (const span of tree.trace.spans) {
    const state = stateOf(span, key)
    if (state !== null) events.push({ span, state })
  }
  return events.sort((a, b) => compareSpans(a.span, b.span))
}

/** 1 for each span that has a failing span of the sequence somewhere below it. */
function failuresAbove(tree: SpanTree, sequence: readonly Event[]): Uint8Array {
  const above = new Uint8Array(tree.order.length)
  const failed = new Uint8Array(tree.order.length)
  for (const { span } of sequence) if (span.error) failed[span.index] = 1
  for (let place = tree.order.length - 1; place >= 0; place--) {
    const index = tree.order[place] ?? 0
    const parent = tree.parent[index] ?? -1
    if (parent >= 0 && (failed[index] === 1 || above[index] === 1)) above[parent] = 1
  }
  return above
}

class TransitionLog {
  readonly #mode: Transitions['mode']
  readonly #simulations: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #states: string[] = ['START', 'END']
  readonly #occurrences = [0, 0]
  readonly #errors = [0, 0]
  readonly #places = [0, 0]
  readonly #steps = new Map<number, Map<number, Step[]>>()
  #empty = 0
  withoutFailure = 0

  constructor(mode: Transitions['mode']) {
    this.#mode = mode
  }

  begin(id: string): number {
    return this.#simulations.push(id) - 1
  }

  observe(sequence: readonly Event[]): void {
    if (sequence.length === 0) {
      this.#empty++
      return
    }
    for (const end of [startState, endState]) this.#occurrences[end] = (this.#occurrences[end] ?? 0) + 1
    sequence.forEach(({ span, state }, at) => {
      const id = this.#idOf(state)
      if (span.error) this.#errors[id] = (this.#errors[id] ?? 0) + 1
      this.#occurrences[id] = (this.#occurrences[id] ?? 0) + 1
      this.#places[id] = (this.#places[id] ?? 0) + (sequence.length === 1 ? 0 : at / (sequence.length - 1))
    })
  }

  step(simulation: number, from: Event | null, to: Event | null): void {
    const row = from === null ? startState : this.#idOf(from.state)
    const column = to === null ? endState : this.#idOf(to.state)
    let cells = this.#steps.get(row)
    if (cells === undefined) {
      cells = new Map()
      this.#steps.set(row, cells)
    }
    const step = { simulation, from: from?.span ?? null, to: to?.span ?? null }
    const steps = cells.get(column)
    if (steps) steps.push(step)
    else cells.set(column, [step])
  }

  finish(): Transitions {
    return {
      mode: this.#mode,
      simulations: this.#simulations,
      states: this.#states,
      occurrences: this.#occurrences,
      errors: this.#errors,
      averagePlace: this.#places.map((sum, id) =>
        id === endState ? 1 : id === startState ? 0 : sum / (this.#occurrences[id] ?? 1),
      ),
      cells: cellsOf(this.#steps),
      empty: this.#empty,
      withoutFailure: this.withoutFailure,
    }
  }

  #idOf(state: string): number {
    const known = this.#ids.get(state)
    if (known !== undefined) return known
    const id = this.#states.push(state) - 1
    this.#occurrences.push(0)
    this.#errors.push(0)
    this.#places.push(0)
    this.#ids.set(state, id)
    return id
  }
}

/** Cells by row and column from their steps. */
export function cellsOf(rows: ReadonlyMap<number, ReadonlyMap<number, readonly Step[]>>): TransitionCell[] {
  const cells: TransitionCell[] = []
  for (const [from, columns] of [...rows].sort(([a], [b]) => a - b)) {
    const leaving = [...columns.values()].reduce((sum, steps) => sum + steps.length, 0)
    for (const [to, steps] of [...columns].sort(([a], [b]) => a - b)) {
      const errors = steps.filter((step) => step.to?.error === true).length
      cells.push({
        from,
        to,
        count: steps.length,
        rowShare: steps.length / leaving,
        errorRate: to === endState ? null : errors / steps.length,
        medianGapUs: medianGap(steps),
        steps,
      })
    }
  }
  return cells
}

function medianGap(steps: readonly Step[]): number | null {
  const gaps: number[] = []
  for (const { from, to } of steps) if (from !== null && to !== null) gaps.push(to.startUs - from.endUs)
  gaps.sort((a, b) => a - b)
  const low = gaps[(gaps.length - 1) >> 1]
  const high = gaps[gaps.length >> 1]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
