import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { navigate, useNavigation } from '../../renderer/stores/navigation.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'
import { renderApp } from './support/render-app.tsx'
import { renderWithSpans } from './support/render-trace.tsx'
import { busySimulation, importRecords } from './support/scenario.ts'

const asked = (engine: ReturnType<typeof renderApp>['engine'], procedure: string) =>
  engine.asked.filter((call) => call.procedure === procedure).map((call) => call.input)

describe('the mapping', () => {
  it('explains each rule and what will be missing', async () => {
    renderApp('#/mapping')
    expect(await screen.findByText(/Token usage cannot be computed for 3 LLM spans/)).toBeTruthy()
    const rules = screen.getByRole('region', { name: 'Coval’s rules' })
    expect(within(rules).getAllByRole('listitem')).toHaveLength(4)
    expect(within(rules).queryByRole('switch')).toBeNull()
  })

  it('asks for a further rule only when it is switched on, and remembers it in the link', async () => {
    const { engine, user } = renderApp('#/mapping')
    await user.click(await screen.findByRole('switch', { name: 'Apply llm.model_name → gen_ai.request.model' }))
    await waitFor(() => expect(asked(engine, 'aliases.explain')).toMatchObject([{ extraRules: [] }, { extraRules: ['model'] }]))
    expect(window.location.hash).toContain('rules=model')
  })

  it('asks for the spans of a further rule with the rules that are on', async () => {
    const { engine } = renderApp('#/mapping?rules=model&rule=model')
    await screen.findByRole('grid', { name: 'Spans: aliased' })
    await waitFor(() => expect(asked(engine, 'aliases.spans')).toMatchObject([{ ruleId: 'model', extraRules: ['model'] }]))
  })

  it('says of a rule about tools that it is not about LLM spans', async () => {
    renderApp('#/mapping?rule=tool-name&bucket=lacking', { aliasSpans: 0 })
    expect(await screen.findByText('Not about LLM spans')).toBeTruthy()
    const rule = screen.getByRole('button', { name: /tool\.name/ })
    expect(rule.textContent).toContain('– not about LLM spans')
    expect(screen.getByRole('tab', { name: 'Lacking' })).toBeTruthy()
  })

  it('says of a rule that is off that it is off, not that no span is there', async () => {
    const scenario = renderApp('#/mapping?rule=model', { aliasSpans: 0 })
    expect(await screen.findByText('This rule is off')).toBeTruthy()
    await scenario.user.click(screen.getByRole('switch', { name: 'Apply llm.model_name → gen_ai.request.model' }))
    await waitFor(() => expect(screen.queryByText('This rule is off')).toBeNull())
  })

  it('goes through the spans by the arrow keys; the list keeps the focus, and gets it back from the panel', async () => {
    const { user } = renderApp('#/mapping')
    const list = await screen.findByRole('grid', { name: 'Spans: aliased' })
    await within(list).findAllByText('ChatCompletion')
    act(() => list.focus())
    const place = () => within(list).getAllByRole('row', { selected: true })[0]?.getAttribute('aria-rowindex')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect([place(), document.activeElement]).toEqual(['3', list])
    expect(await screen.findByRole('grid', { name: 'Attributes' })).toBeTruthy()

    // Another span of the trace: the place in the list stays.
    act(() => screen.getByRole('grid', { name: 'Spans of the trace' }).focus())
    await user.keyboard('{End}')
    expect(place()).toBe('3')
    await user.click(screen.getByRole('button', { name: 'Close the panel' }))
    expect(document.activeElement).toBe(list)
    expect(screen.queryByRole('grid', { name: 'Attributes' })).toBeNull()

    await user.keyboard('{ArrowDown}{Escape}')
    expect([document.activeElement, screen.queryByRole('grid', { name: 'Attributes' })]).toEqual([list, null])
  })

  it.each(['mapping', 'metrics', 'simulations'])('%s: a link to an import that is not there says so', async (view) => {
    renderApp(`#/${view}?import=gone`)
    expect((await screen.findByRole('note')).textContent).toMatch(
      /^Not here\. The link names an import that is not in this store/,
    )
  })

  it('a link to an import that is there says nothing of the kind', async () => {
    const [record] = importRecords(1)
    renderApp(`#/mapping?import=${record?.importId}`)
    await screen.findByRole('region', { name: 'Coval’s rules' })
    expect(screen.queryByRole('note')).toBeNull()
  })

  it('says that the store cannot be read, not that nothing was imported', async () => {
    const broken = { code: 'store-taken', message: 'Another process holds the store', next: 'End it.', check: null } as const
    renderApp('#/mapping', { failures: { 'imports.list': broken } })
    expect(await screen.findByText(/Another process holds the store/)).toBeTruthy()
    expect(screen.queryByText('No spans to look at yet')).toBeNull()
  })

  it('leads from a consequence to its spans, and from a span to its attributes', async () => {
    const { engine, user } = renderApp('#/mapping')
    await user.click(await screen.findByRole('button', { name: 'Show 3 spans' }))
    const spans = await screen.findByRole('grid', { name: 'Spans: lacking' })
    await user.click((await within(spans).findAllByText('ChatCompletion'))[0] ?? spans)
    expect(await screen.findByRole('grid', { name: 'Attributes' })).toBeTruthy()
    expect(asked(engine, 'aliases.spans')).toMatchObject([
      { bucket: 'aliased' },
      { ruleId: 'prompt-tokens', bucket: 'lacking', offset: 0 },
    ])
  })
})

