import { endState, startState, type Transitions } from './transitions.ts'

/** Swaps that are looked at; with thousands of states the order is good rather than best. */
const mostSwaps = 4_000_000

/** How much a step that leads back is longer than it is, of the number of states: what comes first stands first, as far as loops let it. */
const backward = 0.3

/**
 * An order of states in which structure shows: START first, END last, between them by average place in the simulations (names
 * that differ in a number by that number), then each state moved to where its steps are shortest, until none moves any more. A
 * step weighs by its share of the row and of the column, so that what always follows stands beside also where it is rare, and
 * by the root of its count; one that leads back counts as longer. Same input, same order.
 */
export function orderStates(transitions: Transitions): number[] {
  const order = transitions.states
    .map((name, id) => ({ name, id, place: transitions.averagePlace[id] ?? 0 }))
    .slice(endState + 1)
    .sort((a, b) => a.place - b.place || compareNames(a.name, b.name))
    .map((state) => state.id)
  const line = new Line(order, linksOf(transitions), backward * order.length)
  for (let moved = true; moved; ) {
    moved = false
    for (const id of order) if (line.swaps < mostSwaps) moved = line.settle(id) || moved
  }
  return [startState, ...line.order, endState]
}

const natural = new Intl.Collator('en', { numeric: true })

/** `turn 2` before `turn 10`; the same everywhere. */
export const compareNames = (a: string, b: string): number => natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)

/** What joins a state to another: the weight of the steps either way, and how much more of it leads to the other. */
interface Link {
  readonly other: number
  weight: number
  forward: number
}

/** By state; a state's steps to itself stay on the diagonal wherever it stands. */
function linksOf({ states, cells }: Transitions): readonly (readonly Link[])[] {
  const entering = new Map<number, number>()
  for (const { to, count } of cells) entering.set(to, (entering.get(to) ?? 0) + count)
  const links = states.map(() => new Map<number, Link>())
  const add = (id: number, other: number, weight: number, forward: number): void => {
    const link = links[id]?.get(other) ?? { other, weight: 0, forward: 0 }
    link.weight += weight
    link.forward += forward
    links[id]?.set(other, link)
  }
  for (const { from, to, count, rowShare } of cells) {
    if (from === to) continue
    // What simulations begin with would else be drawn amidst all that it leads to.
    const emphasis = from === startState ? states.length : 1
    const weight = emphasis * Math.sqrt(count) * (rowShare + count / (entering.get(to) ?? count))
    add(from, to, weight, weight)
    add(to, from, weight, -weight)
  }
  return links.map((others) => [...others.values()])
}

/** States in a line, of which one at a time is moved. */
class Line {
  readonly order: number[]
  swaps = 0
  readonly #places: Int32Array
  readonly #links: readonly (readonly Link[])[]
  readonly #backward: number

  /** @param backward places that a step back counts for beside its own */
  constructor(order: readonly number[], links: readonly (readonly Link[])[], backward: number) {
    this.order = [...order]
    this.#links = links
    this.#backward = backward
    this.#places = new Int32Array(links.length)
    this.#places[startState] = -1
    this.#places[endState] = order.length
    order.forEach((id, place) => {
      this.#places[id] = place
    })
  }

  /** Moves a state to the place where its steps are shortest, the nearest of several; false where it stands there already. */
  settle(id: number): boolean {
    const from = this.#places[id] ?? 0
    let best = { place: from, gain: 1e-9 }
    for (const direction of [-1, 1] as const) {
      let gain = 0
      for (let place = from + direction; place >= 0 && place < this.order.length; place += direction) {
        gain += this.#swap(place, place - direction)
        if (gain > best.gain) best = { place, gain }
      }
      this.#move(id, from)
    }
    if (best.place === from) return false
    this.#move(id, best.place)
    return true
  }

  /** Exchanges two neighbours; answers how much shorter the steps become. */
  #swap(one: number, other: number): number {
    this.swaps++
    const [left, right] = one < other ? [one, other] : [other, one]
    const [a, b] = [this.order[left] ?? 0, this.order[right] ?? 0]
    let gain = 0
    for (const { other, weight, forward } of this.#links[a] ?? [])
      gain += other === b ? -this.#backward * forward : this.#isRightOf(other, left) ? weight : -weight
    for (const { other, weight } of this.#links[b] ?? []) if (other !== a) gain += this.#isRightOf(other, left) ? -weight : weight
    this.#put(b, left)
    this.#put(a, right)
    return gain
  }

  #isRightOf(id: number, place: number): boolean {
    return (this.#places[id] ?? 0) > place
  }

  #move(id: number, to: number): void {
    const from = this.#places[id] ?? 0
    const step = Math.sign(to - from)
    for (let place = from; place !== to; place += step) this.#put(this.order[place + step] ?? 0, place)
    this.#put(id, to)
  }

  #put(id: number, place: number): void {
    this.order[place] = id
    this.#places[id] = place
  }
}
