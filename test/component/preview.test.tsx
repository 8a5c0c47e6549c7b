import { render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Providers } from '../../renderer/app/providers.tsx'
import { TraceEvidence } from '../../renderer/features/correlation/trace-evidence.tsx'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { createQueryClient } from '../../renderer/stores/queries.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import { createFakeEngine } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation, elsewhereSimulation } from './support/scenario.ts'

const previews = (engine: ReturnType<typeof renderApp>['engine']) =>
  engine.asked.filter(({ procedure }) => procedure === 'preview.run').map(({ input }) => input)

describe('an id that is elsewhere', () => {
  it('outside the window is said in local times, and looked at with one click', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${elsewhereSimulation}&window=last-900&brush=1-2&verdict=no-id`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    const card = (await screen.findByRole('heading', { name: 'Outside the window' })).closest('article') as HTMLElement
    expect(
      within(card)
        .getAllByRole('definition')
        .map(({ textContent }) => textContent),
    ).toEqual(['2026-11-22 15:03:39 – 2026-11-22 15:04:21', '2026-11-22 14:43:15 – 2026-11-22 14:43:39'])
    expect(within(card).queryByRole('button', { name: 'Show the trace' })).toBeNull()
    await user.click(within(card).getByRole('button', { name: 'Use this window' }))
    const window = { kind: 'exact', start: '2026-11-22T15:03:39.000000Z', end: '2026-11-22T15:04:21.000001Z' }
    await waitFor(() => expect(previews(engine)).toMatchObject([{}, { simulation: elsewhereSimulation, window }]))
    expect(useNavigation.getState().location).toMatchObject({ window, brush: null, verdict: null })
  })

  it('in another project leads to the connection with that project, for the person to save', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${elsewhereSimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    const card = (await screen.findByRole('heading', { name: 'In another project' })).closest('article') as HTMLElement
    expect(within(card).queryByRole('button', { name: 'Show the trace' })).toBeNull()
    await user.click(within(card).getByRole('button', { name: 'Use project voice-agent' }))
    expect((await screen.findByLabelText<HTMLInputElement>('Phoenix project')).value).toBe('voice-agent')
    expect(engine.asked.some(({ procedure }) => procedure === 'connections.save')).toBe(false)
  })
})

describe('a window without any span', () => {
  const nothing = { traces: [], nearMisses: [], otherSimulations: [] }
  const look = async () => {
    const counts = { outcome: 'empty', spans: { inWindow: 0, matched: 0, documentedLimits: 0 } } as const
    const page = renderApp(`#/preview?sim=${busySimulation}&window=last-900`, { preview: { ...nothing, ...counts } })
    await page.user.click(await screen.findByRole('button', { name: 'Preview' }))
    expect(await screen.findByText('The window holds no spans')).toBeTruthy()
    expect(screen.queryByText(/^Clear the search/)).toBeNull()
    return page
  }

  it('leads to the window, and can be looked for', async () => {
    const { engine, user } = await look()
    await user.click(screen.getByRole('button', { name: 'Change the window' }))
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Window', { selector: 'input' })))
    await user.click(screen.getByRole('button', { name: 'Find it for me' }))
    await waitFor(() => expect(previews(engine)).toMatchObject([{}, { simulation: busySimulation, window: { kind: 'find' } }]))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Find it for me' })).toBeNull())
  })

  it('leads to the checks of what was asked', async () => {
    const { engine, user } = await look()
    await user.click(screen.getByRole('button', { name: 'Run the checks' }))
    expect(await screen.findByRole('heading', { name: 'Checks' })).toBeTruthy()
    const asked = engine.asked.filter(({ procedure }) => procedure === 'checks.run').map(({ input }) => input)
    expect(asked).toMatchObject([{ only: null, request: { simulation: busySimulation, window: { kind: 'last', seconds: 900 } } }])
  })
})

describe('another simulation of the window', () => {
  it('is switched to without what was chosen for the former one', async () => {
    const { engine, user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    await user.click(await screen.findByRole('button', { name: /^Matched/ }))
    await user.click(screen.getByRole('tab', { name: /Other simulations/ }))
    await user.click((await screen.findAllByRole('button', { name: 'Switch to it' }))[0] as HTMLElement)
    await waitFor(() => expect(previews(engine)).toHaveLength(2))
    const { simulation, brush, verdict, tab } = useNavigation.getState().location
    expect([simulation === busySimulation, brush, verdict, tab]).toEqual([false, null, null, null])
  })
})

describe('the evidence of a trace', () => {
  it('is the whole id in the table; where it is, only where there is room', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    const evidence = async () => (await screen.findAllByTitle(`session_id = ${busySimulation}`))[0]?.textContent
    expect(await evidence()).toBe(`session_id = ${busySimulation}on the root`)
    await user.click(screen.getByRole('button', { name: /^Matched/ }))
    await waitFor(async () => expect(await evidence()).toBe(`session_id = ${busySimulation}`))
  })

  const places = Array.from({ length: 6 }, (_, index) => ({
    spanId: `span-${index}`,
    spanName: `turn ${index}`,
    root: index === 0,
    key: 'session_id',
    place: index === 1 ? 'metadata' : 'attribute',
    value: busySimulation,
  })) satisfies React.ComponentProps<typeof TraceEvidence>['evidence']

  it('is listed span by span, a few at first, and leads to each', async () => {
    const chosen: string[] = []
    const user = userEvent.setup()
    render(
      <Providers client={createFakeEngine().client} shell={connectShell()} queries={createQueryClient()}>
        <TraceEvidence evidence={places} selected="span-0" onSelect={(spanId) => chosen.push(spanId)} />
      </Providers>,
    )
    const list = within(screen.getByRole('region', { name: 'Where the id is' }))
    const lines = () => list.getAllByRole('listitem').map(({ textContent }) => textContent)
    expect(lines()).toEqual(['session_id on the root, turn 0', 'metadata.session_id on turn 1', 'session_id on turn 2'])
    await user.click(list.getByRole('button', { name: 'Show all 6' }))
    expect(lines()).toHaveLength(6)
    await user.click(list.getByRole('button', { name: 'session_id on turn 5' }))
    expect(chosen).toEqual(['span-5'])
  })
})

describe('a link that names the field to start at', () => {
  it('focuses it once it is there, and is then forgotten', async () => {
    renderApp('#/connection?focus=store', { pace: 200 })
    await waitFor(() => expect(document.activeElement?.getAttribute('data-focus')).toBe('store'))
    expect(useNavigation.getState().location.focus).toBeNull()
  })
})
