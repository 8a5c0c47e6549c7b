import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { farAway } from './support/recordings-engine.ts'
import { personalSentence } from './support/recordings-scenario.ts'
import { renderApp } from './support/render-app.tsx'

const calls = (engine: ReturnType<typeof renderApp>['engine'], procedure: string) =>
  engine.asked.filter((call) => call.procedure === procedure).map((call) => call.input)

describe('a draft, line by line', () => {
  it('is searched to its last line', async () => {
    const { engine, user } = renderApp('#/recordings?case=held-1&draft=1', { recordings: { lines: 240 } })
    await screen.findByRole('grid', { name: 'Lines of the file' })
    await user.click(screen.getByRole('radio', { name: 'Everything' }))
    await screen.findByRole('button', { name: /^Save with everything/ })
    await user.type(await screen.findByRole('textbox', { name: 'Search the lines' }), 'ada byron')
    expect(await screen.findByText('224 of 240 lines hold it')).toBeTruthy()
    expect(calls(engine, 'recordings.searchLines').slice(-2)).toMatchObject([{ from: 150 }, { from: 200 }])
    await user.click(screen.getAllByText(/Ada Byron/)[0] as HTMLElement)
    const line = await screen.findByRole('region', { name: 'Line 17' })
    expect(line.querySelector('mark')?.textContent).toBe(personalSentence.slice(11, 20))
  })

  it('is read part by part where a line is long, to its end', async () => {
    const { user } = renderApp('#/recordings?case=held-1&draft=1')
    const lines = await screen.findByRole('grid', { name: 'Lines of the file' })
    await user.click(within(lines).getAllByText('413 kB')[0] as HTMLElement)
    expect(await screen.findByText('Characters 1–20,000 of 412,906')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Next 20,000' }))
    expect(await screen.findByText('Characters 20,001–40,000 of 412,906')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Previous' }))
    expect(await screen.findByText('Characters 1–20,000 of 412,906')).toBeTruthy()
  })

  it('is found where it stands far behind the beginning of a line, and shown there', async () => {
    const { user } = renderApp('#/recordings?case=held-1&draft=1')
    await user.type(await screen.findByRole('textbox', { name: 'Search the lines' }), farAway)
    expect(await screen.findByText('4 of 27 lines hold it')).toBeTruthy()
    await user.click(screen.getAllByText(new RegExp(farAway))[0] as HTMLElement)
    const line = await screen.findByRole('region', { name: 'Line 18' })
    await waitFor(() => expect(line.querySelector('mark')?.textContent).toBe(farAway))
    expect(within(line).getByText(/^Characters 412,\d{3}–412,906 of 412,906$/)).toBeTruthy()
  })

  it('says that no line holds a word only when every line was searched', async () => {
    const { user } = renderApp('#/recordings?case=held-1&draft=1', { hang: ['recordings.searchLines'] })
    await user.type(await screen.findByRole('textbox', { name: 'Search the lines' }), 'nowhere')
    expect(await screen.findByText('0 found in 0 of 27 lines…')).toBeTruthy()
    expect(screen.queryByText('No line holds it')).toBeNull()
    cleanup()
    const again = renderApp('#/recordings?case=held-1&draft=1')
    await again.user.type(await screen.findByRole('textbox', { name: 'Search the lines' }), 'nowhere')
    expect(await screen.findByText('No line holds it')).toBeTruthy()
  })

  it('is forgotten by the engine when it is left', async () => {
    const { engine, user } = renderApp('#/recordings?case=held-1&draft=1')
    await user.click(await screen.findByRole('radio', { name: 'Everything' }))
    await screen.findByRole('button', { name: /^Save with everything/ })
    await waitFor(() => expect(calls(engine, 'recordings.dropDraft')).toEqual([{ draftId: 'draft-1' }]))
    await user.click(screen.getByRole('button', { name: 'Back to the cases' }))
    await waitFor(() => expect(calls(engine, 'recordings.dropDraft')).toHaveLength(2))
  })
})
