import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { renderTrace, rowTexts } from './support/render-trace.tsx'
import { type Line, spanId, spansOf, traceId, twoTurns, zero } from './support/trace-lines.ts'

const waterfall = () => screen.findByRole('treegrid', { name: 'Spans of the simulation' })
const selectedRow = () =>
  screen
    .getAllByRole('row')
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => row.querySelector('[role="gridcell"]')?.textContent)

describe('the waterfall', () => {
  it('shows each trace under a header, and says which span stands where it does not belong', async () => {
    renderTrace(spansOf(twoTurns))
    await waterfall()
    expect(rowTexts()).toEqual([
      'Trace 1turn4 spans1 error',
      'turnturn',
      'ChatCompletionllm',
      'get_ordertool call',
      'lost childorphanchain',
      'Trace 2turn2 spans1 error',
      'turnturn',
      'ttstts',
    ])
  })

  it('is walked by keys; Enter goes to the panel, and the link follows', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    const tree = await waterfall()
    tree.focus()
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
    expect(selectedRow()).toEqual(['ChatCompletionllm'])
    expect(tree.getAttribute('aria-activedescendant')).toBe(
      screen.getAllByRole('row').find((row) => row.getAttribute('aria-selected') === 'true')?.id,
    )
    expect(await screen.findByRole('complementary', { name: 'The selected span' })).toBeTruthy()
    await waitFor(() => expect(useNavigation.getState().location.viewer.span).toBe(`${traceId(1)}/${spanId(2)}`))
    await user.keyboard('{Escape}')
    expect(await screen.findByRole('complementary', { name: 'Summary of the simulation' })).toBeTruthy()
  })

  it('keeps few elements in the document, however many spans there are', async () => {
    const many = Array.from(
      { length: 20_000 },
      (_, at): Line => ({ id: at + 1, ...(at > 0 ? { parent: 1 } : {}), name: `step ${at}`, from: at, to: at + 1 }),
    )
    const { user } = renderTrace(spansOf(many))
    const tree = await waterfall()
    expect(tree.getAttribute('aria-rowcount')).toBe('20001')
    expect(document.querySelectorAll('*').length).toBeLessThan(2500)
    tree.focus()
    await user.keyboard('{End}')
    expect(await screen.findByRole('heading', { name: 'step 19999' })).toBeTruthy()
  })

  it('leaves types out, keeping the parents of the rest, and says how many are left', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    const legend = within(screen.getByRole('group', { name: 'Types of span' }))
    await user.click(legend.getByRole('button', { name: /^tool call/ }))
    await user.click(legend.getByRole('button', { name: /^chain/ }))
    expect(rowTexts()).not.toContain('get_ordertool call')
    expect(screen.getByText('4 of 6 spans, with their parents')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show all' }))
    expect(rowTexts()).toContain('get_ordertool call')
    await user.click(screen.getByRole('button', { name: 'Errors only' }))
    expect(rowTexts()).toEqual([
      'Trace 1turn4 spans1 error',
      'turnturn',
      'get_ordertool call',
      'Trace 2turn2 spans1 error',
      'turnturn',
      'ttstts',
    ])
  })

  it('goes from error to error, also into what is folded', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    const tree = await waterfall()
    tree.focus()
    await user.keyboard('{Home}{ArrowLeft}')
    expect(rowTexts()).toHaveLength(4)
    await user.keyboard(']')
    expect(selectedRow()).toEqual(['get_ordertool call'])
    expect(screen.getByText('1 of 2 errors')).toBeTruthy()
    await user.keyboard(']')
    expect(selectedRow()).toEqual(['ttstts'])
    await user.keyboard('[[')
    expect(selectedRow()).toEqual(['get_ordertool call'])
  })

  it('starts with idle gaps cut where they are most of the time, and remembers another choice in the link', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    const cut = await screen.findByRole('button', { name: 'Cut idle gaps' })
    expect(cut.getAttribute('aria-pressed')).toBe('true')
    await user.click(cut)
    expect(cut.getAttribute('aria-pressed')).toBe('false')
    await waitFor(() => expect(window.location.hash).toContain('gaps=whole'))
    await user.click(cut)
    await waitFor(() => expect(window.location.hash).not.toContain('gaps='))
  })

  it('cuts shorter idle gaps only when asked, and remembers it in the link', async () => {
    const { user } = renderTrace(
      spansOf([
        { id: 1, name: 'a', from: 0, to: 700 },
        { id: 2, name: 'b', from: 1000, to: 1700 },
      ]),
    )
    await waterfall()
    const cut = await screen.findByRole('button', { name: 'Cut idle gaps' })
    expect(cut.getAttribute('aria-pressed')).toBe('false')
    await user.click(cut)
    expect(cut.getAttribute('aria-pressed')).toBe('true')
    await waitFor(() => expect(window.location.hash).toContain('gaps=cut'))
  })
})

