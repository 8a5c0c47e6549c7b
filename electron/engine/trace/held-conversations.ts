import type { SpanSource } from '../../../shared/contract/source.ts'
import { type Conversation, conversationOf } from '../../../shared/trace/conversation.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { SpanSources } from './span-sources.ts'

/** Conversations that are held: one that is read, and one beside it. Each holds all the texts of its simulation. */
const mostHeld = 2

/**
 * One thread is made from all spans, and read page by page. Spans of an import or a file never change; those of a preview or of
 * native traces may, so that whoever begins to read them begins with a new thread and turns the pages of that.
 */
export class HeldConversations {
  readonly #sources: Pick<SpanSources, 'trace'>
  readonly #held = new Map<string, Promise<Conversation>>()

  constructor(sources: Pick<SpanSources, 'trace'>) {
    this.#sources = sources
  }

  /** @param begins whether the first page is read, not a later one or one message */
  get(source: SpanSource, begins: boolean): Promise<Conversation> {
    const key = JSON.stringify(source)
    const mayChange = source.kind === 'preview' || source.kind === 'native'
    const known = begins && mayChange ? undefined : this.#held.get(key)
    const conversation = known ?? this.#sources.trace(source).then((trace) => conversationOf(buildTree(trace)))
    // The one that was asked for last goes last.
    this.#held.delete(key)
    this.#held.set(key, conversation)
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostHeld) break
      this.#held.delete(oldest)
    }
    conversation.catch(() => {
      if (this.#held.get(key) === conversation) this.#held.delete(key)
    })
    return conversation
  }
}
