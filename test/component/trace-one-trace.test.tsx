import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { renderApp } from './support/render-app.tsx'
import { renderTrace, renderWithSpans, rowTexts } from './support/render-trace.tsx'
import { busySimulation } from './support/scenario.ts'
import { spanId, spansOf, traceId, twoTurns } from './support/trace-lines.ts'

const waterfall = () => screen.findByRole('treegrid', { name: 'Spans of the simulation' })
const selectedRow = () =>
  screen
    .getAllByRole('row')
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => row.querySelector('[role="gridcell"]')?.textContent)

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('one trace of a simulation', () => {
  it('is opened from its header, told in the link, and left again', async () => {
    const { user } = renderTrace(spansOf(twoTurns))
    await waterfall()
    screen.getByRole('treegrid').focus()
    await user.keyboard('{Home}o')
    await screen.findByText('Trace 1 of 2 alone')
    await waitFor(() => expect(rowTexts()).toContain('ChatCompletionllm'))
    expect(rowTexts()).not.toContain('ttstts')
    expect(window.location.hash).toContain(`only=${traceId(1)}`)
    await user.click(screen.getByRole('button', { name: 'All traces' }))
    await waitFor(() => expect(rowTexts()).toHaveLength(8))
    expect(window.location.hash).not.toContain('only=')
  })

  it('has a search, a summary and a chat of its own', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, `&only=${traceId(1)}`)
    await waterfall()
    expect(rowTexts()).toEqual(['turnturn', 'ChatCompletionllm', 'get_ordertool call', 'lost childorphanchain'])
    expect(screen.getByText('1 error')).toBeTruthy()
    await user.keyboard('/')
    await user.keyboard('gnp')
    await waitFor(() => expect(screen.getByText('1 span')).toBeTruthy())
    await user.keyboard('{Enter}')
    expect(selectedRow()).toEqual(['ChatCompletionllm'])
    await user.click(screen.getByText('Chat'))
    const thread = await screen.findByRole('region', { name: 'Conversation' })
    expect(await within(thread).findByText('I will look.')).toBeTruthy()
  })

  it('is what is exported while it is shown, and the file is named after it', async () => {
    const saved: string[] = []
    vi.stubGlobal(
      'URL',
      class extends URL {
        static override createObjectURL = () => 'blob:made'
        static override revokeObjectURL = () => undefined
      },
    )
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download)
    })
    const { engine, user } = renderTrace(spansOf(twoTurns), {}, `&only=${traceId(2)}`)
    await waterfall()
    await user.click(screen.getByRole('button', { name: 'Export this trace' }))
    await waitFor(() => expect(saved).toEqual([`NxUbXWLSzS3Nm7Jv9bAmuj-trace-${traceId(2)}.otlp.json`]))
    await user.click(screen.getByRole('button', { name: 'All traces' }))
    await user.click(await screen.findByRole('button', { name: 'Export OTLP' }))
    await waitFor(() => expect(saved[1]).toBe('NxUbXWLSzS3Nm7Jv9bAmuj.otlp.json'))
    expect(engine.asked.filter((call) => call.procedure === 'trace.exportOtlp').map(({ input }) => input)).toMatchObject([
      { traceId: traceId(2) },
      { traceId: null },
    ])
  })

  it('that a link names but the simulation lacks is said, and all are shown', async () => {
    renderTrace(spansOf(twoTurns), {}, `&only=${traceId(9)}`)
    await waterfall()
    expect(screen.getByRole('note').textContent).toBe(`Trace ${traceId(9)} is not in this simulation; all of it is shown.`)
    expect(rowTexts()).toHaveLength(8)
  })

  it('is left by its key as well, which opens that of the selected span', async () => {
    const { user } = renderTrace(spansOf(twoTurns), {}, `&span=${traceId(2)}/${spanId(6)}`)
    await waterfall()
    await user.keyboard('o')
    await waitFor(() => expect(rowTexts()).toEqual(['turnturn', 'ttstts']))
    expect(selectedRow()).toEqual(['ttstts'])
    await user.keyboard('o')
    await waitFor(() => expect(rowTexts()).toHaveLength(8))
  })
})

describe('one trace, from elsewhere', () => {
  it('is opened from the simulations, where the traces of one are listed when somebody asks', async () => {
    const { engine, user } = renderWithSpans('#/simulations?import=import-1', spansOf(twoTurns))
    const panel = await screen.findByRole('complementary', { name: 'The chosen import' })
    expect(engine.asked.some(({ procedure }) => procedure === 'trace.traces')).toBe(false)
    await user.click(within(panel).getByRole('button', { name: /^Open one of its \d+ traces$/ }))
    const rows = within(await within(panel).findByRole('grid', { name: 'Traces' })).getAllByRole('row')
    expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
      ['Trace', 'Start', 'Spans', 'Errors'],
      ['1 turn', '0 s', '4', '1'],
      ['2 turn', '+1:00 min', '2', '1'],
    ])
    const [, second] = within(panel).getAllByRole('link', { name: /^\d turn$/ })
    window.location.hash = second?.getAttribute('href') ?? ''
    await screen.findByText('Trace 2 of 2 alone')
    await waitFor(() => expect(rowTexts()).toEqual(['turnturn', 'ttstts']))
  })

  it('is opened from the preview where it matches, and says why not where it does not', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    const button = () => screen.findByRole('button', { name: 'Open this trace in the viewer' })
    const choose = async (verdict: RegExp) => {
      await user.click(await screen.findByRole('button', { name: verdict }))
      screen.getByRole('grid', { name: 'Traces of the window' }).focus()
      await user.keyboard('{Home}')
    }
    await choose(/^Other simulation/)
    expect(await button()).toHaveProperty('disabled', true)
    expect(screen.getByText('It is not of this simulation; only matching traces open there.')).toBeTruthy()
    await choose(/^Matched/)
    const { trace } = useNavigation.getState().location
    await user.click(await button())
    expect(useNavigation.getState().location).toMatchObject({
      view: 'trace',
      source: { kind: 'preview' },
      viewer: { only: trace, span: null },
    })
  })
})
