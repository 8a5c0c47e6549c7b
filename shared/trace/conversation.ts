import { failedCalls, findSource, flagBelow, type SourceName, type Told } from './conversation-sources.ts'
import { Histories, type Line } from './history.ts'
import { type ChatRole, type Message, plainMessage } from './messages.ts'
import type { TraceSpan } from './model.ts'
import { type PendingCall, ToolResults } from './tool-results.ts'
import type { SpanTree } from './tree.ts'
import { findTurns, type Turns } from './turns.ts'

export interface ChatToolCall {
  readonly id: string | null
  readonly name: string
  readonly arguments: string
  /** What the tool answered: from the history of a later call, else from the tool's own span; null where neither says. */
  readonly result: string | null
  /** What the tool's own span says it answered, where that is something else than the history tells. */
  readonly spanResult: string | null
  /** The span of the tool itself, -1 where there is none. */
  readonly span: number
  readonly error: boolean
}

/** One message of the thread. */
export interface ChatMessage {
  readonly role: ChatRole
  readonly text: string
  readonly reasoning: string | null
  readonly toolCalls: readonly ChatToolCall[]
  readonly name: string | null
  /** The span that it was first read from, and whether as its input or output. */
  readonly span: number
  readonly side: 'input' | 'output'
  /** Turn by `findTurns`, -1 where turns cannot be told apart. */
  readonly turn: number
  /** Why the model gave no answer, where a call failed. */
  readonly failure: string | null
  /** How far the answer was heard, where a later history tells it shorter. */
  readonly heard: string | null
}

export interface Conversation {
  readonly messages: readonly ChatMessage[]
  /** `llm`: from LLM spans. `spans`: in these nobody says anything; the outermost spans with input or output. `speech`: from STT and TTS spans. */
  readonly source: SourceName | 'none'
  readonly turnsBy: Turns['by']
  /** Attributes of which only the beginning is loaded: their messages may be incomplete. */
  readonly cut: readonly { readonly span: number; readonly key: string }[]
}

/**
 * The conversation as people think of it: one thread over all turns and traces. Each LLM call carries the history before it;
 * what the thread already holds of that history is not repeated. A system prompt appears when it is new or has changed.
 */
export function conversationOf(tree: SpanTree): Conversation {
  const turns = findTurns(tree)
  const source = findSource(tree)
  const thread = new Thread(tree, turns)
  for (const told of source?.told ?? []) thread.add(told, source?.carriesHistory ?? false)
  const messages = thread.finish(source?.name === 'llm' ? [] : failedCalls(tree.trace))
  const cut = source?.told.flatMap(({ span, cut }) => cut.map((key) => ({ span: span.index, key }))) ?? []
  return { messages, source: source?.name ?? 'none', turnsBy: turns.by, cut }
}

type Entry = { -readonly [Key in keyof ChatMessage]: Key extends 'toolCalls' ? PendingCall[] : ChatMessage[Key] }

class Thread {
  readonly #tree: SpanTree
  readonly #turns: Turns
  readonly #entries: Entry[] = []
  readonly #histories = new Histories()
  readonly #results = new ToolResults()
  #system = ''

  constructor(tree: SpanTree, turns: Turns) {
    this.#tree = tree
    this.#turns = turns
  }