describe('the views of one simulation', () => {
  it('keep the selection', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, `&span=${traceId(1)}/${spanId(2)}`)
    await waterfall()
    expect(selectedRow()).toEqual(['ChatCompletionllm'])
    await user.click(screen.getByText('Flame'))
    const tree = await screen.findByRole('tree', { name: 'Spans of the flame graph' })
    expect(within(tree).getByRole('treeitem', { selected: true }).textContent).toContain('ChatCompletion, llm, 390 ms')
    await user.click(screen.getByText('Chat'))
    await screen.findByRole('region', { name: 'Conversation' })
    await user.click(screen.getByText('Waterfall'))
    await waterfall()
    expect(selectedRow()).toEqual(['ChatCompletionllm'])
  })

  it('all say that an import is partial', async () => {
    const detail = 'The window holds 7,482 spans; 5,000 were read.'
    const { user } = renderTrace(spansOf(twoTurns), { partial: { reason: 'span-cap', detail } })
    await waterfall()
    for (const view of ['Flame', 'Chat', 'Waterfall']) {
      await user.click(screen.getByText(view))
      expect(screen.getByRole('note').textContent).toBe(`Partial. ${detail}`)
    }
  })

  it('are walked by the same keys in the flame graph', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, '&view=flame')
    const tree = await screen.findByRole('tree', { name: 'Spans of the flame graph' })
    tree.focus()
    await user.keyboard('{Home}{ArrowRight}{ArrowRight}{ArrowDown}')
    expect(within(tree).getByRole('treeitem', { selected: true }).textContent).toContain(
      'get_order, tool call, 90 ms, starts at 410 ms, error',
    )
  })
})

