import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { renderTrace, rowTexts } from './support/render-trace.tsx'
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
