import { parseJson } from './json-text.ts'
import type { Message } from './messages.ts'

/** A line of conversation as the model saw it: message numbers in order, and which entry of the thread shows each. */
export interface Line {
  readonly messages: number[]
  readonly entries: number[]
  /** The system prompt that it was last asked with. */
  system: string
  /** The last span that used it. */
  span: number
}

/** Where a history begins within a line, and how many of its messages the line already holds. */
export interface Overlap {
  readonly line: Line
  readonly at: number
  readonly length: number
  /** Entries that the history tells shorter than the thread does: an answer that was interrupted. */
  readonly shortened: ReadonlyMap<number, string>
}

/** Lines further back than this are not looked at: several agents talk at once, not hundreds. */
const linesKept = 32

/**
 * Finds out what of a call's history was said before. Messages are numbered by what they say (role, text without outer and
 * repeated blanks, tool calls with their arguments), so that comparing histories is comparing numbers.
 */
export class Histories {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []
  readonly #plainAnswers: boolean[] = []
  #lines: Line[] = []

  number(message: Message): number {
    const text = squeeze(message.text)
    const calls = message.toolCalls.map((call) => `${call.name}\u0001${canonical(call.arguments)}`).join('\u0002')
    const key = `${message.role}\u0000${text}\u0000${calls}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#texts.push(text) - 1
    this.#plainAnswers.push(message.role === 'assistant' && calls === '')
    this.#numbers.set(key, number)
    return number
  }

  /**
   * The longest overlap of a history with a line: at the line's end (it goes on), from the line's start (it branches off), or
   * two messages in a row anywhere (its beginning was trimmed, then it branched). The latest line wins a tie.
   */
  find(history: readonly number[]): Overlap | null {
    let best: Overlap | null = null
    for (const line of this.#lines) {
      const found = this.#overlap(line, history)
      if (found !== null && found.length > (best?.length ?? 0)) best = found
    }
    return best
  }

  /** Makes `line` the latest. */
  keep(line: Line): void {
    this.#lines = [line, ...this.#lines.filter((other) => other !== line)].slice(0, linesKept)
  }

  #overlap(line: Line, history: readonly number[]): Overlap | null {
    const [first] = history
    if (first === undefined) return null
    let best: Overlap | null = null
    // A trimmed history begins within what the line holds last; looking further back would make long lines quadratic.
    const earliest = Math.max(0, line.messages.length - history.length * 2 - 64)
    const starts = [0]
    for (let at = Math.max(1, earliest); at < line.messages.length; at++) if (line.messages[at] === first) starts.push(at)
    for (const at of starts.slice(0, 64)) {
      const shortened = new Map<number, string>()
      let length = 0
      while (length < history.length && at + length < line.messages.length) {
        const said = line.messages[at + length] ?? -1
        const told = history[length] ?? -1
        if (said !== told) {
          const entry = line.entries[at + length] ?? -1
          if (!this.#isShortened(said, told)) break
          shortened.set(entry, this.#texts[told] ?? '')
        }
        length++
      }
      const reachesEnd = at + length === line.messages.length
      if (length === 0 || !(reachesEnd || at === 0 || length >= 2)) continue
      if (best === null || length > best.length) best = { line, at, length, shortened }
    }
    return best
  }

  /** An answer cut short by the caller comes back in the history as far as it was heard. */
  #isShortened(said: number, told: number): boolean {
    if (this.#plainAnswers[said] !== true || this.#plainAnswers[told] !== true) return false
    const heard = (this.#texts[told] ?? '').replace(/(\.\.\.|…)$/, '')
    return heard !== '' && (this.#texts[said] ?? '').startsWith(heard)
  }
}

const squeeze = (text: string): string => text.trim().replace(/\s+/g, ' ')

function canonical(text: string): string {
  const value = parseJson(text)
  return value === undefined ? squeeze(text) : JSON.stringify(value)
}