describe('the simulations', () => {
  it('keep few rows in the document, however many there are', async () => {
    renderApp('#/simulations', { imports: 5000 })
    const grid = await screen.findByRole('grid', { name: 'Imported simulations' })
    expect(grid.getAttribute('aria-rowcount')).toBe('5001')
    expect(document.querySelectorAll('*').length).toBeLessThan(2500)
  })

  it('are deleted only after a word of confirmation', async () => {
    const { engine, user } = renderApp('#/simulations?import=import-1')
    await user.click(await screen.findByRole('button', { name: 'Delete this import…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Delete this import?' })
    expect(asked(engine, 'imports.remove')).toEqual([])
    await user.click(within(dialog).getByRole('button', { name: 'Delete 183 spans' }))
    await waitFor(() => expect(asked(engine, 'imports.remove')).toEqual([{ importId: 'import-1' }]))
    await waitFor(() => expect(useNavigation.getState().location.importId).toBeNull())
  })

  it('are read anew when a deletion that a silent store does not answer is left', async () => {
    const { engine, user } = renderApp('#/simulations?import=import-1', { hang: ['imports.remove'] })
    await user.click(await screen.findByRole('button', { name: 'Delete this import…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Delete this import?' })
    const readings = () => asked(engine, 'imports.list').length
    const before = readings()
    await user.click(within(dialog).getByRole('button', { name: 'Delete 183 spans' }))
    await user.click(await within(dialog).findByRole('button', { name: 'Cancel' }, { timeout: 20_000 }))
    await waitFor(() => expect([engine.aborted, readings() > before]).toEqual([['imports.remove'], true]))
    expect(within(dialog).queryByText('Deleting')).toBeNull()
    expect(asked(engine, 'imports.remove').length).toBe(1)
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('are imported again with the window they had', async () => {
    const { engine, user } = renderApp('#/simulations?import=import-1')
    await user.click(await screen.findByRole('button', { name: 'Import again' }))
    await waitFor(() =>
      expect(asked(engine, 'imports.run')).toMatchObject([{ connectionId: 'local', replace: true, window: { kind: 'exact' } }]),
    )
  })

  it('say what to do while there are none', async () => {
    renderApp('#/simulations', { imports: 0 })
    expect(await screen.findByText('Nothing imported yet')).toBeTruthy()
  })
})

describe('what is looked at, when imports come and go', () => {
  const looksAt = () => {
    const { location } = useNavigation.getState()
    return { importId: location.importId, source: location.source }
  }
  const deleteIt = async (user: ReturnType<typeof renderApp>['user']) => {
    await user.click(await screen.findByRole('button', { name: 'Delete this import…' }))
    await user.click(await screen.findByRole('button', { name: /^Delete \d+ spans$/ }))
  }

  it('a deleted import is not shown again from what was read of it', async () => {
    const { user } = renderWithSpans('#/trace?source=import:import-1&import=import-1', [makeSpan({ name: 'read before' })])
    await screen.findByRole('treegrid')
    await user.click(screen.getByRole('link', { name: /^Simulations/ }))
    await deleteIt(user)
    await waitFor(() => expect(looksAt()).toEqual({ importId: null, source: null }))
    await user.click(screen.getByRole('link', { name: /^Trace/ }))
    expect(await screen.findByText('No simulation to show yet')).toBeTruthy()
  })

  it('an import that replaces another one stands in its place', async () => {
    const { engine, user } = renderApp('#/simulations?import=import-1&source=import:import-1')
    await user.click(await screen.findByRole('button', { name: 'Import again' }))
    await waitFor(() => expect(looksAt()).toEqual({ importId: 'import-15', source: null }))
    await waitFor(() => expect(asked(engine, 'imports.list')).toHaveLength(2))
    await user.click(screen.getByRole('link', { name: /^Simulations/ }))
    expect(await screen.findByRole('complementary', { name: 'The chosen import' })).toBeTruthy()
    expect(screen.queryByRole('note')).toBeNull()
  })

  it('a new import is looked at from then on, and its trace is one press away', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}&source=import:import-9`, { imports: 0 })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await user.click(await screen.findByRole('button', { name: 'Open the trace' }))
    expect(useNavigation.getState().location).toMatchObject({
      view: 'trace',
      importId: 'import-1',
      source: { kind: 'import', importId: 'import-1' },
    })
  })

  it('a deletion that is left with the view is followed by a new list', async () => {
    const { engine, user } = renderApp('#/simulations?import=import-1', { hang: ['imports.remove'] })
    await deleteIt(user)
    await waitFor(() => expect(asked(engine, 'imports.remove')).toHaveLength(1))
    const before = asked(engine, 'imports.list').length
    act(() => navigate({ view: 'connection' }))
    await waitFor(() => expect([engine.aborted, asked(engine, 'imports.list').length]).toEqual([['imports.remove'], before + 1]))
  })
})
