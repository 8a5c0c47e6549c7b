import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { navigate } from '../../renderer/stores/navigation.ts'
import { renderMetrics } from './metrics-page.tsx'

type Page = ReturnType<typeof renderMetrics>
const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const tab = async ({ user }: Page, name: string) => user.click(await screen.findByRole('tab', { name }))

/** To another tab, another simulation and another view, and back. */
const goAround = async (page: Page, name: string) => {
  await tab(page, 'Built in')
  act(() => navigate({ importId: 'import-2' }))
  act(() => navigate({ view: 'simulations' }))
  act(() => navigate({ view: 'metrics' }))
  await tab(page, name)
}

const addEndpoint = ({ engine }: Page) =>
  engine.client.judges.saveEndpoint({ id: null, name: 'Local', baseUrl: 'http://127.0.0.1:11434/v1', model: 'llama3' })

describe('what is typed and not saved outlives another simulation, tab and view', () => {
  it('in SQL: the query, its name and the limits', async () => {
    const page = renderMetrics('#/metrics?metrics=sql&import=import-1')
    fireEvent.change(await screen.findByRole('textbox', { name: 'SQL' }), { target: { value: 'SELECT 42 FROM spans' } })
    await page.user.type(box('Name to save it under'), 'Answer')
    await page.user.clear(box('Seconds at most'))
    await page.user.type(box('Seconds at most'), '15')
    await goAround(page, 'SQL')
    expect([box('SQL').value, box('Name to save it under').value, box('Seconds at most').value]).toEqual([
      'SELECT 42 FROM spans',
      'Answer',
      '15',
    ])
    await page.user.click(screen.getByRole('button', { name: 'Run' }))
    await screen.findByRole('grid', { name: 'Result' })
    expect(page.asked('metrics.runSql').at(-1)).toEqual({
      source: { kind: 'import', importId: 'import-2' },
      sql: 'SELECT 42 FROM spans',
      limits: { seconds: 15, rows: 1000 },
    })
    // The answer is of one simulation.
    act(() => navigate({ importId: 'import-1' }))
    await waitFor(() => expect(screen.queryByRole('grid', { name: 'Result' })).toBeNull())
    expect(box('SQL').value).toBe('SELECT 42 FROM spans')
  })

  it('in a custom metric, a new one and a saved one, each for itself', async () => {
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1')
    await page.engine.client.metrics.saveCustom({
      id: null,
      name: 'Words',
      spanName: 'llm',
      attribute: null,
      aggregation: 'count',
      unit: 'count',
    })
    await tab(page, 'Custom')
    await page.user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Fresh')
    await page.user.click(await screen.findByRole('button', { name: 'Change Words' }))
    await page.user.type(box('Name'), ' said')
    await goAround(page, 'Custom')
    expect([(await screen.findByRole('complementary', { name: 'Change Words' })) !== null, box('Name').value]).toEqual([
      true,
      'Words said',
    ])
    await page.user.click(screen.getByRole('button', { name: 'Leave it' }))
    expect(box('Name').value).toBe('Fresh')
    await page.user.click(screen.getByRole('button', { name: 'Change Words' }))
    expect(box('Name').value).toBe('Words')
  })

  it('in a judge and in an endpoint, each for itself, until it is discarded', async () => {
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1')
    const endpoint = await addEndpoint(page)
    const scale = { kind: 'binary' } as const
    const judge = { id: null, name: 'Polite', endpointId: endpoint.id, question: 'Polite?', scale, maxBytes: 60_000 }
    await page.engine.client.judges.save(judge)
    await tab(page, 'Judges')
    await page.user.type(await screen.findByRole('textbox', { name: 'Question' }), ' Always?')
    await page.user.click(screen.getByRole('button', { name: 'New judge' }))
    await page.user.type(box('Question'), 'Brief?')
    await page.user.click(screen.getByRole('button', { name: /^Local/ }))
    await page.user.type(box('Model'), '.1')
    await goAround(page, 'Judges')
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Model' })).value).toBe('llama3.1')
    await page.user.click(screen.getByRole('button', { name: 'New judge' }))
    expect(box('Question').value).toBe('Brief?')
    await page.user.click(screen.getByRole('button', { name: /^Polite/ }))
    expect(box('Question').value).toBe('Polite? Always?')
    await page.user.click(screen.getByRole('button', { name: 'Discard' }))
    expect([box('Question').value, screen.queryByRole('button', { name: 'Discard' })]).toEqual(['Polite?', null])
  })

  it('but a typed key does not', async () => {
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1')
    await addEndpoint(page)
    await tab(page, 'Judges')
    await page.user.click(await screen.findByRole('button', { name: /^Local/ }))
    await page.user.type(await screen.findByLabelText('API key'), 'sk-canary')
    await goAround(page, 'Judges')
    expect((await screen.findByLabelText<HTMLInputElement>('API key')).value).toBe('')
  })
})

