import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOfRecord } from '../../../shared/trace/attributes.ts'
import { type Message, messagesOf, messagesOfText, plainMessage } from '../../../shared/trace/messages.ts'
import { anyText } from '../../support/arbitrary-spans.ts'

const read = (record: Record<string, string>) => messagesOf(attributesOfRecord(record))
const message = (role: Message['role'], text: string, rest: Partial<Message> = {}): Message => ({
  ...plainMessage(role, text),
  ...rest,
})

describe('messages of a span', () => {
  it('come from flattened OpenInference attributes, in the order of their numbers', () => {
    expect(
      read({
        'llm.input_messages.10.message.content': 'last',
        'llm.input_messages.10.message.role': 'tool',
        'llm.input_messages.10.message.tool_call_id': 'call_1',
        'llm.input_messages.10.message.name': 'find',
        'llm.input_messages.2.message.role': 'user',
        'llm.input_messages.2.message.contents.0.message_content.type': 'text',
        'llm.input_messages.2.message.contents.0.message_content.text': 'look at',
        'llm.input_messages.2.message.contents.1.message_content.type': 'image',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.contents.0.message_content.type': 'reasoning',
        'llm.output_messages.0.message.contents.0.message_content.text': 'let me see',
        'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'call_1',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'find',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"q":1}',
        'input.value': 'not read',
      }),
    ).toEqual({
      input: [message('user', 'look at\n[image]'), message('tool', 'last', { toolCallId: 'call_1', name: 'find' })],
      output: [
        message('assistant', '', { reasoning: 'let me see', toolCalls: [{ id: 'call_1', name: 'find', arguments: '{"q":1}' }] }),
      ],
      cut: [],
    })
  })

  it('come from the GenAI conventions’ JSON, with parts, tool calls, responses and instructions', () => {
    expect(
      read({
        'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'text', content: 'Hello?' }] },
          { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: { ok: true } }] },
        ]),
        'gen_ai.output.messages': JSON.stringify([
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'hm' },
              { type: 'tool_call', id: 'call_2', name: 'find', arguments: { q: 1 } },
            ],
          },
        ]),
      }),
    ).toEqual({
      input: [
        message('system', 'Be brief.'),
        message('user', 'Hello?'),
        message('tool', '{"ok":true}', { toolCallId: 'call_1' }),
      ],
      output: [message('assistant', '', { reasoning: 'hm', toolCalls: [{ id: 'call_2', name: 'find', arguments: '{"q":1}' }] })],
      cut: [],
    })
  })

  it('come from the older numbered attributes', () => {
    expect(
      read({
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'Hello?',
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.content': 'Hi.',
      }),
    ).toEqual({ input: [message('user', 'Hello?')], output: [message('assistant', 'Hi.')], cut: [] })
  })

  it.each([
    ['plain text', 'Hello?', [message('user', 'Hello?')]],
    [
      'a list of messages',
      '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello?"}]',
      [message('system', 'Be brief.'), message('user', 'Hello?')],
    ],
    [
      'a request body',
      '{"model":"x","messages":[{"role":"user","content":[{"type":"text","text":"Hello?"}]}]}',
      [message('user', 'Hello?')],
    ],
    [
      'a response body',
      '{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi."}}]}',
      [message('assistant', 'Hi.')],
    ],
    [
      'LangChain messages',
      '{"messages":[{"type":"human","data":{"content":"Hello?"}},{"type":"ai","data":{"content":"Hi."}}]}',
      [message('user', 'Hello?'), message('assistant', 'Hi.')],
    ],
    ['JSON that is no message', '{"id":"x"}', [message('user', '{"id":"x"}')]],
    ['broken JSON', '[{"role":', [message('user', '[{"role":')]],
  ])('come from input.value as %s', (_, text, expected) => {
    expect(read({ 'input.value': text }).input).toEqual(expected)
  })

  it('say which attribute is not whole', () => {
    const attributes = attributesOfRecord({ 'input.value': 'Hel' }, new Map([['input.value', 5_000_000]]))
    expect(messagesOf(attributes)).toEqual({ input: [message('user', 'Hel')], output: [], cut: ['input.value'] })
  })

  it('survive any text and any JSON', () => {
    void fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.json(),
          fc.json().map((json) => `{"messages":[${json}]}`),
        ),
        (text) => {
          for (const one of messagesOfText(text, 'user')) {
            expect([typeof one.text, ['system', 'user', 'assistant', 'tool'].includes(one.role)]).toEqual(['string', true])
          }
        },
      ),
    )
  })
})
