import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderTrace } from './support/render-trace.tsx'
import { type Line, spanId, spansOf, traceId } from './support/trace-lines.ts'

describe('the chat', () => {
  // Without a layout every message has no height, and all of them would be in sight.
  beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(120))
  afterEach(() => void vi.restoreAllMocks())
  const calls = Array.from(
    { length: 450 },
    (_, at): Line => ({
      id: at + 1,
      name: 'llm',
      from: at * 10,
      to: at * 10 + 5,
      kind: 'LLM',
      attributes: { 'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': `said ${at}` },
    }),
  )

  it('goes to the message of a selected span also where it is not loaded yet', async () => {
    const { engine } = renderTrace(spansOf(calls), {}, `&view=chat&span=${traceId(1)}/${spanId(445)}`)
    await screen.findByRole('region', { name: 'Conversation' })
    const offsets = () =>
      engine.asked
        .filter(({ procedure }) => procedure === 'trace.conversation')
        .map(({ input }) => (input as { offset: number }).offset)
    await waitFor(() => expect(offsets()).toEqual([0, 200, 400]))
  })

  it('reads no further for a span that no message is from', async () => {
    const lines: Line[] = [...calls, { id: 900, name: 'step', from: 0, to: 1, kind: 'CHAIN' }]
    const { engine } = renderTrace(spansOf(lines), {}, `&view=chat&span=${traceId(1)}/${spanId(900)}`)
    await waitFor(() => expect(engine.asked.some(({ procedure }) => procedure === 'trace.messageOf')).toBe(true))
    await screen.findAllByText(/^said \d+$/)
    expect(engine.asked.filter(({ procedure }) => procedure === 'trace.conversation')).toHaveLength(1)
  })
})

describe('the chat of one trace', () => {
  beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(120))
  afterEach(() => void vi.restoreAllMocks())

  it('counts all of its messages, also where they lie pages apart, and never says that there are none before it has read them', async () => {
    const lines = Array.from(
      { length: 700 },
      (_, at): Line => ({
        id: at + 1,
        // The first hundred that follow the first two pages, and the last fifty.
        trace: (at >= 400 && at < 500) || at >= 650 ? 2 : 1,
        name: 'llm',
        from: at * 10,
        to: at * 10 + 5,
        kind: 'LLM',
        attributes: { 'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': `said ${at}` },
      }),
    )
    const seen: string[] = []
    const watcher = new MutationObserver(() => seen.push(document.body.textContent ?? ''))
    watcher.observe(document.body, { childList: true, subtree: true })
    renderTrace(spansOf(lines), {}, `&view=chat&only=${traceId(2)}`)
    expect(await screen.findByText(/ 150 messages of this trace\.$/)).toBeTruthy()
    watcher.disconnect()
    expect(seen.filter((text) => text.includes('No conversation in these spans'))).toEqual([])
  })
})

describe('a chat that cannot be read', () => {
  it('is asked for once, and again when somebody says so', async () => {
    const failure = { code: 'internal', message: 'broken', next: 'Try again.', check: null } as const
    const { engine, user } = renderTrace(
      spansOf([{ id: 1, name: 'llm', from: 0, to: 5, kind: 'LLM' }]),
      { failures: { 'trace.conversation': failure } },
      `&view=chat&only=${traceId(1)}`,
    )
    const asked = () => engine.asked.filter(({ procedure }) => procedure === 'trace.conversation').length
    await user.click(await screen.findByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(asked()).toBe(2))
    expect(await screen.findByText('broken')).toBeTruthy()
    expect(asked()).toBe(2)
  })
})

describe('a tool call in the chat', () => {
  it('says what its span answered where the model was told something else', async () => {
    const call = 'llm.output_messages.0.message.tool_calls.0.tool_call'
    const told = 'llm.input_messages.0.message'
    const lines: Line[] = [
      {
        id: 1,
        name: 'llm',
        from: 0,
        to: 5,
        kind: 'LLM',
        attributes: {
          'llm.output_messages.0.message.role': 'assistant',
          [`${call}.id`]: 'c',
          [`${call}.function.name`]: 'find',
        },
      },
      {
        id: 2,
        name: 'find',
        from: 6,
        to: 7,
        kind: 'TOOL',
        attributes: { 'tool.name': 'find', 'output.value': '{"status": "in transit"}' },
      },
      {
        id: 3,
        name: 'llm',
        from: 8,
        to: 9,
        kind: 'LLM',
        attributes: {
          [`${told}.role`]: 'tool',
          [`${told}.tool_call_id`]: 'c',
          [`${told}.content`]: '{}',
          'llm.output_messages.0.message.role': 'assistant',
          'llm.output_messages.0.message.content': 'Found.',
        },
      },
    ]
    renderTrace(spansOf(lines), {}, '&view=chat')
    const thread = await screen.findByRole('region', { name: 'Conversation' })
    const facts = [...thread.querySelectorAll('dl > *')].map(({ textContent }) => textContent)
    expect(facts.slice(2)).toEqual(['Result', '{}', 'Span says', '{"status": "in transit"}The model was told the result above.'])
  })
})

describe('long text in the chat', () => {
  it('ends nowhere without a way on: arguments, answers that failed', async () => {
    const attributes = {
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'look_up',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': `${'a'.repeat(90_000)}THE END`,
    }
    const { user } = renderTrace(spansOf([{ id: 1, name: 'llm', from: 0, to: 5, kind: 'LLM', attributes }]), {}, '&view=chat')
    await user.click(await screen.findByRole('button', { name: /^Load the whole message/ }))
    await user.click(await screen.findByRole('button', { name: 'Show all' }))
    await user.click(await screen.findByRole('button', { name: '40,000 of 90,007 characters shown; show more' }))
    await user.click(await screen.findByRole('button', { name: '90,000 of 90,007 characters shown; show more' }))
    expect(screen.getByRole('region', { name: 'Conversation' }).textContent).toContain('THE END')
  })
})
