import type { Partial } from '../../../shared/contract/import.ts'
import type { BoundedText, ChatMessageView, ConversationView } from '../../../shared/contract/trace.ts'
import type { ChatMessage, Conversation } from '../../../shared/trace/conversation.ts'

/** Characters of one text of the thread; the rest comes with the message itself. */
const maxShown = 8000

/** One page of the thread, its texts cut. */
export function viewConversation(
  conversation: Conversation,
  page: { readonly offset: number; readonly limit: number },
  partial: Partial | null,
): ConversationView {
  const { messages, source, turnsBy } = conversation
  return {
    total: messages.length,
    offset: page.offset,
    messages: messages.slice(page.offset, page.offset + page.limit).map((message) => viewMessage(message, maxShown)),
    source,
    turnsBy,
    partial,
  }
}

/** Where in the thread a span of the outline is first heard of: as the source of a message, or as a tool's own span; else -1. */
export const placeOfSpan = ({ messages }: Conversation, span: number): number =>
  messages.findIndex((message) => message.span === span || message.toolCalls.some((call) => call.span === span))

/** @param most characters of each text */
export function viewMessage(message: ChatMessage, most = Number.POSITIVE_INFINITY): ChatMessageView {
  const bound = (text: string): BoundedText =>
    text.length > most ? { text: text.slice(0, most), cutFrom: text.length } : { text, cutFrom: null }
  const boundOrNull = (text: string | null): BoundedText | null => (text === null ? null : bound(text))
  return {
    role: message.role,
    text: bound(message.text),
    reasoning: boundOrNull(message.reasoning),
    toolCalls: message.toolCalls.map((call) => ({
      id: call.id,
      name: call.name,
      arguments: bound(call.arguments),
      result: boundOrNull(call.result),
      spanResult: boundOrNull(call.spanResult),
      span: call.span,
      error: call.error,
    })),
    name: message.name,
    span: message.span,
    side: message.side,
    turn: message.turn,
    failure: message.failure,
    heard: boundOrNull(message.heard),
  }
}
