import { firstAttribute } from './attributes.ts'
import type { Message, ToolCallText } from './messages.ts'
import { compareSpans, type TraceSpan } from './model.ts'
import { isRepeatedCall } from './repeats.ts'
import { toolNameOf } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/** A tool call of the thread while its result and its span are still being looked for. */
export interface PendingCall {
  readonly id: string | null
  readonly name: string
  arguments: string
  result: string | null
  spanResult: string | null
  span: number
  error: boolean
}

const idKeys = ['tool_call.id', 'gen_ai.tool.call.id', 'tool.id', 'tool_call_id']
const argumentKeys = ['tool_call.function.arguments', 'gen_ai.tool.call.arguments', 'tool.parameters', 'input', 'input.value']
const resultKeys = ['tool.result', 'gen_ai.tool.call.result', 'output', 'output.value']

const unanswered = { result: null, spanResult: null, span: -1, error: false } as const

/** Characters of a result that are looked for in the other. */
const mostCompared = 2000

/**
 * Whether a tool's span says what the model was told, though it may say more: frameworks wrap a result, and write it as JSON or as
 * their language does. Letters and digits count, not quotes, spaces and case.
 */
function tellsSame(told: string, own: string): boolean {
  const bare = (text: string): string => text.replace(/\\[nrt]|[\\"'\s]/g, '').toLowerCase()
  const [short, long] = [bare(told.slice(0, mostCompared)), bare(own)]
  return short === '' ? long === '' : long.includes(short)
}

/** Brings calls, tool messages and tool spans together: by id, else by name, else in order. Ids may repeat; the oldest open call comes first. */
export class ToolResults {
  readonly #calls: PendingCall[] = []
  /** Those without a result, oldest first. */
  readonly #open: PendingCall[] = []

  expect(call: ToolCallText): PendingCall {
    const pending = { id: call.id, name: call.name, arguments: call.arguments, ...unanswered }
    this.#calls.push(pending)
    this.#open.push(pending)
    return pending
  }

  /** Gives a tool message's text to the call that it answers; false where no call is open for it. */
  answer(message: Message): boolean {
    const byId = message.toolCallId !== null && this.#open.some((call) => call.id !== null)
    const named = this.#open.findIndex((call) => (byId ? call.id === message.toolCallId : call.name === message.name))
    const place = named < 0 && !byId ? 0 : named
    const call = this.#open[place]
    if (call === undefined) return false
    this.#open.splice(place, 1)
    call.result = message.text
    return true
  }

  /** Gives tool spans to their calls. Returns those that no message speaks of, by start. */
  attach(tree: SpanTree): { span: TraceSpan; call: PendingCall }[] {
    const byId = new Map<string, PendingCall[]>()
    const byName = new Map<string, PendingCall[]>()
    for (const call of this.#calls) {
      if (call.id !== null) push(byId, call.id, call)
      push(byName, call.name, call)
    }
    const alone: { span: TraceSpan; call: PendingCall }[] = []
    for (const span of tree.trace.spans.filter((one) => one.kind === 'llm_tool_call').sort(compareSpans)) {
      const name = toolNameOf(span)
      if (isRepeatedCall(tree, span)) continue
      const id = firstAttribute(span.attributes, idKeys)
      const call = takeFree(byId.get(id ?? '')) ?? (id === undefined || !byId.has(id) ? takeFree(byName.get(name)) : undefined)
      const found = call ?? { id: id ?? null, name, arguments: '', ...unanswered }
      found.span = span.index
      found.error = span.error
      if (found.arguments === '') found.arguments = firstAttribute(span.attributes, argumentKeys) ?? ''
      const own = firstAttribute(span.attributes, resultKeys) ?? null
      if (found.result !== null && own !== null && !tellsSame(found.result, own)) found.spanResult = own
      found.result ??= own ?? (span.error && span.statusMessage !== '' ? span.statusMessage : null)
      if (call === undefined) alone.push({ span, call: found })
    }
    return alone
  }
}

function push(map: Map<string, PendingCall[]>, key: string, call: PendingCall): void {
  const calls = map.get(key)
  if (calls) calls.push(call)
  else map.set(key, [call])
}

/** The oldest call without a span; those before it are dropped from the list, so that each is passed over once. */
function takeFree(calls: PendingCall[] | undefined): PendingCall | undefined {
  while (calls !== undefined && calls.length > 0) {
    const call = calls[0]
    if (call?.span === -1) return call
    calls.shift()
  }
  return undefined
}
