import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { connectionView } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation } from './support/scenario.ts'

const view = () => useNavigation.getState().location.view

const started = ({ asked }: ReturnType<typeof renderApp>['engine']) =>
  asked.map(({ procedure }) => procedure).filter((procedure) => ['preview.run', 'imports.run'].includes(procedure))

describe('by keyboard alone', () => {
  it('the palette finds an action by its words and does it', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await screen.findByDisplayValue(busySimulation)
    await user.keyboard('{Control>}k{/Control}')
    const field = await screen.findByLabelText('Type a command')
    await user.type(field, '401')
    expect(await screen.findByText('Set the API key')).toBeTruthy()
    await user.clear(field)
    await user.type(field, 'token-alias')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(view()).toBe('mapping'))
  })

  it('the palette holds the program’s own commands beside however many imports and connections', async () => {
    const connections = Array.from({ length: 20 }, (_, index) => connectionView({ id: `c-${index}`, name: `Phoenix ${index}` }))
    const { user } = renderApp('#/simulations', { imports: 40, connections })
    await screen.findByRole('grid', { name: 'Imported simulations' })
    await user.keyboard('{Control>}k{/Control}')
    await screen.findByLabelText('Type a command')
    expect(await screen.findByText('Theme of the system')).toBeTruthy()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByLabelText('Type a command')).toBeNull())
  })

  it('two letters go to a view, and not while typing', async () => {
    const { user } = renderApp('#/preview')
    const field = await screen.findByRole('textbox', { name: 'Simulation' })
    await user.keyboard('gc')
    expect(view()).toBe('checks')
    await user.keyboard('gi')
    expect(view()).toBe('preview')
    await user.type(await screen.findByRole('textbox', { name: 'Simulation' }), 'gs')
    expect(view()).toBe('preview')
    expect(field).toBeTruthy()
  })

  it('Ctrl+Enter previews, arrows walk through the traces, Escape closes the panel', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await screen.findByDisplayValue(busySimulation)
    await user.keyboard('{Control>}{Enter}{/Control}')
    const grid = await screen.findByRole('grid', { name: 'Traces of the window' })
    grid.focus()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    const { trace } = useNavigation.getState().location
    expect(await screen.findByRole('complementary', { name: 'Trace conversation turn' })).toBeTruthy()
    expect(screen.getByRole('row', { selected: true, name: /Matched/ })).toBeTruthy()
    expect(trace).toMatch(/^[0-9a-f]{32}$/)
    await user.keyboard('{Escape}')
    expect(useNavigation.getState().location.trace).toBeNull()
  })

  it.each([
    ['preview', 'preview.run', '{Control>}{Enter}{/Control}'],
    ['checks', 'checks.run', 'Run all'],
  ])('%s: Ctrl+. cancels what runs', async (view, procedure, start) => {
    const { engine, user } = renderApp(`#/${view}?sim=${busySimulation}`, { hang: [procedure] })
    if (view === 'preview') {
      await screen.findByDisplayValue(busySimulation)
      await user.keyboard(start)
    } else await user.click(await screen.findByRole('button', { name: start }))
    expect(await screen.findByRole('button', { name: 'Cancel' })).toBeTruthy()
    await user.keyboard('{Control>}.{/Control}')
    await waitFor(() => expect(engine.aborted).toContain(procedure))
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
  })

  it('Ctrl+Shift+Enter imports from inside the options too, with what is typed there', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Options' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Replace an earlier import' }))
    const budget = screen.getByRole('textbox', { name: 'Time budget, seconds' })
    await user.clear(budget)
    await user.type(budget, '30')
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    await waitFor(() => expect(started(engine)).toEqual(['imports.run']))
    expect(engine.asked.filter(({ procedure }) => procedure === 'imports.run')).toMatchObject([
      { input: { simulation: busySimulation, budgetSeconds: 30, replace: true } },
    ])
  })

  it.each([
    ['a dialog', `#/simulations?sim=${busySimulation}&import=import-1`, 'Delete this import…', 'Keep it'],
    ['the sheet of keys', `#/simulations?sim=${busySimulation}`, null, 'Close'],
  ])('Ctrl+Enter and Ctrl+Shift+Enter do nothing from inside %s', async (_, hash, opener, inside) => {
    const { engine, user } = renderApp(hash)
    if (opener) await user.click(await screen.findByRole('button', { name: opener }))
    else fireEvent.keyDown(document.body, { key: '?' })
    const dialog = await screen.findByRole('dialog')
    within(dialog).getByRole('button', { name: inside }).focus()
    await user.keyboard('{Control>}{Enter}{Shift>}{Enter}{/Shift}{/Control}')
    expect(started(engine)).toEqual([])
  })

  it('Ctrl+Enter does nothing from another form than the one of the import', async () => {
    const { engine, user } = renderApp(`#/connection?sim=${busySimulation}`)
    for (const label of ['Phoenix host', 'API key']) {
      ;(await screen.findByLabelText(label, { selector: 'input' })).focus()
      await user.keyboard('{Control>}{Enter}{Shift>}{Enter}{/Shift}{/Control}')
    }
    expect([started(engine), view()]).toEqual([[], 'connection'])
  })

  it('Ctrl+Enter does not preview what a view’s own key has taken', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`)
    const field = await screen.findByDisplayValue(busySimulation)
    field.addEventListener('keydown', (event) => event.preventDefault())
    field.focus()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(started(engine)).toEqual([])
  })

  it('the palette cancels checks too', async () => {
    const { engine, user } = renderApp(`#/checks?sim=${busySimulation}`, { hang: ['checks.run'] })
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByRole('button', { name: 'Cancel' })
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByLabelText('Type a command'), 'cancel what')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(engine.aborted).toEqual(['checks.run']))
  })

  it('? shows the keys', async () => {
    renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    fireEvent.keyDown(document.body, { key: '?' })
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy()
  })
})