describe('what is saved goes for good only after a question, which says what went wrong', () => {
  const broken = { code: 'settings-unreadable', message: 'The file cannot be written', next: 'Look at it.', check: null } as const
  const saveAll = async (page: Page) => {
    const { judges, metrics } = page.engine.client
    await metrics.saveSql({ id: null, name: 'One', sql: 'SELECT 1' })
    await metrics.saveCustom({ id: null, name: 'Words', spanName: 'llm', attribute: null, aggregation: 'count', unit: 'count' })
    const { id } = await addEndpoint(page)
    await judges.setKey({ id, key: 'k' })
    const scale = { kind: 'binary' } as const
    const judge = await judges.save({ id: null, name: 'Polite', endpointId: id, question: 'Q?', scale, maxBytes: 60_000 })
    const source = { kind: 'import', importId: 'import-1' } as const
    const { promptHash } = await judges.preview({ source, judge })
    await judges.run({ source, judgeId: judge.id, promptHash, seconds: 1 })
  }

  it.each([
    { tab: 'SQL', open: null, button: 'Remove One', call: 'metrics.removeSql', left: 'One' },
    { tab: 'Custom', open: null, button: 'Remove Words', call: 'metrics.removeCustom', left: 'Words' },
    { tab: 'Judges', open: null, button: 'Remove', call: 'judges.remove', left: 'yes or no' },
    { tab: 'Judges', open: null, button: 'Remove this result of Polite', call: 'judges.removeResult', left: 'Yes' },
    { tab: 'Judges', open: /^Local/, button: 'Remove', call: 'judges.removeEndpoint', left: 'llama3' },
    { tab: 'Judges', open: /^Local/, button: 'Remove key', call: 'judges.removeKey', left: 'Configured' },
  ])('$call', async ({ tab: name, open, button, call, left }) => {
    const options = { failures: { [call]: broken } as Record<string, typeof broken> }
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1', options)
    await saveAll(page)
    await tab(page, name)
    if (open) await page.user.click(await screen.findByRole('button', { name: open }))
    await page.user.click(await screen.findByRole('button', { name: button }))
    const dialog = await screen.findByRole('dialog', { name: /^Remove .*\?$/ })
    expect(page.asked(call)).toEqual([])
    const act = within(dialog).getByRole('button', { name: /^Remove/ })
    await page.user.click(act)
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The file cannot be written')
    expect(screen.getAllByText(left)).not.toEqual([])
    delete options.failures[call]
    await page.user.click(act)
    await waitFor(() => expect(screen.queryAllByText(left)).toEqual([]))
    expect(page.asked(call)).toHaveLength(2)
  })
})

describe('a saved query', () => {
  const open = async () => {
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1')
    await page.engine.client.metrics.saveSql({ id: null, name: 'One', sql: 'SELECT 1' })
    await page.engine.client.metrics.saveSql({ id: null, name: 'Two', sql: 'SELECT 2' })
    await tab(page, 'SQL')
    await page.user.click(await screen.findByRole('button', { name: 'One' }))
    return page
  }

  it('opens at once over an unchanged one, and asks before it takes the place of changed text', async () => {
    const { user } = await open()
    expect(box('SQL').value).toBe('SELECT 1')
    await user.type(box('SQL'), '1')
    await user.click(screen.getByRole('button', { name: 'Two' }))
    const first = await screen.findByRole('dialog', { name: 'Discard what you changed?' })
    await user.click(within(first).getByRole('button', { name: 'Keep it' }))
    expect(box('SQL').value).toBe('SELECT 11')
    await user.click(screen.getByRole('button', { name: 'Two' }))
    const second = await screen.findByRole('dialog', { name: 'Discard what you changed?' })
    await user.click(within(second).getByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(box('SQL').value).toBe('SELECT 2'))
    await user.click(screen.getByRole('button', { name: 'New query' }))
    await waitFor(() => expect(box('SQL').value).toContain('SELECT SpanName'))
  })
})
