import type { SpanAttributes } from './attributes.ts'
import { isJsonList, isJsonRecord, type Json, member, parseJson, textMember } from './json-text.ts'

export const chatRoles = ['system', 'user', 'assistant', 'tool'] as const
/** Other roles (`developer`, `function`, `human`, `ai`) are read as the one they stand for; unknown ones as `user`. */
export type ChatRole = (typeof chatRoles)[number]

export interface ToolCallText {
  readonly id: string | null
  readonly name: string
  /** As it was written, JSON as a rule. */
  readonly arguments: string
}

/** One message as one span tells it. */
export interface Message {
  readonly role: ChatRole
  readonly text: string
  readonly reasoning: string | null
  readonly toolCalls: readonly ToolCallText[]
  /** The call that a tool message answers. */
  readonly toolCallId: string | null
  readonly name: string | null
}

export interface SpanMessages {
  readonly input: readonly Message[]
  readonly output: readonly Message[]
  /** Attributes of which only the beginning is loaded, so that messages may be missing or cut. */
  readonly cut: readonly string[]
}

/**
 * The messages of one span. Each side is read from the first source that gives any: OpenInference's flattened
 * `llm.input_messages.N.message.*`, `gen_ai.input.messages` (JSON), `gen_ai.prompt.N.*`, then `input` and `input.value`: a
 * list of messages, a request or response body, or plain text. `gen_ai.system_instructions` goes before an input without one.
 */
export function messagesOf(attributes: SpanAttributes): SpanMessages {
  const flat = flattened(attributes)
  const cut: string[] = []
  const read = (keys: readonly string[], role: ChatRole): readonly Message[] => {
    for (const key of keys) {
      const text = attributes.get(key)
      if (text === undefined || text.trim() === '') continue
      if (attributes.cutFrom(key) !== null) cut.push(key)
      const messages = messagesOfText(text, role)
      if (messages.length > 0) return messages
    }
    return []
  }
  const input = firstFilled(
    flat.get('input'),
    () => read(['gen_ai.input.messages'], 'user'),
    flat.get('prompt'),
    () => read(['gen_ai.prompt', 'input', 'input.value'], 'user'),
  )
  const output = firstFilled(
    flat.get('output'),
    () => read(['gen_ai.output.messages'], 'assistant'),
    flat.get('completion'),
    () => read(['gen_ai.completion', 'output', 'output.value'], 'assistant'),
  )
  const instructions = attributes.get('gen_ai.system_instructions')
  if (!instructions || input.some((message) => message.role === 'system')) return { input, output, cut }
  return { input: [plainMessage('system', instructionsText(instructions)), ...input], output, cut }
}

function firstFilled(...sources: (readonly Message[] | undefined | (() => readonly Message[]))[]): readonly Message[] {
  for (const source of sources) {
    const messages = typeof source === 'function' ? source() : source
    if (messages !== undefined && messages.length > 0) return messages
  }
  return []
}

const instructionsText = (text: string): string => {
  const value = parseJson(text)
  return value === undefined ? text : contentOf(value).text
}

/** Messages in a text: JSON in one of the shapes that SDKs log, else the text itself as one message of `role`. */
export function messagesOfText(text: string, role: ChatRole): readonly Message[] {
  const value = parseJson(text)
  return (value === undefined ? null : messagesOfJson(value, role)) ?? [plainMessage(role, text)]
}

function messagesOfJson(value: Json, role: ChatRole, depth = 0): readonly Message[] | null {
  if (depth > 4) return null
  if (isJsonList(value)) {
    // LangChain logs a batch as a list of lists of messages.
    const first = value[0]
    if (isJsonList(first)) return messagesOfJson(first, role, depth + 1)
    const messages = value.map((item) => (isJsonRecord(item) && isMessage(item) ? messageOfJson(item, role) : null))
    return messages.length > 0 && messages.every((message) => message !== null) ? messages : null
  }
  if (!isJsonRecord(value)) return null
  for (const key of ['messages', 'choices', 'generations']) {
    const inner = member(value, key)
    if (isJsonList(inner)) return messagesOfJson(inner, role, depth + 1)
  }
  return isMessage(value) ? [messageOfJson(value, role)] : null
}