describe('the search', () => {
  it('finds names at once, attributes from the engine, and goes from one to the next', async () => {
    const { engine, user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    await user.keyboard('/')
    await user.keyboard('gnp')
    await waitFor(() => expect(screen.getByText('1 span')).toBeTruthy())
    expect(engine.asked.filter((call) => call.procedure === 'trace.search')).toMatchObject([
      { input: { query: 'gnp', fields: ['key', 'value'] } },
    ])
    await user.keyboard('{Enter}')
    expect(selectedRow()).toEqual(['ChatCompletionllm'])
    await user.click(screen.getByRole('button', { name: 'Only these' }))
    expect(rowTexts()).toEqual(['Trace 1turn4 spans1 error', 'turnturn', 'ChatCompletionllm'])
  })

  it('walks the matches by Enter and Shift Enter, by its buttons and by N, round the end, and counts them', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    await user.keyboard('/')
    await user.keyboard('turn')
    const ofSearch = screen.getByRole('button', { name: 'Only these' }).parentElement as HTMLElement
    await within(ofSearch).findByText('2 spans')
    await user.keyboard('{Enter}{Enter}')
    expect(screen.getByText('2 of 2 spans')).toBeTruthy()
    await user.keyboard('{Enter}')
    expect(screen.getByText('1 of 2 spans')).toBeTruthy()
    await user.keyboard('{Shift>}{Enter}{/Shift}')
    expect(screen.getByText('2 of 2 spans')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Previous match' }))
    expect(screen.getByText('1 of 2 spans')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Next match' }))
    expect(screen.getByText('2 of 2 spans')).toBeTruthy()
    await user.keyboard('N')
    expect(screen.getByText('1 of 2 spans')).toBeTruthy()
  })

  it('says so where the engine could not search the attributes', async () => {
    const failure = { code: 'internal', message: 'broken', next: 'Try again.', check: null } as const
    const { user } = renderTrace(spansOf(twoTurns), { failures: { 'trace.search': failure } })
    await waterfall()
    await user.keyboard('/')
    await user.keyboard('turn')
    await waitFor(() => expect(screen.getByText('2 spans by name')).toBeTruthy())
  })
})

describe('the panel', () => {
  it('loads a long value only when it is asked for', async () => {
    const { engine, user } = renderTrace(spansOf(twoTurns), {}, `&span=${traceId(1)}/${spanId(2)}`)
    await user.click(await screen.findByRole('button', { name: 'Load all 5,000 characters' }))
    await waitFor(() =>
      expect(engine.asked.filter((call) => call.procedure === 'trace.attribute')).toMatchObject([
        { input: { spanId: spanId(2), key: 'llm.tools', place: { in: 'span' } } },
      ]),
    )
  })

  it('copies a long value whole, not what is shown of it', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, `&span=${traceId(1)}/${spanId(2)}`)
    await user.click(await screen.findByRole('button', { name: 'Copy the value of llm.tools' }))
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('x'.repeat(5000)))
  })

  it('searches attributes in the part of a value that is not here', async () => {
    const attributes = { 'llm.tools': `${'x'.repeat(4000)} NeeDle`, a: '1', b: '2', c: '3', d: '4' }
    const { user } = renderTrace(
      spansOf([{ id: 1, name: 'llm', from: 0, to: 5, attributes }]),
      {},
      `&span=${traceId(1)}/${spanId(1)}`,
    )
    const search = await screen.findByRole('textbox', { name: 'Search the attributes' })
    await user.type(search, 'needle')
    const keys = () => within(screen.getByRole('list', { name: 'Attributes' })).queryAllByRole('listitem')
    await waitFor(() => expect(keys().map((item) => item.querySelector('code')?.textContent)).toEqual(['llm.tools']))
    await user.clear(search)
    await user.type(search, 'nowhere')
    expect(await screen.findByText('No attribute has these letters.')).toBeTruthy()
  })

  it('says so where a long value could be searched in part only', async () => {
    const failure = { code: 'internal', message: 'broken', next: 'Try again.', check: null } as const
    const { user } = renderTrace(
      spansOf(twoTurns),
      { failures: { 'trace.attributesWith': failure } },
      `&span=${traceId(1)}/${spanId(2)}`,
    )
    await user.type(await screen.findByRole('textbox', { name: 'Search the attributes' }), 'needle')
    expect(await screen.findByText('1 long value searched in the beginning only: the engine did not answer.')).toBeTruthy()
    expect(screen.queryByText('No attribute has these letters.')).toBeNull()
  })

  it('says how much of a long message of the status is shown, and shows the rest', async () => {
    const error = `${'e'.repeat(2000)}THE END`
    const { user } = renderTrace(
      spansOf([{ id: 1, name: 'tool', from: 0, to: 5, error }]),
      {},
      `&span=${traceId(1)}/${spanId(1)}`,
    )
    const panel = await screen.findByRole('complementary', { name: 'The selected span' })
    await user.click(await within(panel).findByRole('button', { name: '2,000 of 2,007 characters shown; show more' }))
    expect(panel.textContent).toContain('THE END')
  })

  it('tells a span’s time to the nanosecond, and goes to its parents', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, `&span=${traceId(1)}/${spanId(3)}`)
    const panel = await screen.findByRole('complementary', { name: 'The selected span' })
    expect(within(panel).getByText('exactly 90,000,000 ns')).toBeTruthy()
    expect(within(panel).getByText('order service answered 503')).toBeTruthy()
    await user.click(within(panel).getByRole('button', { name: 'turn' }))
    expect(selectedRow()).toEqual(['turnturn'])
  })

  it('sums the simulation up while nothing is selected', async () => {
    renderTrace(spansOf(twoTurns))
    const panel = await screen.findByRole('complementary', { name: 'Summary of the simulation' })
    expect(await within(panel).findByText('1 orphan: the parent is not among the spans')).toBeTruthy()
    expect(within(panel).getByText(/2 spans with the status Error/)).toBeTruthy()
  })
})

