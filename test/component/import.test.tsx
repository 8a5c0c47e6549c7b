import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { followLinks } from '../../renderer/app/start.tsx'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import type { IncomingLink, Shell } from '../../shared/contract/shell.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation, spacedSimulation } from './support/scenario.ts'

const asked = (engine: ReturnType<typeof renderApp>['engine'], procedure: string) =>
  engine.asked.filter((call) => call.procedure === procedure).map((call) => call.input)

describe('importing', () => {
  it('previews what the form says, and tells the verdict in one sentence', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    expect(await screen.findByText(/^192 spans in 36 traces match by/)).toBeTruthy()
    expect(asked(engine, 'preview.run')).toEqual([
      {
        connectionId: 'local',
        simulation: busySimulation,
        window: { kind: 'find' },
        limits: 'simulation',
        strategy: 'auto',
        budgetSeconds: 90,
        replace: false,
      },
    ])
    expect(await screen.findByRole('grid', { name: 'Traces of the window' })).toBeTruthy()
  })

  it('takes the id out of a pasted result address', async () => {
    const { user } = renderApp('#/preview')
    const field = await screen.findByRole('textbox', { name: 'Simulation' })
    await user.click(field)
    await user.paste(`https://app.coval.dev/acme/runs/run-1/results/${busySimulation}/traces`)
    expect([(field as HTMLInputElement).value, window.location.hash]).toEqual([busySimulation, `#/preview?sim=${busySimulation}`])
  })

  it('refuses a run’s address and says which one to take', async () => {
    const { user } = renderApp('#/preview')
    const field = await screen.findByRole('textbox', { name: 'Simulation' })
    await user.click(field)
    await user.paste('https://app.coval.dev/acme/runs/run-1')
    expect(await screen.findByText(/a run id is not a simulation output id/)).toBeTruthy()
    expect((screen.getByRole('button', { name: 'Import' }) as HTMLButtonElement).disabled).toBe(true)
  })

  it('cancels at once, without waiting for the engine', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`, { hang: true })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    const panel = await screen.findByRole('region', { name: 'Import under way' })
    await within(panel).findByText('Connecting to Phoenix')
    await user.click(within(panel).getByRole('button', { name: 'Cancel' }))
    expect(screen.getByText('The import was cancelled; nothing was written.')).toBeTruthy()
    await waitFor(() => expect(engine.aborted).toEqual(['imports.run']))
  })

  it('shows the outcome with its numbers and the next step', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    const result = await screen.findByRole('status', { name: 'Result of the import' })
    expect(result.textContent).toContain(`192 spans in 36 traces of ${busySimulation} written.`)
    await user.click(within(result).getByRole('button', { name: 'Look at the mapping' }))
    expect(useNavigation.getState().location).toMatchObject({ view: 'mapping', importId: 'import-1' })
  })

  it('offers to replace what is already there', async () => {
    const { engine, user } = renderApp('#/preview?sim=NxUbXWLSzS3Nm7Jv9bAmuj')
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await user.click(await screen.findByRole('button', { name: 'Import again and replace' }))
    await screen.findByText('Imported')
    expect(asked(engine, 'imports.run')).toMatchObject([{ replace: false }, { replace: true }])
  })

  it('keeps its result beside a preview of the same simulation, and drops it for another one', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await screen.findByText('Imported')
    await user.click(screen.getByRole('button', { name: 'Preview' }))
    await screen.findByText(/^192 spans in 36 traces match by/)
    expect(screen.getByRole('status', { name: 'Result of the import' })).toBeTruthy()

    const field = screen.getByRole('textbox', { name: 'Simulation' })
    await user.clear(field)
    await user.type(field, `${spacedSimulation}{Enter}`)
    await screen.findByText(/near misses show why/)
    expect(screen.queryByRole('status', { name: 'Result of the import' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Record this case' })).toBeTruthy()
  })

  it('shows near misses first where nothing matches', async () => {
    const { user } = renderApp(`#/preview?sim=${spacedSimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    expect(await screen.findByText('Space around the id')).toBeTruthy()
    expect(screen.getByRole('tab', { name: /Near misses/ }).getAttribute('aria-selected')).toBe('true')
    expect(screen.getByText(new RegExp(`set_attribute\\("simulation_output_id", "${spacedSimulation}"\\)`))).toBeTruthy()
  })

  it('says what failed and leads to the key', async () => {
    const failure = {
      code: 'phoenix-unauthorized',
      message: 'Phoenix refused the key: 401',
      next: 'Replace the key of this connection.',
      check: 'authorised',
    } as const
    const { user } = renderApp(`#/preview?sim=${busySimulation}`, { failures: { 'preview.run': failure } })
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('Phoenix refused the key: 401')
    await user.click(within(alert).getByRole('button', { name: 'Replace key' }))
    expect(window.location.hash).toBe(`#/connection?sim=${busySimulation}&edit=local&focus=key`)
  })

  it('keeps the page when the engine goes, and tries again', async () => {
    const down = {
      code: 'engine-down',
      message: 'The engine ended unexpectedly.',
      next: 'It starts again by itself.',
      check: null,
    } as const
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`, {
      failures: { 'preview.run': down, 'app.info': down },
    })
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    expect(await screen.findByText('The engine ended unexpectedly during the preview.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText(/It does not answer yet/)).toBeTruthy()
    engine.setFailures({})
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText(/The engine ended unexpectedly during/)).toBeNull())
  })
})

describe('a deep link', () => {
  it('fills the form and starts nothing', async () => {
    const link: IncomingLink = {
      kind: 'deep-link',
      simulation: busySimulation,
      start: null,
      end: null,
      project: null,
      ignored: ['host'],
    }
    const waiting = [link]
    const shell: Shell = { ...connectShell(), takeDeepLink: async () => waiting.pop() ?? null }
    const { engine } = renderApp('#/checks', {}, shell)
    followLinks(shell)
    expect(await screen.findByDisplayValue(busySimulation)).toBeTruthy()
    expect(await screen.findByText(/A link may not set host: ignored/)).toBeTruthy()
    expect([...asked(engine, 'preview.run'), ...asked(engine, 'imports.run')]).toEqual([])
  })
})