  /** Adds what one span tells that the thread does not hold yet; all of it where the span `carriesHistory` not. */
  add({ span, input, output }: Told, carriesHistory: boolean): void {
    const system = input.filter((message) => message.role === 'system')
    const history = input.filter((message) => message.role !== 'system')
    const numbers = history.map((message) => this.#histories.number(message))
    const answers = output.map((message) => this.#histories.number(message))
    const overlap = carriesHistory ? this.#histories.find(numbers) : null
    const length = overlap?.length ?? 0
    for (const [entry, heard] of overlap?.shortened ?? []) {
      const shown = this.#entries[entry]
      if (shown) shown.heard = heard
    }
    const line = overlap?.line ?? null
    const after =
      line === null || overlap === null ? [] : line.messages.slice(overlap.at + length, overlap.at + length + answers.length)
    const goesOn = line !== null && overlap !== null && overlap.at + length === line.messages.length
    const contained = line !== null && length === history.length
    const from = contained && this.#isSaidAgain(span, line, history.length, goesOn) ? lastUser(history) : length
    const known = contained && from === length && answers.length > 0 && answers.every((number, at) => number === after[at])
    if (known) return

    const prompt = system.map((message) => message.text).join('\n\n')
    if (prompt !== '' && prompt !== (line?.system ?? this.#system))
      for (const message of system) this.#push(span, 'input', message)
    if (prompt !== '') this.#system = prompt
    const next: Line =
      goesOn && from === length
        ? line
        : {
            messages: numbers.slice(0, from),
            entries: numbers.slice(0, from).map((_, at) => line?.entries[(overlap?.at ?? 0) + at] ?? -1),
            system: '',
            span: span.index,
          }
    if (prompt !== '') next.system = prompt
    next.span = span.index
    for (let at = from; at < history.length; at++) this.#say(next, span, 'input', history[at], numbers[at])
    output.forEach((message, at) => {
      this.#say(next, span, 'output', message, answers[at])
    })
    if (span.error && output.length === 0) this.#entries.push(this.#failureOf(span))
    this.#histories.keep(next)
  }

  /**
   * The thread with the results of tools, from their own spans where no history told them, and with `failed` calls; not those
   * whose failure a span above them passed on to the thread.
   */
  finish(failed: readonly TraceSpan[]): ChatMessage[] {
    const loose = this.#results.attach(this.#tree).map(({ span, call }) => {
      const entry = this.#entryOf(span, 'output', plainMessage('tool', ''))
      entry.name = call.name
      entry.toolCalls.push(call)
      return entry
    })
    if (failed.length > 0) {
      const telling = new Set(this.#entries.filter((entry) => entry.failure !== null).map((entry) => entry.span))
      const isPassedOn = flagBelow(this.#tree, (index) => telling.has(index))
      for (const span of failed) if (!telling.has(span.index) && isPassedOn[span.index] === 0) loose.push(this.#failureOf(span))
      loose.sort((a, b) => this.#timeOf(a) - this.#timeOf(b))
    }
    return mergeByTime(this.#entries, loose, (entry) => this.#timeOf(entry))
  }

  /**
   * Whether a history that a line already holds was said once more. In the same turn it is another call about the same words.
   * Where turns are not known, a history of several messages is such a call too, and a single message only while the earlier
   * call still runs. A history that ends where the line does has no answer yet: a second try, unless it is a single message
   * (then there is no history to tell) of another turn.
   */
  #isSaidAgain(span: TraceSpan, line: Line, length: number, unanswered: boolean): boolean {
    const before = this.#tree.trace.spans[line.span]
    const turn = this.#turns.turnOf[span.index] ?? -1
    if (unanswered && (length > 1 || turn < 0)) return false
    if (turn >= 0) return turn !== (this.#turns.turnOf[line.span] ?? -1)
    return length === 1 && before !== undefined && before.endUs <= span.startUs
  }

  #say(line: Line, span: TraceSpan, side: 'input' | 'output', message: Message | undefined, number: number | undefined): void {
    if (message === undefined || number === undefined) return
    line.messages.push(number)
    const answered = message.role === 'tool' && this.#results.answer(message)
    if (!answered) this.#push(span, side, message)
    line.entries.push(answered ? -1 : this.#entries.length - 1)
  }

  #push(span: TraceSpan, side: 'input' | 'output', message: Message): Entry {
    const entry = this.#entryOf(span, side, message)
    this.#entries.push(entry)
    return entry
  }

  #entryOf(span: TraceSpan, side: 'input' | 'output', message: Message): Entry {
    return {
      role: message.role,
      text: message.text,
      reasoning: message.reasoning,
      toolCalls: message.toolCalls.map((call) => this.#results.expect(call)),
      name: message.name,
      span: span.index,
      side,
      turn: this.#turns.turnOf[span.index] ?? -1,
      failure: null,
      heard: null,
    }
  }

  #failureOf(span: TraceSpan): Entry {
    const entry = this.#entryOf(span, 'output', plainMessage('assistant', ''))
    entry.failure = span.statusMessage || 'The call failed without a message.'
    return entry
  }

  #timeOf(entry: Entry): number {
    const span = this.#tree.trace.spans[entry.span]
    return (entry.side === 'input' ? span?.startUs : span?.endUs) ?? 0
  }
}

/** The place of the last thing that the user said: with it a turn begins. */
function lastUser(history: readonly Message[]): number {
  const place = history.findLastIndex((message) => message.role === 'user')
  return place < 0 ? history.length : place
}

/** Puts `loose` between `messages` without changing the order of these. */
function mergeByTime(messages: readonly Entry[], loose: readonly Entry[], time: (entry: Entry) => number): Entry[] {
  const merged: Entry[] = []
  let next = 0
  for (const message of messages) {
    for (let entry = loose[next]; entry !== undefined && time(entry) <= time(message); entry = loose[++next]) merged.push(entry)
    merged.push(message)
  }
  return [...merged, ...loose.slice(next)]
}