const isMessage = (value: Json): boolean => {
  if (!isJsonRecord(value)) return false
  if (['role', 'message', 'kwargs'].some((key) => member(value, key) !== undefined)) return true
  const type = member(value, 'type')
  return (
    typeof type === 'string' &&
    (member(value, 'data') !== undefined || (roleOf(type) !== null && member(value, 'content') !== undefined))
  )
}

function messageOfJson(item: Json, role: ChatRole): Message {
  if (!isJsonRecord(item)) return plainMessage(role, '')
  const wrapped = member(item, 'message') ?? member(item, 'data') ?? member(item, 'kwargs')
  if (isJsonRecord(wrapped)) {
    const inner = messageOfJson(wrapped, role)
    const outer = roleOf(textMember(item, 'type') ?? '')
    return outer === null || member(wrapped, 'role') !== undefined ? inner : { ...inner, role: outer }
  }
  const content = contentOf(member(item, 'content') ?? member(item, 'parts') ?? member(item, 'text') ?? null)
  const calls = member(item, 'tool_calls')
  const toolCalls = isJsonList(calls) ? calls.map(toolCallOf).filter((call) => call !== null) : []
  return {
    role: roleOf(textMember(item, 'role', 'type') ?? '') ?? (content.toolCallId === null ? role : 'tool'),
    text: content.text,
    reasoning: textMember(item, 'reasoning_content', 'reasoning') ?? content.reasoning,
    toolCalls: toolCalls.length > 0 ? toolCalls : content.toolCalls,
    toolCallId: textMember(item, 'tool_call_id') ?? content.toolCallId,
    name: textMember(item, 'name'),
  }
}

interface Content {
  text: string
  reasoning: string | null
  toolCalls: ToolCallText[]
  toolCallId: string | null
}

/** Text, reasoning and tool calls of a content: a string, or parts as OpenAI, Anthropic and the GenAI conventions write them. */
function contentOf(value: Json): Content {
  const content: Content = { text: '', reasoning: null, toolCalls: [], toolCallId: null }
  if (typeof value === 'string') return { ...content, text: value }
  const texts: string[] = []
  for (const part of isJsonList(value) ? value : value === null ? [] : [value]) {
    if (!isJsonRecord(part)) {
      texts.push(typeof part === 'string' ? part : JSON.stringify(part))
      continue
    }
    const type = textMember(part, 'type') ?? 'text'
    const text = textMember(part, 'text', 'content')
    if (type === 'reasoning' || type === 'thinking') {
      content.reasoning =
        [content.reasoning, textMember(part, 'thinking', 'reasoning') ?? text].filter(Boolean).join('\n') || null
    } else if (type === 'tool_call' || type === 'tool_use') {
      const call = toolCallOf(part)
      if (call !== null) content.toolCalls.push(call)
    } else if (type === 'tool_call_response' || type === 'tool_result') {
      content.toolCallId = textMember(part, 'id', 'tool_use_id', 'tool_call_id')
      const result = member(part, 'response') ?? member(part, 'result') ?? member(part, 'content') ?? null
      texts.push(typeof result === 'string' ? result : isJsonList(result) ? contentOf(result).text : JSON.stringify(result))
    } else texts.push(text ?? `[${type}]`)
  }
  return { ...content, text: texts.join('\n') }
}

function toolCallOf(item: Json): ToolCallText | null {
  if (!isJsonRecord(item)) return null
  const inner = member(item, 'function')
  const call = isJsonRecord(inner) ? inner : item
  const name = textMember(call, 'name')
  if (name === null) return null
  const args = member(call, 'arguments') ?? member(call, 'args') ?? member(call, 'input') ?? null
  return {
    id: textMember(item, 'id', 'tool_call_id'),
    name,
    arguments: typeof args === 'string' ? args : args === null ? '' : JSON.stringify(args),
  }
}

export const plainMessage = (role: ChatRole, text: string): Message => ({
  role,
  text,
  reasoning: null,
  toolCalls: [],
  toolCallId: null,
  name: null,
})

const roles: ReadonlyMap<string, ChatRole> = new Map<string, ChatRole>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
])

