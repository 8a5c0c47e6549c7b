import { firstAttribute } from './attributes.ts'
import { type Message, messagesOf, plainMessage } from './messages.ts'
import { compareSpans, isLlmSpan, type SimulationTrace, type TraceSpan } from './model.ts'
import type { SpanTree } from './tree.ts'

/** What one span tells of the conversation. */
export interface Told {
  readonly span: TraceSpan
  readonly input: readonly Message[]
  readonly output: readonly Message[]
  readonly cut: readonly string[]
}

export type SourceName = 'llm' | 'spans' | 'speech'

export interface ConversationSource {
  readonly name: SourceName
  /** What each span tells, in the room's order; those that tell nothing are left out, but for failed calls. */
  readonly told: readonly Told[]
  /** Whether a span tells again what was said before it. */
  readonly carriesHistory: boolean
}

/**
 * The source of the conversation: LLM spans, else the outermost spans with input or output, else speech; the first in which
 * somebody says something. A failed call and a system prompt alone are no conversation, so they hide none; where there is
 * nothing else, they are what there is.
 */
export function findSource(tree: SpanTree): ConversationSource | null {
  const inOrder = [...tree.trace.spans].sort(compareSpans)
  let rest: ConversationSource | null = null
  for (const [name, read] of readers) {
    const source: ConversationSource = { name, told: read(tree, inOrder), carriesHistory: name !== 'speech' }
    if (source.told.some(({ input, output }) => [...input, ...output].some(saysSomething))) return source
    if (source.told.length > 0) rest ??= source
  }
  return rest
}

const saysSomething = ({ role, text, reasoning, toolCalls }: Message): boolean =>
  role !== 'system' && (text.trim() !== '' || (reasoning ?? '') !== '' || toolCalls.length > 0)

/** LLM calls that failed without a message, for a conversation that is told by other spans. */
export const failedCalls = ({ spans }: SimulationTrace): TraceSpan[] =>
  spans.filter((span) => span.error && isLlmSpan(span)).sort(compareSpans)

const readers: readonly [SourceName, (tree: SpanTree, inOrder: readonly TraceSpan[]) => Told[]][] = [
  ['llm', (_, spans) => spans.flatMap((span) => (isLlmSpan(span) ? read(span, messagesOf(span.attributes)) : []))],
  ['spans', readOutermost],
  ['speech', (_, spans) => spans.flatMap((span) => read(span, messagesOfSpeech(span)))],
]

function read(span: TraceSpan, messages: Omit<Told, 'span'> | null): Told[] {
  if (messages === null) return []
  const { input, output } = messages
  return input.length + output.length > 0 || span.error ? [{ ...messages, span }] : []
}

const holdsNoTurn = new Set<TraceSpan['kind']>([
  'stt',
  'tts',
  'vad',
  'llm_tool_call',
  'transport',
  'retriever',
  'embedding',
  'reranker',
])

/** Once down the tree: below a span that tells something, nothing is read any more. */
function readOutermost(tree: SpanTree, inOrder: readonly TraceSpan[]): Told[] {
  const toldBy = new Map<number, Told>()
  const isInside = flagBelow(tree, (index) => {
    const span = tree.trace.spans[index]
    if (span === undefined || holdsNoTurn.has(span.kind)) return false
    const messages = messagesOf(span.attributes)
    if (messages.input.length + messages.output.length === 0) return false
    toldBy.set(index, { ...messages, span })
    return true
  })
  return inOrder.flatMap((span) => (isInside[span.index] === 1 ? [] : (toldBy.get(span.index) ?? [])))
}

/** 1 for each span below one for which `holds`, which is asked from the roots down and no more below a span that does. */
export function flagBelow(tree: SpanTree, holds: (index: number) => boolean): Uint8Array {
  const below = new Uint8Array(tree.order.length)
  const held = new Uint8Array(tree.order.length)
  for (const index of tree.order) {
    const parent = tree.parent[index] ?? -1
    if (parent >= 0 && (below[parent] === 1 || held[parent] === 1)) below[index] = 1
    else if (holds(index)) held[index] = 1
  }
  return below
}

function messagesOfSpeech(span: TraceSpan): Omit<Told, 'span'> | null {
  const keys =
    span.kind === 'stt'
      ? ['transcript', 'output', 'output.value', 'input.value']
      : ['text', 'input', 'input.value', 'output.value']
  const text = span.kind === 'stt' || span.kind === 'tts' ? firstAttribute(span.attributes, keys) : undefined
  if (text === undefined) return null
  return span.kind === 'stt'
    ? { input: [plainMessage('user', text)], output: [], cut: [] }
    : { input: [], output: [plainMessage('assistant', text)], cut: [] }
}