describe('hostile text', () => {
  it('stays text in the chat: no element of it, and what would turn the line is named', async () => {
    renderTrace(spansOf(twoTurns), {}, '&view=chat')
    const thread = await screen.findByRole('region', { name: 'Conversation' })
    await within(thread).findByText('I will look.')
    expect(thread.querySelector('img')).toBeNull()
    expect(thread.textContent).toContain('<img src=x onerror=alert(1)> RLOgnp.exe')
    expect(thread.textContent).not.toContain('\u202e')
  })

  it('stays text as a span’s name, in the row and in the panel', async () => {
    const name = '<b>bold</b>\u202e\u0007'
    renderTrace(spansOf([{ id: 1, name, from: 0, to: 5 }]), {}, `&span=${traceId(1)}/${spanId(1)}`)
    await waterfall()
    expect(rowTexts()).toEqual(['<b>bold</b>‹RLO›‹BEL›other'])
    expect(screen.getByRole('heading', { name: '<b>bold</b>‹RLO›‹BEL›' })).toBeTruthy()
  })
})

describe('files', () => {
  const otlp = (count: number) => {
    const spans = Array.from({ length: count }, (_, at) => ({
      traceId: traceId(7),
      spanId: spanId(at + 1),
      name: `from a file ${at}`,
      startTimeUnixNano: String(zero),
      endTimeUnixNano: String(zero + 5n),
      attributes: [{ key: 'note', value: { stringValue: 'é'.repeat(2000) } }],
    }))
    return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  }

  it('are opened by a button; a long one crosses in pieces and comes out whole', async () => {
    const { engine, user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    await user.upload(screen.getByLabelText('OTLP JSON file'), new File([otlp(200)], 'case.json', { type: 'application/json' }))
    await waitFor(() => expect(rowTexts()[0]).toBe('from a file 0other'))
    expect(engine.asked.filter((call) => call.procedure === 'trace.addToFile').length).toBeGreaterThan(1)
    expect(window.location.hash).toContain('source=file%3Acase.json')
  })

  it('that are none say so and leave what was open', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    await user.upload(screen.getByLabelText('OTLP JSON file'), new File(['hello'], 'notes.json', { type: 'application/json' }))
    expect(await screen.findByText('notes.json cannot be read')).toBeTruthy()
    expect(rowTexts()).toHaveLength(8)
  })

  it('can be dropped onto the page', async () => {
    renderTrace(spansOf(twoTurns))
    const tree = await waterfall()
    const files = [new File([otlp(1)], 'dropped.json', { type: 'application/json' })]
    fireEvent.drop(tree, { dataTransfer: { files, types: ['Files'] } })
    await waitFor(() => expect(rowTexts()).toEqual(['from a file 0other']))
  })
})

describe('what cannot be shown', () => {
  it('says why, and offers to try again', async () => {
    const failure = {
      code: 'usage',
      message: 'This import is no longer in the store',
      next: 'Choose another.',
      check: null,
    } as const
    renderTrace([], { failures: { 'trace.open': failure } })
    expect(await screen.findByText('This import is no longer in the store')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })

  it('is told where there is no span', async () => {
    renderTrace([])
    expect(await screen.findByText('There is no span in it')).toBeTruthy()
  })
})
