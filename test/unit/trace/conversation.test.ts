import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import { recordedTree, type Sketch, treeOf, voiceSketches } from './build.ts'
import { flat, linesOf, type Said, threadOf } from './thread-lines.ts'

interface Call {
  readonly input: readonly Said[]
  readonly output?: readonly Said[]
  readonly turn?: string
  readonly error?: string
}
const callsOf = (calls: readonly Call[]): Sketch[] => [
  ...[...new Set(calls.flatMap((call) => call.turn ?? []))].map((turn) => {
    const own = calls.flatMap((call, at) => (call.turn === turn ? [at] : []))
    return { id: turn, name: 'turn', from: Math.min(...own) * 10, to: Math.max(...own) * 10 + 9 }
  }),
  ...calls.map(({ input, output = [], turn, error }, at) => ({
    id: `call ${at}`,
    name: 'ChatCompletion',
    from: at * 10 + 1,
    to: at * 10 + 8,
    ...(turn === undefined ? {} : { parent: turn }),
    ...(error === undefined ? {} : { error }),
    attributes: { 'openinference.span.kind': 'LLM', ...flat('input', input), ...flat('output', output) },
  })),
]

describe('the conversation', () => {
  it('is one thread: the history that each call carries is not repeated', () => {
    expect(
      threadOf(
        callsOf([
          {
            input: [
              ['system', 'You are Nova.'],
              ['user', 'Hello?'],
            ],
            output: [['assistant', 'Hi.']],
          },
          {
            input: [
              ['system', 'You are Nova.'],
              ['user', 'Hello?'],
              ['assistant', 'Hi. '],
              ['user', 'My order?'],
            ],
            output: [['assistant', 'On its way.']],
          },
        ]),
      ),
    ).toEqual(['system: You are Nova.', 'user: Hello?', 'assistant: Hi.', 'user: My order?', 'assistant: On its way.'])
  })

  it('keeps what a person says twice', () => {
    expect(
      threadOf(
        callsOf([
          { input: [['user', 'yes']], output: [['assistant', 'Really?']] },
          {
            input: [
              ['user', 'yes'],
              ['assistant', 'Really?'],
              ['user', 'yes'],
            ],
            output: [['assistant', 'Fine.']],
          },
        ]),
      ),
    ).toEqual(['user: yes', 'assistant: Really?', 'user: yes', 'assistant: Fine.'])
    const withoutHistory: Call[] = [
      { turn: 'turn 1', input: [['user', 'yes']], output: [['assistant', 'Really?']] },
      { turn: 'turn 2', input: [['user', 'yes']], output: [['assistant', 'Fine.']] },
    ]
    expect(threadOf(callsOf(withoutHistory))).toEqual(['user: yes', 'assistant: Really?', 'user: yes', 'assistant: Fine.'])
  })

  it('takes a second call of the same turn about the same words for what it is', () => {
    expect(
      threadOf(
        callsOf([
          {
            turn: 'turn 1',
            input: [
              ['system', 'Classify.'],
              ['user', 'refund!'],
            ],
            output: [['assistant', 'intent: refund']],
          },
          {
            turn: 'turn 1',
            input: [
              ['system', 'Answer.'],
              ['user', 'refund!'],
            ],
            output: [['assistant', 'Of course.']],
          },
        ]),
      ),
    ).toEqual(['system: Classify.', 'user: refund!', 'assistant: intent: refund', 'system: Answer.', 'assistant: Of course.'])
  })

  it('shows a call twice instrumented once, and a failed call with its second try', () => {
    expect(
      threadOf(
        callsOf([
          { input: [['user', 'Hello?']], error: 'rate limit' },
          { input: [['user', 'Hello?']], output: [['assistant', 'Hi.']], turn: 'turn 1' },
          { input: [['user', 'Hello?']], output: [['assistant', 'Hi.']], turn: 'turn 1' },
        ]),
      ),
    ).toEqual(['user: Hello?', 'assistant: failed: rate limit', 'user: Hello?', 'assistant: Hi.'])
  })

  it('follows a history whose beginning was trimmed', () => {
    const first: Said[] = [
      ['user', 'one'],
      ['assistant', 'eins'],
      ['user', 'two'],
    ]
    expect(
      threadOf(
        callsOf([
          { input: first, output: [['assistant', 'zwei']] },
          {
            input: [
              ['user', 'two'],
              ['assistant', 'zwei'],
              ['user', 'three'],
            ],
            output: [['assistant', 'drei']],
          },
        ]),
      ),
    ).toEqual(['user: one', 'assistant: eins', 'user: two', 'assistant: zwei', 'user: three', 'assistant: drei'])
  })

  it('does not mix up two agents that talk in turn', () => {
    const sales: Said[] = [
      ['user', 'price?'],
      ['assistant', '10'],
    ]
    const support: Said[] = [
      ['user', 'broken'],
      ['assistant', 'restart'],
    ]
    expect(
      threadOf(
        callsOf([
          { input: sales.slice(0, 1), output: sales.slice(1) },
          { input: support.slice(0, 1), output: support.slice(1) },
          { input: [...sales, ['user', 'discount?']], output: [['assistant', 'no']] },
          { input: [...support, ['user', 'still']], output: [['assistant', 'sorry']] },
        ]),
      ),
    ).toEqual([
      'user: price?',
      'assistant: 10',
      'user: broken',
      'assistant: restart',
      'user: discount?',
      'assistant: no',
      'user: still',
      'assistant: sorry',
    ])
  })

  it('marks how far an interrupted answer was heard', () => {
    expect(
      threadOf(
        callsOf([
          { input: [['user', 'Hello?']], output: [['assistant', 'Hello, this is Nova from support.']] },
          {
            input: [
              ['user', 'Hello?'],
              ['assistant', 'Hello, this is'],
              ['user', 'stop'],
            ],
            output: [['assistant', 'Yes?']],
          },
        ]),
      ),
    ).toEqual([
      'user: Hello?',
      'assistant: Hello, this is Nova from support. heard: Hello, this is',
      'user: stop',
      'assistant: Yes?',
    ])
  })

  it.each([
    ['{}', '{"order_id": "A-1042"}', '{"order_id": "A-1042"}'],
    ['', 'sent', 'sent'],
    ['{"ok": true}', "{'ok': True}", null],
    ['line one\nline two', '{"content": "line one\\nline two", "type": "tool"}', null],
    ['done', 'done', null],
  ])('tells what a tool’s own span says where the model was told something else: %j and %j', (told, own, expected) => {
    const call = {
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'call_0',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'find',
    }
    const answer = {
      'llm.input_messages.0.message.role': 'tool',
      'llm.input_messages.0.message.tool_call_id': 'call_0',
      'llm.input_messages.0.message.content': told,
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': 'Found.',
    }
    const tree = treeOf([
      { id: 'a', name: 'llm', from: 0, to: 5, attributes: { 'openinference.span.kind': 'LLM', ...call } },
      {
        id: 'find',
        name: 'find',
        from: 6,
        to: 7,
        attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'find', 'output.value': own },
      },
      { id: 'b', name: 'llm', from: 8, to: 9, attributes: { 'openinference.span.kind': 'LLM', ...answer } },
    ])
    const [found] = conversationOf(tree).messages.flatMap(({ toolCalls }) => toolCalls)
    expect([found?.result, found?.spanResult]).toEqual([told, expected])
  })

  it('brings calls, results and tool spans together, also where ids repeat', () => {
    const call = (at: number, argument: string) => ({
      [`llm.output_messages.${at}.message.role`]: 'assistant',
      [`llm.output_messages.${at}.message.tool_calls.0.tool_call.id`]: 'call_0',
      [`llm.output_messages.${at}.message.tool_calls.0.tool_call.function.name`]: 'find',
      [`llm.output_messages.${at}.message.tool_calls.0.tool_call.function.arguments`]: argument,
    })
    const llm = { 'openinference.span.kind': 'LLM' }
    const tool = { 'openinference.span.kind': 'TOOL', 'tool.name': 'find' }
    const tree = treeOf([
      { id: 'a', from: 0, to: 5, attributes: { ...llm, ...flat('input', [['user', 'first']]), ...call(0, '{"q":1}') } },
      { id: 'find a', name: 'find', from: 6, to: 7, attributes: { ...tool, 'output.value': 'one' } },
      { id: 'b', from: 10, to: 15, attributes: { ...llm, ...flat('input', [['user', 'second']]), ...call(0, '{"q":2}') } },
      { id: 'find b', name: 'find', from: 16, to: 17, error: 'no such thing', attributes: tool },
      {
        id: 'silent',
        name: 'notify',
        from: 20,
        to: 21,
        attributes: { 'openinference.span.kind': 'TOOL', 'output.value': 'sent' },
      },
    ])
    expect(linesOf(tree)).toEqual([
      'user: first',
      'assistant: find({"q":1}) = one',
      'user: second',
      'assistant: find({"q":2}) = no such thing !',
      'tool: notify() = sent',
    ])
    expect(conversationOf(tree).messages.flatMap((message) => message.toolCalls.map((one) => one.span))).toEqual([1, 3, 4])
  })

  it('names the span and side of each message, and its turn', () => {
    const { messages, source, turnsBy } = conversationOf(
      treeOf(callsOf([{ turn: 'turn 1', input: [['user', 'Hello?']], output: [['assistant', 'Hi.']] }])),
    )
    expect([source, turnsBy, messages.map(({ span, side, turn }) => [span, side, turn])]).toEqual([
      'llm',
      'spans',
      [
        [1, 'input', 0],
        [1, 'output', 0],
      ],
    ])
  })

  it('tells a conversation with history exactly once, whatever is said', () => {
    const word = fc.constantFrom('yes', 'no', 'order', 'Hello?', ' yes ')
    void fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 12 }), fc.boolean(), (turns, oneTrace) => {
        const said = turns.map(([user, assistant], at): [Said, Said] => [
          ['user', user],
          ['assistant', `${assistant} ${at}`],
        ])
        const calls = said.map(([user, answer], at) => ({ input: [...said.slice(0, at).flat(), user], output: [answer] }))
        const sketches = callsOf(calls).map((sketch, at) => (oneTrace ? sketch : { ...sketch, trace: `t${at}` }))
        expect(threadOf(sketches)).toEqual(said.flat().map(([role, text]) => `${role}: ${text}`))
      }),
    )
  })

  it('says nothing twice with history trimmed to the last few messages', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 2, max: 6 }), (turns, window) => {
        const said = Array.from({ length: turns * 2 }, (_, at): Said => [at % 2 === 0 ? 'user' : 'assistant', `message ${at}`])
        const calls = Array.from({ length: turns }, (_, at) => ({
          input: said.slice(0, at * 2 + 1).slice(-window),
          output: [said[at * 2 + 1] ?? (['assistant', ''] as const)],
        }))
        expect(threadOf(callsOf(calls))).toEqual(said.map(([role, text]) => `${role}: ${text}`))
      }),
    )
  })

  it('reads the recorded calls', () => {
    expect(linesOf(recordedTree('support-agent', 1)).slice(0, 9)).toEqual([
      'system: You are Nova, a customer support agent.',
      'user: Hello?',
      'assistant: Hello, this is Nova from customer support. How can I help you today?',
      'user: My name is Ada Lovelace, zip 10115',
      'assistant: verify_identity({"name": "Ada Lovelace", "zip_code": "10115"}) = {"verified": true}',
      'assistant: Is there anything else I can do for you?',
      'user: [[429]]',
      expect.stringMatching(/^assistant: failed: RateLimitError: Error code: 429/),
      'user: Where is my order A-1042?',
    ])
    expect(linesOf(recordedTree('voice-agent', 0))).toEqual(linesOf(recordedTree('voice-agent', 1)))
    expect(linesOf(recordedTree('voice-agent', 1)).slice(3)).toEqual([
      'user: My name is Ada, can you verify me?',
      'assistant: verify_identity({"name": "Ada Lovelace", "zip_code": "10115"}) = {"verified": true}',
      'assistant: Thanks, I could verify your identity.',
      'user: Where is my order A-1042?',
      'assistant: lookup_order({"order_id": "A-1042"}) = {"order_id": "A-1042", "status": "in transit"}',
      'assistant: I found your order A-1042: it left the warehouse on Tuesday and arrives tomorrow.',
      'user: I want a human please',
      'assistant: transfer_to_human({"department": "billing", "reason": "customer asked"}) = {"queue": "billing", "position": 3}',
      "assistant: I'm transferring you to a colleague now. Thank you for your patience.",
    ])
    const langgraph = linesOf(recordedTree('langgraph-agent'))
    expect([langgraph.length, langgraph.filter((line) => line === 'user: Hello?').length]).toEqual([14, 1])
  })

  it('takes 50,000 spans', () => {
    const sketches = voiceSketches(50_000).map((sketch) =>
      sketch.name === 'llm'
        ? {
            ...sketch,
            attributes: {
              ...sketch.attributes,
              ...flat('input', [['user', `question ${sketch.id}`]]),
              ...flat('output', [['assistant', 'answer']]),
            },
          }
        : sketch,
    )
    const llm = sketches.filter((sketch) => sketch.name === 'llm').length
    const tools = sketches.filter((sketch) => sketch.name === 'lookup_order').length
    expect(conversationOf(treeOf(sketches)).messages.length).toBe(llm * 2 + tools)
  })
})