function roleOf(text: string): ChatRole | null {
  return roles.get(text.trim().toLowerCase()) ?? null
}

type Side = 'input' | 'output' | 'prompt' | 'completion'
const sides: ReadonlyMap<string, Side> = new Map<string, Side>([
  ['llm.input_messages', 'input'],
  ['llm.output_messages', 'output'],
  ['gen_ai.prompt', 'prompt'],
  ['gen_ai.completion', 'completion'],
])
const flatKey = /^(llm\.input_messages|llm\.output_messages|gen_ai\.prompt|gen_ai\.completion)\.(\d{1,6})\.(?:message\.)?(.+)$/

/** Messages from flattened attributes, by side, in the order of their numbers; each key is looked at once. */
function flattened(attributes: SpanAttributes): Map<Side, Message[]> {
  const bySide = new Map<Side, Map<number, Map<string, string>>>()
  for (const key of attributes.keys()) {
    const match = flatKey.exec(key)
    const side = sides.get(match?.[1] ?? '')
    if (!match || side === undefined) continue
    const numbers = bySide.get(side) ?? new Map<number, Map<string, string>>()
    bySide.set(side, numbers)
    const number = Number(match[2])
    const fields = numbers.get(number) ?? new Map<string, string>()
    numbers.set(number, fields.set(match[3] ?? '', attributes.get(key) ?? ''))
  }
  const messages = new Map<Side, Message[]>()
  for (const [side, numbers] of bySide) {
    const fallback: ChatRole = side === 'input' || side === 'prompt' ? 'user' : 'assistant'
    const inOrder = [...numbers].sort(([a], [b]) => a - b)
    messages.set(
      side,
      inOrder.map(([, fields]) => messageOfFields(fields, fallback)),
    )
  }
  return messages
}

const callField = /^tool_calls\.(\d{1,6})\.(?:tool_call\.)?(?:function\.)?(id|name|arguments)$/
const partField = /^contents\.(\d{1,6})\.(?:message_content\.)?(type|text|image\.image\.url|reasoning|thinking)$/

function messageOfFields(fields: ReadonlyMap<string, string>, fallback: ChatRole): Message {
  const calls = new Map<number, Record<string, string>>()
  const parts = new Map<number, Record<string, string>>()
  for (const [field, value] of fields) {
    const call = callField.exec(field)
    const part = call ? null : partField.exec(field)
    const [group, match] = call ? [calls, call] : [parts, part]
    if (!match) continue
    const number = Number(match[1])
    group.set(number, { ...group.get(number), [match[2] ?? '']: value })
  }
  const inOrder = (group: ReadonlyMap<number, Record<string, string>>) =>
    [...group].sort(([a], [b]) => a - b).map(([, item]) => item)
  const texts: string[] = []
  const reasonings: string[] = []
  for (const part of inOrder(parts)) {
    const isReasoning = part.type === 'reasoning' || part.type === 'thinking'
    if (isReasoning) reasonings.push(part.reasoning ?? part.thinking ?? part.text ?? '')
    else texts.push(part.text ?? `[${part.type ?? 'part'}]`)
  }
  const content = fields.get('content')
  const structured = content === undefined ? undefined : parseJson(content)
  const isParts =
    isJsonList(structured) && structured.length > 0 && structured.every((part) => isJsonRecord(part) && 'type' in part)
  const legacy = fields.get('function_call_name')
  return {
    role: roleOf(fields.get('role') ?? '') ?? fallback,
    text: isParts ? contentOf(structured).text : (content ?? texts.join('\n')),
    reasoning: fields.get('reasoning_content') ?? fields.get('reasoning') ?? (reasonings.join('\n') || null),
    toolCalls: [
      ...inOrder(calls).map((call) => ({ id: call.id ?? null, name: call.name ?? '', arguments: call.arguments ?? '' })),
      ...(legacy === undefined ? [] : [{ id: null, name: legacy, arguments: fields.get('function_call_arguments_json') ?? '' }]),
    ],
    toolCallId: fields.get('tool_call_id') ?? null,
    name: fields.get('name') ?? null,
  }
}
