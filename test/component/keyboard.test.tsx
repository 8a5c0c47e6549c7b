import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { connectionView } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation } from './support/scenario.ts'

const view = () => useNavigation.getState().location.view

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

  it('? shows the keys', async () => {
    renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    fireEvent.keyDown(document.body, { key: '?' })
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy()
  })
})
