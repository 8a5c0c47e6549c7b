import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { renderApp } from './support/render-app.tsx'

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
