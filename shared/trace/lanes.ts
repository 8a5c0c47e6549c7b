/**
 * Lanes that are taken until some time, with "the first lane free at t" in O(log n): a tree of minima over the lanes.
 * A plain scan would be quadratic for thousands of spans that all run at once.
 */
export class Lanes {
  readonly #leaves: number
  readonly #freeFrom: Float64Array
  #used = 0

  /** @param capacity the most lanes that can ever be needed */
  constructor(capacity: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)))
    this.#freeFrom = new Float64Array(this.#leaves * 2).fill(Number.NEGATIVE_INFINITY)
  }

  get used(): number {
    return this.#used
  }

  /** Takes the first lane that is free at `fromUs`, until `untilUs`; returns its number. */
  take(fromUs: number, untilUs: number): number {
    let node = 1
    while (node < this.#leaves) node = (this.#freeFrom[node * 2] ?? 0) <= fromUs ? node * 2 : node * 2 + 1
    const lane = node - this.#leaves
    this.#freeFrom[node] = untilUs
    for (node >>= 1; node >= 1; node >>= 1) {
      this.#freeFrom[node] = Math.min(this.#freeFrom[node * 2] ?? 0, this.#freeFrom[node * 2 + 1] ?? 0)
    }
    this.#used = Math.max(this.#used, lane + 1)
    return lane
  }
}
