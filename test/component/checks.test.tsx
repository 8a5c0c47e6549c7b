import { act, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { groupChecks, listChecks, searchChecks } from '../../renderer/features/checks/catalogue.ts'
import { followStep, labelOf } from '../../renderer/features/checks/next-step.ts'
import { writeReport } from '../../renderer/features/checks/report-markdown.ts'
import { navigate, useNavigation } from '../../renderer/stores/navigation.ts'
import { symptoms } from '../../shared/checks/symptoms.ts'
import { NextStep } from '../../shared/contract/checks.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation, spacedSimulation } from './support/scenario.ts'
import { checkResults } from './support/scenario-reports.ts'

describe('the checks', () => {
  it('are found by the words that people search', () => {
    const found = (words: string) => groupChecks(searchChecks(listChecks([]), words)).map((group) => group.title)
    expect([found('401')[0], found('connection refused')[0], found('no spans')[0], found('not in coval')[0]]).toEqual([
      symptoms.unauthorised,
      symptoms.refused,
      symptoms.noSpans,
      symptoms.notInCoval,
    ])
  })

  it('stand under the four symptoms of Coval’s page, and each stands once', () => {
    const groups = groupChecks(listChecks(checkResults))
    expect(groups.map((group) => group.title)).toEqual([...Object.values(symptoms), 'Further checks'])
    const ids = groups.flatMap((group) => group.checks.map((check) => check.id))
    expect([...ids].sort()).toEqual([...new Set(listChecks(checkResults).map((check) => check.id))].sort())
  })

  it('lead somewhere with every next step', () => {
    const action = NextStep.shape.action.unwrap()
    const effects = Object.fromEntries(
      action.options.map((name) => [name, followStep({ text: '', action: name, value: 'other' }, 'local')]),
    )
    expect(effects).toEqual({
      'replace-key': { kind: 'go', to: { view: 'connection', edit: 'local', focus: 'key' } },
      'edit-connection': { kind: 'go', to: { view: 'connection', edit: 'local', focus: null } },
      'pick-project': { kind: 'go', to: { view: 'connection', edit: 'local', focus: 'project' }, project: 'other' },
      'change-window': { kind: 'go', to: { view: 'preview', focus: 'window' } },
      'show-near-misses': { kind: 'preview', change: {}, tab: 'near-misses' },
      'show-snippet': { kind: 'preview', change: {}, tab: 'near-misses' },
      'open-store': { kind: 'go', to: { view: 'connection', focus: 'store' } },
      'switch-simulation': { kind: 'preview', change: { simulation: 'other' }, tab: null },
      import: { kind: 'import' },
      retry: { kind: 'rerun' },
    })
  })

  it('run all, show verdicts with evidence, and go where the next step says', async () => {
    const { user } = renderApp(`#/checks?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    expect(await screen.findByText('GET /v1/projects answered 401 “Invalid token”')).toBeTruthy()
    await screen.findByRole('button', { name: 'Run all' })
    expect(screen.getByRole('status', { name: 'Summary' }).textContent).toMatch(/2 failed.*2 warnings.*passed/)
    await user.click(screen.getByRole('button', { name: 'Replace the key' }))
    expect(window.location.hash).toContain('#/connection?')
    expect(await screen.findByLabelText('API key', { selector: 'input' })).toBeTruthy()
  })

  const unauthorised = {
    code: 'phoenix-unauthorized',
    message: 'Phoenix answered 401',
    next: 'Replace it.',
    check: 'authorised',
  } as const
  const run = (engine: ReturnType<typeof renderApp>['engine']) =>
    engine.asked.filter(({ procedure }) => procedure === 'checks.run').map(({ input }) => input)

  it.each([
    [
      'a test of a connection that is not in use',
      '#/connection?connection=local&edit=cloud',
      'connections.test',
      'Test connection',
    ],
    ['a preview', `#/preview?connection=cloud&sim=${busySimulation}`, 'preview.run', 'Preview'],
    ['an import', `#/preview?connection=cloud&sim=${busySimulation}`, 'imports.run', 'Import'],
  ])('run from %s that failed, with its connection', async (_, hash, procedure, button) => {
    const { engine, user } = renderApp(hash, { failures: { [procedure]: unauthorised } })
    await user.click(await screen.findByRole('button', { name: button }))
    const failure = await screen.findByRole('alert')
    act(() => navigate({ connection: 'local' }))
    await user.click(within(failure).getByRole('button', { name: 'Run the check' }))
    const again = await screen.findByRole('button', { name: 'Run this one' })
    expect(run(engine)).toMatchObject([{ only: ['authorised'], request: { connectionId: 'cloud' } }])
    expect(useNavigation.getState().location).toMatchObject({ view: 'checks', search: 'authorised', connection: 'cloud' })
    expect([again.isConnected, screen.queryByText(/has changed since/)]).toEqual([true, null])
  })

  it('fill in the project that was found, for the person to save', async () => {
    const { engine, user } = renderApp(`#/checks?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await user.click(await screen.findByRole('button', { name: 'Use the project “busy-agent-2”' }))
    const field = await screen.findByLabelText<HTMLInputElement>('Phoenix project')
    expect(field.value).toBe('busy-agent-2')
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    expect(screen.getByLabelText<HTMLInputElement>('Phoenix project').value).toBe('busy-agent')
    expect(engine.asked.some((call) => call.procedure === 'connections.save')).toBe(false)
  })

  it('run alone, and keep what the others said', async () => {
    const { engine, user } = renderApp(`#/checks?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByRole('button', { name: 'Copy report' })
    await screen.findByRole('button', { name: 'Run all' })
    await user.click(screen.getByRole('button', { name: 'Run: The clocks agree' }))
    await screen.findByRole('button', { name: 'Run all' })
    expect(engine.asked.filter((call) => call.procedure === 'checks.run').map((call) => call.input)).toMatchObject([
      { only: null },
      { only: ['clock'] },
    ])
    const refused = screen.getByRole('region', { name: symptoms.refused })
    expect(within(refused).getByText('127.0.0.1:6006 accepted after 0.4 ms')).toBeTruthy()
  })

  it('speak of what was asked, also after the form asks for something else, and say so', async () => {
    const { user } = renderApp(`#/checks?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByRole('button', { name: 'Run all' })
    const about = () => screen.getAllByRole('status').map((status) => status.textContent)
    expect(about()).not.toContainEqual(expect.stringContaining('has changed since'))
    act(() => navigate({ simulation: spacedSimulation, connection: 'cloud' }))
    expect(about()).toContain(
      `For simulation ${busySimulation} within its own window, by the connection Local Phoenix to http://localhost:6006, project busy-agent.`,
    )
    expect(about()).toContainEqual(expect.stringContaining('has changed since'))

    // user-event brings a clipboard of its own.
    await user.click(screen.getByRole('button', { name: 'Copy report' }))
    const report = await window.navigator.clipboard.readText()
    expect(report.split('\n').slice(2, 8)).toEqual([
      expect.stringMatching(/^- Result: \d+ failed, \d+ warnings?, \d+ passed/),
      expect.stringMatching(/^- Run at: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      '- Version: 0.1.0',
      '- Phoenix: http://localhost:6006',
      '- Project: `busy-agent`',
      `- Simulation: \`${busySimulation}\``,
    ])
  })

  it('run alone for another simulation, show nothing of the former one', async () => {
    const { user } = renderApp(`#/checks?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByRole('button', { name: 'Run all' })
    act(() => navigate({ simulation: spacedSimulation }))
    await user.click(screen.getByRole('button', { name: 'Run: The clocks agree' }))
    await screen.findByRole('button', { name: 'Run all' })
    expect(screen.getByRole('status', { name: 'Summary' }).textContent?.trim()).toBe('1 passed')
  })

  it('move the window to where the spans are, for the simulation that was checked', async () => {
    const window = { start: '2026-11-22T12:00:00.000000Z', end: '2026-11-22T12:05:00.000000Z' }
    const step = { text: '', action: 'change-window', value: '2026-11-22T12:02:30.000000Z', window } as const
    expect(followStep(step, 'local')).toEqual({ kind: 'preview', change: { window: { kind: 'exact', ...window } }, tab: null })
  })

  it('lead on with what was checked, not with what the form says by now', async () => {
    const { engine, user } = renderApp(`#/checks?sim=${spacedSimulation}&brush=1-2&verdict=matched`)
    await user.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByRole('button', { name: 'Run all' })
    act(() => navigate({ simulation: busySimulation }))
    await user.click(screen.getByRole('button', { name: 'Look at the 4 near misses' }))
    await screen.findByRole('tab', { name: /Near misses/ })
    const previews = engine.asked.filter(({ procedure }) => procedure === 'preview.run').map(({ input }) => input)
    expect(previews).toMatchObject([{ simulation: spacedSimulation }])
    expect(useNavigation.getState().location).toMatchObject({
      simulation: spacedSimulation,
      tab: 'near-misses',
      brush: null,
      verdict: null,
    })
  })

  it('put a short step on its button, and of a long one where it leads', () => {
    const step = { action: 'show-near-misses', value: null } as const
    expect([
      labelOf({ ...step, text: 'Look at the 4 near misses' }),
      labelOf({ ...step, text: 'Trim the id before `simulation_output_id` is set: there is white space around it.' }),
      labelOf({ ...step, text: 'Use the window 2026-11-22T14:00:00.000000Z – 2026-11-22T14:05:00.000000Z' }),
    ]).toEqual([
      'Look at the 4 near misses',
      'Show the near misses',
      'Use the window 2026-11-22T14:00:00.000000Z – 2026-11-22T14:05:00.000000Z',
    ])
  })

  it('make a report in Markdown that nothing can break out of, with attributes’ names as they are', () => {
    const base = { id: 'x', title: 'A', symptom: null, keywords: [], next: null }
    const evidence = ['saw <img> and\n**bold**', 'set `simulation_output_id` on the_root', 'one ` alone <b>', '`a`` <b> `c']
    const report = writeReport(
      [
        { ...base, verdict: 'fail', evidence },
        { ...base, verdict: 'warn', evidence: [] },
      ],
      null,
      { host: 'http://localhost:6006', project: 'busy-agent' },
      { version: '0.1.0', startedAt: Date.UTC(2026, 10, 22, 15, 4, 5) },
    )
    expect(report.split('\n')).toEqual([
      '## Coval Companion: checks',
      '',
      '- Result: 1 failed, 1 warning',
      '- Run at: 2026-11-22T15:04:05.000Z',
      '- Version: 0.1.0',
      '- Phoenix: http://localhost:6006',
      '- Project: `busy-agent`',
      '',
      '- **FAIL** A (`x`)',
      '  - saw \\<img\\> and \\*\\*bold\\*\\*',
      '  - set `simulation_output_id` on the\\_root',
      '  - one \\` alone \\<b\\>',
      '  - `a`` <b> `c',
      '- **WARN** A (`x`)',
      '',
    ])
  })
})
