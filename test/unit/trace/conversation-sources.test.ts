import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import { makeJudgePrompt } from '../../../shared/trace/judge-prompt.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { type Sketch, traceOf, treeOf } from './build.ts'
import { flat, linesOf, threadOf } from './thread-lines.ts'

describe('what a conversation is told by', () => {
  it('falls back to the outermost spans with input and output, then to speech', () => {
    const spans = treeOf([
      { id: 'turn', name: 'turn', from: 0, to: 9, attributes: { 'input.value': 'Hello?', 'output.value': 'Hi.' } },
      { id: 'inner', parent: 'turn', from: 1, to: 2, attributes: { 'input.value': 'state: greeting' } },
    ])
    const speech = treeOf([
      { id: 'stt', from: 0, to: 1, attributes: { transcript: 'yes' } },
      { id: 'tts', from: 2, to: 3, attributes: { text: 'Really?' } },
      { id: 'stt 2', from: 4, to: 5, attributes: { transcript: 'yes' } },
    ])
    expect([linesOf(spans), conversationOf(spans).source]).toEqual([['user: Hello?', 'assistant: Hi.'], 'spans'])
    expect([linesOf(speech), conversationOf(speech).source]).toEqual([['user: yes', 'assistant: Really?', 'user: yes'], 'speech'])
    expect(conversationOf(treeOf([]))).toEqual({ messages: [], source: 'none', turnsBy: 'none', cut: [] })
  })

  const failedCall: Sketch = {
    id: 'call',
    parent: 'chain',
    from: 2,
    to: 5,
    error: '429',
    attributes: { 'openinference.span.kind': 'LLM' },
  }
  const chain: Sketch = { id: 'chain', from: 0, to: 9, attributes: { 'input.value': 'hello', 'output.value': 'sorry' } }

  it('keeps what the other spans tell when a call without messages failed, and shows the failure where it happened', () => {
    const tree = treeOf([chain, failedCall])
    expect([linesOf(tree), conversationOf(tree).source]).toEqual([
      ['user: hello', 'assistant: failed: 429', 'assistant: sorry'],
      'spans',
    ])
    const prompt = makeJudgePrompt(tree, conversationOf(tree), {
      question: '?',
      scale: { kind: 'binary' },
      maxBytes: 4000,
      partial: null,
    })
    const transcript = prompt.messages[1]?.content ?? ''
    expect(['hello', 'sorry', '429'].filter((text) => !transcript.includes(`: ${text}`))).toEqual([])
    const speech: Sketch[] = [
      { id: 'stt', from: 0, to: 1, attributes: { transcript: 'yes' } },
      { ...failedCall, parent: 'none' },
      { id: 'tts', from: 6, to: 7, attributes: { text: 'Really?' } },
    ]
    expect(threadOf(speech)).toEqual(['user: yes', 'assistant: failed: 429', 'assistant: Really?'])
  })

  it('tells a failure once that was passed on, and alone where nobody says anything', () => {
    const { 'output.value': _, ...onlyInput } = chain.attributes ?? {}
    expect([
      threadOf([{ ...chain, error: '429', attributes: onlyInput }, failedCall]),
      threadOf([failedCall]),
      conversationOf(treeOf([failedCall])).source,
    ]).toEqual([['user: hello', 'assistant: failed: 429'], ['assistant: failed: 429'], 'llm'])
  })

  it('does not take a system prompt, or a message of nothing, for what was said', () => {
    const call = (attributes: Record<string, AttributeValue>): Sketch => ({
      id: 'call',
      parent: 'chain',
      from: 2,
      to: 5,
      attributes: { 'openinference.span.kind': 'LLM', ...attributes },
    })
    const told = [flat('input', [['system', 'You are Nova.']]), flat('output', [['assistant', ' ']])].map((attributes) => [
      threadOf([chain, call(attributes)]),
      threadOf([call(attributes)]),
    ])
    expect(told).toEqual([
      [['user: hello', 'assistant: sorry'], ['system: You are Nova.']],
      [['user: hello', 'assistant: sorry'], ['assistant:  ']],
    ])
  })

  it('reads the messages of a span at most once, however deep the tree', () => {
    const chainOf = (depth: number): Sketch[] =>
      Array.from({ length: depth }, (_, at) => ({
        id: `level ${at}`,
        from: at,
        to: 1000,
        ...(at === 0 ? {} : { parent: `level ${at - 1}` }),
      }))
    const leaves = Array.from(
      { length: 500 },
      (_, at): Sketch => ({
        id: `leaf ${at}`,
        parent: 'level 199',
        from: 300 + at,
        to: 301 + at,
        attributes: { 'input.value': `${at}` },
      }),
    )
    const trace = traceOf([...chainOf(200), ...leaves])
    const reads = new Map<number, number>()
    const watched = trace.spans.map((span) => ({
      ...span,
      attributes: {
        ...span.attributes,
        keys: () => {
          reads.set(span.index, (reads.get(span.index) ?? 0) + 1)
          return span.attributes.keys()
        },
      },
    }))
    expect(conversationOf(buildTree({ ...trace, spans: watched })).messages).toHaveLength(500)
    expect(Math.max(...reads.values())).toBe(1)
  })
})
