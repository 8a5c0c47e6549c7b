import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { followLinks } from '../../renderer/app/start.tsx'
import { importJob } from '../../renderer/stores/jobs.ts'
import { navigate, useNavigation } from '../../renderer/stores/navigation.ts'
import { useReplace } from '../../renderer/stores/use-request.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { IncomingLink, Shell } from '../../shared/contract/shell.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation, importReport, spacedSimulation } from './support/scenario.ts'

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

  it('offers to read the whole window where a preview saw more than selecting finds', async () => {
    const partial = { reason: 'selection', detail: 'Reading the whole window showed 3 more matching spans.' } as const
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`, { preview: { partial } })
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    await user.click(await screen.findByRole('button', { name: 'Import by reading the whole window' }))
    expect(asked(engine, 'imports.run')).toEqual([expect.objectContaining({ simulation: busySimulation, strategy: 'scan' })])
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

  it('acts again on what the result beside it was about, not on what is typed by now', async () => {
    const there = 'NxUbXWLSzS3Nm7Jv9bAmuj'
    const { engine, user } = renderApp(`#/preview?sim=${there}&limits=documented`)
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    const replace = await screen.findByRole('button', { name: 'Import again and replace' })
    act(() => navigate({ simulation: busySimulation, limits: 'simulation' }))
    await user.click(replace)
    await screen.findByText('Imported')
    expect(asked(engine, 'imports.run')).toMatchObject([
      { simulation: there, limits: 'documented', replace: false },
      { simulation: there, limits: 'documented', replace: true },
    ])
    expect(useNavigation.getState().location).toMatchObject({ simulation: there, limits: 'documented' })
  })

  it('tries again after a failure with the request that failed', async () => {
    const failure = { code: 'phoenix-refused', message: 'Nothing listens', next: 'Start it.', check: null } as const
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`, { failures: { 'imports.run': failure } })
    await user.click(await screen.findByRole('button', { name: 'Options' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Replace an earlier import' }))
    await user.click(screen.getByRole('button', { name: 'Import and replace' }))
    const again = await screen.findByRole('button', { name: 'Import again' })
    act(() => navigate({ limits: 'documented' }))
    await user.click(again)
    await waitFor(() => expect(asked(engine, 'imports.run')).toHaveLength(2))
    expect(asked(engine, 'imports.run')).toMatchObject([
      { replace: true, limits: 'simulation' },
      { replace: true, limits: 'simulation' },
    ])
  })

  it('replaces for one import of one simulation; it is not remembered for another one', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Options' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Replace an earlier import' }))
    expect(screen.getByRole('button', { name: 'Import and replace' })).toBeTruthy()
    act(() => navigate({ simulation: spacedSimulation }))
    expect(screen.queryByRole('button', { name: 'Import and replace' })).toBeNull()
    act(() => navigate({ simulation: busySimulation }))
    await user.click(screen.getByRole('button', { name: 'Import and replace' }))
    await screen.findByText('Imported')
    expect(screen.getByRole('button', { name: 'Import' })).toBeTruthy()
  })

  it('says that a preview is older than the form, and goes back to it', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    await screen.findByText(/^192 spans in 36 traces match by/)
    expect(screen.queryByText(/The form has changed/)).toBeNull()
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Simulation' })
    await user.type(field, 'X')
    expect(screen.getByText(/The form has changed/).textContent).toContain(`still the preview of ${busySimulation}.`)
    await user.click(screen.getByRole('button', { name: 'Undo the change' }))
    expect([field.value, screen.queryByText(/The form has changed/)]).toEqual([busySimulation, null])
  })

  it('says what is missing whenever the buttons cannot be pressed', async () => {
    renderApp('#/preview')
    const disabled = () => ['Preview', 'Import'].map((name) => screen.getByRole<HTMLButtonElement>('button', { name }).disabled)
    expect(await screen.findByText('Give a simulation output id, or a window to take whole.')).toBeTruthy()
    expect(disabled()).toEqual([true, true])
    act(() => navigate({ window: { kind: 'last', seconds: 900 } }))
    expect(screen.getByText('Without an id every span of the window is taken.')).toBeTruthy()
    expect(disabled()).toEqual([false, false])
    act(() => navigate({ window: { kind: 'exact', start: '2026-11-22T15:00:00Z', end: '2026-11-22T14:00:00Z' } }))
    expect(screen.getByText('The window ends before it starts.')).toBeTruthy()
    expect(disabled()).toEqual([true, true])
  })

  it('does nothing while an exact time cannot be read, and uses it once it can', async () => {
    const { engine, user } = renderApp(
      `#/preview?sim=${busySimulation}&window=2026-11-22T14:00:00.000000Z~2026-11-22T15:00:00.000000Z`,
    )
    const from = await screen.findByRole('textbox', { name: 'From' })
    await user.clear(from)
    await user.type(from, '2026-11-22 14:3')
    expect(screen.getByText('From is no time: correct it first.')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(true)
    await user.keyboard('{Control>}{Enter}{/Control}')
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    expect([...asked(engine, 'preview.run'), ...asked(engine, 'imports.run')]).toEqual([])

    await user.type(from, '0')
    expect(screen.queryByText(/correct it first/)).toBeNull()
    await user.keyboard('{Control>}{Enter}{/Control}')
    await screen.findByText(/^192 spans in 36 traces match by/)
    expect(asked(engine, 'preview.run')).toMatchObject([
      { window: { kind: 'exact', start: '2026-11-22T14:30:00.000000Z', end: '2026-11-22T15:00:00.000000Z' } },
    ])
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

  it.each([
    ['Preview', 'preview.run'],
    ['Import', 'imports.run'],
  ])('%s: says what failed and leads to the key', async (button, procedure) => {
    const failure = {
      code: 'phoenix-unauthorized',
      message: 'Phoenix refused the key: 401',
      next: 'Replace the key of this connection.',
      check: 'authorised',
    } as const
    const { user } = renderApp(`#/preview?sim=${busySimulation}`, { failures: { [procedure]: failure } })
    await user.click(await screen.findByRole('button', { name: button }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('Phoenix refused the key: 401')
    await user.click(within(alert).getByRole('button', { name: 'Replace key' }))
    expect(document.activeElement).toBe(await screen.findByLabelText(/API key/, { selector: 'input' }))
    expect(window.location.hash).toBe(`#/connection?sim=${busySimulation}&edit=local`)
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

describe('an import that is under way', () => {
  const ask = (simulation: string): ImportRequest => ({
    connectionId: 'local',
    simulation,
    window: { kind: 'find' },
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 90,
    replace: false,
  })

  it('says whose it is, also in other views and to whoever asks for a second one, which keeps what was chosen for it', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`, { hang: true })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await within(await screen.findByRole('region', { name: 'Import under way' })).findByText(busySimulation)
    const chosen = JSON.stringify(['local', spacedSimulation])
    act(() => {
      navigate({ simulation: spacedSimulation })
      useReplace.setState({ of: chosen })
    })
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    expect(await screen.findByText(new RegExp(`^An import of ${busySimulation} is under way\\.`))).toBeTruthy()
    expect([asked(engine, 'imports.run').length, useReplace.getState().of]).toEqual([1, chosen])
    act(() => navigate({ view: 'simulations', importId: 'import-1' }))
    expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Import again' })).disabled).toBe(true)
    expect(within(screen.getByRole('navigation', { name: 'Views' })).getByText('an import is under way')).toBeTruthy()
  })

  it('tells its end to whoever looks at another view by then', async () => {
    const { user } = renderApp('#/simulations')
    const end = Promise.withResolvers<void>()
    await screen.findByRole('grid', { name: 'Imported simulations' })
    const request = ask(busySimulation)
    const run = importJob.run(request, async () =>
      (async function* () {
        await end.promise
        yield { kind: 'report' as const, report: importReport(request) }
      })(),
    )
    end.resolve()
    await act(() => run)
    expect(await screen.findByText(/192 spans in 36 traces of/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show the result' }))
    expect(await screen.findByRole('status', { name: 'Result of the import' })).toBeTruthy()
  })
})

describe('a deep link', () => {
  it('that is pasted does as one that is clicked: fills, lets the old window go, and tells what it may not set', async () => {
    const { engine, user } = renderApp(
      '#/preview?sim=x&window=2026-11-22T14:00:00Z~2026-11-22T15:00:00Z&brush=1-2&verdict=matched',
    )
    const field = await screen.findByRole('textbox', { name: 'Simulation' })
    await user.clear(field)
    await user.paste(`coval-companion://import?simulation=${busySimulation}&project=busy-agent&key=abc`)
    expect(await screen.findByText(/It is about the project busy-agent\. A link may not set key: ignored\./)).toBeTruthy()
    expect(useNavigation.getState().location).toMatchObject({
      simulation: busySimulation,
      window: { kind: 'find' },
      brush: null,
      verdict: null,
    })
    expect([...asked(engine, 'preview.run'), ...asked(engine, 'imports.run')]).toEqual([])
  })

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
