import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { renderMetrics } from './metrics-page.tsx'
import { makeSimulation } from './metrics-simulations.ts'

const matrix = () => screen.findByRole('grid', { name: /^Transitions/ })

describe('the heatmap', () => {
  it('states its definition and is counted over all imports', async () => {
    const { asked } = renderMetrics('#/heatmap')
    expect(await screen.findByText(/by start, then end, then span id/)).toBeTruthy()
    expect(screen.getByText(/3 simulations, 31 spans/)).toBeTruthy()
    expect(asked('transitions.compute')).toEqual([
      { sources: 'all', mode: 'directly-follows', key: { by: 'unnumbered' }, mostStates: 30, recording: null },
    ])
  })

  it('counts again when an import is gone, and when it is asked to', async () => {
    const { user, asked } = renderMetrics('#/heatmap')
    await screen.findByText(/3 simulations, 31 spans/)
    await user.click(screen.getByRole('link', { name: /^Simulations/ }))
    await user.click(await screen.findByText('simulation-1'))
    await user.click(await screen.findByRole('button', { name: 'Delete this import…' }))
    await user.click(await screen.findByRole('button', { name: 'Delete 10 spans' }))
    await waitFor(() => expect(screen.queryByText('simulation-1')).toBeNull())
    await user.click(screen.getByRole('link', { name: /^Heatmap/ }))
    expect(await screen.findByText(/2 simulations, 21 spans/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Count again' }))
    await waitFor(() => expect(asked('transitions.compute')).toHaveLength(3))
  })

  it('is walked by arrows, each cell said in words, and Enter lists exactly its steps', async () => {
    const { user, asked } = renderMetrics('#/heatmap')
    const grid = await matrix()
    grid.focus()
    await user.keyboard('{ArrowDown}')
    const said = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent
    expect(said()).toBe('START to stt: 3 steps, 100% of the row, no errors')
    await user.keyboard('{ArrowDown}{ArrowRight}')
    expect(said()).toBe('stt to llm: 9 steps, 100% of the row, no errors, median gap 10.0 ms')
    await user.keyboard('{Enter}')
    const panel = await screen.findByRole('complementary', { name: 'stt to llm' })
    expect(await within(panel).findByText(/^9 steps\./)).toBeTruthy()
    expect(within(panel).getByRole('grid', { name: 'Steps' }).getAttribute('aria-rowcount')).toBe('10')
    expect(asked('transitions.steps')).toMatchObject([{ offset: 0, limit: 200 }])
    expect(window.location.hash).toContain('from=stt&to=llm')
  })

  it('opens a span of a step in the viewer', async () => {
    const { user } = renderMetrics('#/heatmap?from=stt&to=llm')
    const steps = await screen.findByRole('grid', { name: 'Steps' })
    await within(steps).findAllByRole('row')
    await waitFor(() => expect(within(steps).getAllByRole('link').length).toBeGreaterThan(1))
    steps.focus()
    await user.keyboard('{ArrowDown}{Enter}')
    expect(useNavigation.getState().location).toMatchObject({
      view: 'trace',
      source: { kind: 'import', importId: 'import-1' },
      viewer: { span: `${'0'.repeat(32)}/${'1'.padStart(16, '0')}` },
    })
  })

  it('shows where simulations fail first, and how many do not', async () => {
    const { user, asked } = renderMetrics('#/heatmap?state=kind')
    await user.click(await screen.findByRole('radio', { name: 'First failure' }))
    await waitFor(() => expect(asked('transitions.compute').at(-1)).toMatchObject({ mode: 'first-failure' }))
    expect(await screen.findByText(/2 simulations without a failure/)).toBeTruthy()
  })

  it('does not say that nothing failed where only spans without such a state did', async () => {
    renderMetrics('#/heatmap?mode=first-failure&state=@gen_ai.usage.input_tokens')
    expect(await screen.findByText('None of 3 simulations holds a span that has such a state and status Error.')).toBeTruthy()
    expect(screen.getByText(/3 simulations without a failure in such a state/)).toBeTruthy()
  })

  it('says what was folded', async () => {
    renderMetrics('#/heatmap?most=3')
    expect(await screen.findByText(/rare states are one: \d+% of the spans/)).toBeTruthy()
  })

  it('draws the same as a graph, whose edges are walked by arrows and opened by Enter', async () => {
    const { user } = renderMetrics('#/heatmap?graph=1')
    const first = await screen.findByRole('button', { name: /^START to stt: 3 steps/ })
    expect(first.getAttribute('tabindex')).toBe('0')
    first.focus()
    await user.keyboard('{ArrowRight}')
    const [, from, to] = /^(\S+) to (\S+):/.exec(document.activeElement?.getAttribute('aria-label') ?? '') ?? []
    expect([document.activeElement?.getAttribute('data-edge'), document.activeElement === first]).toEqual(['1', false])
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('complementary', { name: `${from} to ${to}` })).toBeTruthy()
  })

  it.each([
    ['the beginning', 'from=~START&to=stt', 'START to stt', 0],
    ['a span of that name', 'from=START&to=tts', 'START to tts', 4],
  ])('tells START from a span that is called START: %s', async (_, link, name, from) => {
    const { user, asked } = renderMetrics(`#/heatmap?${link}`, {}, [makeSimulation(0, 1, 'START')])
    expect(await screen.findByRole('complementary', { name })).toBeTruthy()
    await waitFor(() => expect(asked('transitions.steps')).toMatchObject([{ from }]))
    const grid = await matrix()
    grid.focus()
    await user.keyboard('{ArrowDown}{Enter}')
    expect(decodeURIComponent(window.location.hash)).toContain(link)
  })

  it('shows hostile names as what they are, everywhere', async () => {
    const hostile = 'a\u202Eb\u0007<b>c</b>'
    const { user } = renderMetrics('#/heatmap', {}, [makeSimulation(0, 1, hostile)])
    const grid = await matrix()
    const said = 'a‹RLO›b‹BEL›<b>c</b>'
    const heads = [...within(grid).getAllByRole('rowheader'), ...within(grid).getAllByRole('columnheader')]
    expect(heads.filter((head) => head.textContent === 'aRLObBEL<b>c</b>')).toHaveLength(2)
    await user.click(screen.getByRole('radio', { name: 'Graph' }))
    const [edge] = await screen.findAllByRole('button', { name: new RegExp(`^${said} to `) })
    edge?.focus()
    await user.keyboard('{Enter}')
    const panel = await screen.findByRole('complementary', { name: new RegExp(`^${said} to `) })
    await waitFor(() => expect(within(panel).getAllByRole('link').length).toBeGreaterThan(0))
    const page = document.getElementById('root') ?? document.body
    expect(['\u202e', '\u0007'].filter((character) => page.outerHTML.includes(character))).toEqual([])
    expect(page.querySelector('b')).toBeNull()
  })

  it('says what to do without imports', async () => {
    renderMetrics('#/heatmap', {}, [])
    expect(await screen.findByText('No simulations to count yet')).toBeTruthy()
  })

  it('counts the rest where a chosen simulation is gone, and says which', async () => {
    renderMetrics('#/heatmap?scope=set&pick=import%3Aimport-1&pick=import%3Anowhere')
    expect(await screen.findByText(/1 simulation, \d+ spans/)).toBeTruthy()
    expect((await screen.findByText(/1 chosen simulation is gone and not counted/)).textContent).toContain('nowhere')
  })

  it('says what went wrong', async () => {
    renderMetrics('#/heatmap', {
      failures: {
        'transitions.compute': { code: 'store-failed', message: 'The store does not answer', next: 'Look.', check: null },
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The store does not answer')
  })
})
