import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'
import { type Sketch, treeOf } from './build.ts'

/** One line a message: `role: text`, tool calls as `name(arguments) = result`, failures and cut answers marked. */
export const threadOf = (sketches: readonly Sketch[]) => linesOf(treeOf(sketches))
export const linesOf = (tree: SpanTree) =>
  conversationOf(tree).messages.map((message) => {
    const calls = message.toolCalls.map((call) => `${call.name}(${call.arguments}) = ${call.result}${call.error ? ' !' : ''}`)
    return [
      `${message.role}:`,
      ...(message.text === '' ? [] : [message.text]),
      ...calls,
      ...(message.failure === null ? [] : [`failed: ${message.failure}`]),
      ...(message.heard === null ? [] : [`heard: ${message.heard}`]),
    ].join(' ')
  })

export type Said = readonly [role: string, text: string]
export const flat = (side: 'input' | 'output', said: readonly Said[]): Record<string, AttributeValue> =>
  Object.fromEntries(
    said.flatMap(([role, content], at) => [
      [`llm.${side}_messages.${at}.message.role`, role],
      [`llm.${side}_messages.${at}.message.content`, content],
    ]),
  )
