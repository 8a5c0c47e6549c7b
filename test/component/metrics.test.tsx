import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { compareJob } from '../../renderer/features/metrics/compare-job.ts'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import type { Failure } from '../../shared/contract/errors.ts'
import { renderMetrics } from './metrics-page.tsx'
import { makeSimulation } from './metrics-simulations.ts'

describe('the built-in metrics', () => {
  it('stand beside what these spans lack, and why', async () => {
    renderMetrics('#/metrics?import=import-2')
    const coverage = await screen.findByRole('complementary', { name: 'Coverage' })
    const missing = within(coverage).getByRole('region', { name: 'Not computable' })
    expect(
      within(missing)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toContain('Tool call countNo spans named llm_tool_call. 2 spans of that type: lookup_order.')
    const row = within(screen.getByRole('region', { name: 'Coval’s own' })).getByRole('row', { name: /LLM token usage/ })
    expect(row.textContent).toContain('560')
  })

  it('say each reason once, and without alarm', async () => {
    renderMetrics('#/metrics?import=import-2')
    await screen.findByRole('complementary', { name: 'Coverage' })
    expect(screen.getAllByText('No spans named llm_tool_call. 2 spans of that type: lookup_order.')).toHaveLength(1)
  })

  it('tell by type what spans last together and what is their own, in one unit', async () => {
    renderMetrics('#/metrics?import=import-2')
    const table = await screen.findByRole('region', { name: 'Duration by type' })
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((head) => head.textContent),
    ).toEqual(['Type', 'Total', 'Self', 'Distribution', 'p50', 'p95', 'max', 'Spans'])
    const texts = within(table)
      .getAllByRole('row')
      .map((row) => row.textContent)
    expect(texts.slice(1)).toEqual([
      'llm0.600s0.600smin 0.100 s, median 0.120 s, p95 0.138 s, max 0.140 s120.000ms138.000ms140.000ms5',
      'tts1.000s1.000smin 0.200 s, median 0.200 s, p95 0.200 s, max 0.200 s200.000ms200.000ms200.000ms5',
      'stt0.050s0.050smin 0.010 s, median 0.010 s, p95 0.010 s, max 0.010 s10.002ms10.002ms10.002ms5',
      'tool call0.100s0.100smin 0.050 s, median 0.050 s, p95 0.050 s, max 0.050 s50.000ms50.000ms50.000ms2',
      'All types1.750s17',
    ])
  })

  it('write what is too short for that unit in its own', async () => {
    const { trace, ...one } = makeSimulation(1, 1, 'lookup_order')
    const spans = trace.spans.map((span) => (span.kind === 'stt' ? { ...span, endUs: span.startUs + 400 } : span))
    renderMetrics('#/metrics?import=import-1', {}, [{ ...one, trace: { ...trace, spans } }])
    const table = await screen.findByRole('region', { name: 'Duration by type' })
    expect(within(table).getByRole('row', { name: /^stt/ }).textContent).toMatch(/^stt0\.400ms0\.400ms/)
  })

  it('open with their figures and every group', async () => {
    const { user } = renderMetrics('#/metrics?import=import-2')
    const section = await screen.findByRole('region', { name: 'Errors, tokens and tools' })
    await user.click(within(section).getByRole('button', { name: 'Tool calls by tool' }))
    const panel = await screen.findByRole('complementary', { name: 'Tool calls by tool' })
    expect(within(panel).getByText(/errors 1 · error rate 50\.0 %/)).toBeTruthy()
    fireEvent.keyDown(panel, { key: 'Escape' })
    expect(await screen.findByRole('complementary', { name: 'Coverage' })).toBeTruthy()
  })

  it('say what went wrong where the engine cannot', async () => {
    renderMetrics('#/metrics', {
      failures: {
        'metrics.builtIn': { code: 'store-failed', message: 'The store does not answer', next: 'Look at it.', check: null },
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The store does not answer')
  })

  it('say what to do while there is nothing', async () => {
    renderMetrics('#/metrics', {}, [])
    expect(await screen.findByText('No spans to measure yet')).toBeTruthy()
  })
})

describe('a custom metric', () => {
  it('without spans of its name is an error and never a zero', async () => {
    const { user } = renderMetrics('#/metrics?metrics=custom&import=import-1')
    const name = await screen.findByRole('textbox', { name: 'Span name' })
    await user.clear(name)
    await user.type(name, 'pineapple')
    await user.type(screen.getByRole('textbox', { name: 'Attribute' }), 'x')
    await user.click(screen.getByRole('button', { name: 'Try it' }))
    expect((await screen.findByRole('alert')).textContent).toContain('No spans named pineapple.')
  })

  it('is tried, saved by name, and measured', async () => {
    const { user, asked } = renderMetrics('#/metrics?metrics=custom&import=import-1')
    await user.type(await screen.findByRole('textbox', { name: 'Attribute' }), 'gen_ai.usage.output_tokens')
    await user.click(screen.getByRole('button', { name: 'Try it' }))
    expect(await screen.findByText('11 tokens')).toBeTruthy()
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Words said')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    const row = await screen.findByRole('row', { name: /Words said/ })
    await waitFor(() => expect(row.textContent).toContain('3 of 3'))
    expect(asked('metrics.saveCustom')).toEqual([
      {
        id: null,
        name: 'Words said',
        spanName: 'llm',
        attribute: 'gen_ai.usage.output_tokens',
        aggregation: 'average',
        unit: 'tokens',
      },
    ])
  })
})

describe('SQL', () => {
  it('runs by Ctrl + Enter and keeps few rows in the document', async () => {
    const { user, asked } = renderMetrics('#/metrics?metrics=sql&import=import-2')
    const field = await screen.findByRole('textbox', { name: 'SQL' })
    field.focus()
    await user.keyboard('{Control>}{Enter}{/Control}')
    const grid = await screen.findByRole('grid', { name: 'Result' })
    expect(grid.getAttribute('aria-rowcount')).toBe('18')
    expect(asked('metrics.runSql').at(-1)).toMatchObject({ limits: { seconds: 10, rows: 1000 } })
    expect(useNavigation.getState().location.view).toBe('metrics')
  })

  it('shows where ClickHouse stopped reading', async () => {
    const { user } = renderMetrics('#/metrics?metrics=sql&import=import-2')
    fireEvent.change(await screen.findByRole('textbox', { name: 'SQL' }), { target: { value: 'SELECT 1\nFORM spans' } })
    await user.click(screen.getByRole('button', { name: 'Run' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('line 2, character 1')
    expect(alert.querySelector('mark')?.textContent).toBe('FORM')
  })

  it('is not offered for spans outside the store', async () => {
    renderMetrics('#/metrics?metrics=sql&source=preview:p1')
    expect(await screen.findByText('SQL reads the trace store')).toBeTruthy()
  })
})

describe('a judge', () => {
  const prepare = async (question: string, hang = false) => {
    const page = renderMetrics('#/metrics?metrics=overview&import=import-1', { hang })
    const endpoint = await page.engine.client.judges.saveEndpoint({
      id: null,
      name: 'Local',
      baseUrl: 'http://127.0.0.1:11434/v1',
      model: 'llama3',
    })
    await page.engine.client.judges.save({
      id: null,
      name: 'Polite',
      endpointId: endpoint.id,
      question,
      scale: { kind: 'binary' },
      maxBytes: 60_000,
    })
    await page.user.click(await screen.findByRole('tab', { name: 'Judges' }))
    return page
  }

  it('sends nothing before it was shown, and then exactly that', async () => {
    const { user, asked } = await prepare('Was it polite?')
    const send = await screen.findByRole('button', { name: 'Send' })
    expect(send.hasAttribute('disabled')).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Show what will be sent' }))
    const shown = await screen.findByRole('region', { name: 'What will be sent' })
    expect(shown.textContent).toContain('http://127.0.0.1:11434/v1/chat/completions without a key')
    await user.click(screen.getByRole('button', { name: /^Send / }))
    const results = screen.getByRole('region', { name: 'Results' })
    expect(await within(results).findByText('Yes')).toBeTruthy()
    expect(asked('judges.run')).toEqual([expect.objectContaining({ promptHash: expect.stringMatching(/^[0-9a-f]{64}$/) })])
  })

  it('with an unusable answer is an error, never a score', async () => {
    const { user } = await prepare('perhaps?')
    await user.click(await screen.findByRole('button', { name: 'Show what will be sent' }))
    await user.click(await screen.findByRole('button', { name: /^Send / }))
    expect((await screen.findByRole('alert')).textContent).toContain('The answer cannot be used')
    expect(within(screen.getByRole('region', { name: 'Results' })).getByText('None yet.')).toBeTruthy()
  })

  it('can be cancelled while the model thinks', async () => {
    const { user, engine } = await prepare('Was it polite?', true)
    await user.click(await screen.findByRole('button', { name: 'Show what will be sent' }))
    await user.click(await screen.findByRole('button', { name: /^Send / }))
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText('Cancelled; nothing is kept.')).toBeTruthy()
    expect(engine.aborted).toEqual(['judges.run'])
  })

  it('keeps what was begun while it was saved for the first time', async () => {
    const { user } = await prepare('Was it polite?')
    await user.click(await screen.findByRole('button', { name: 'New judge' }))
    await user.type(screen.getByRole('textbox', { name: 'Question' }), 'Was it brief?')
    await user.type(screen.getByRole('textbox', { name: 'Name of the judge' }), 'Brief')
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    fireEvent.click(screen.getByRole('button', { name: 'Show what will be sent' }))
    expect(await screen.findByRole('heading', { name: 'Brief' })).toBeTruthy()
    expect(screen.getByRole('region', { name: 'What will be sent' })).toBeTruthy()
    // The next new one, and the one that is left after a removal, begin anew.
    await user.click(screen.getByRole('button', { name: 'New judge' }))
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Question' }).value).toBe('')
    await user.click(screen.getByRole('button', { name: /^Brief/ }))
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    const dialog = await screen.findByRole('dialog', { name: 'Remove Brief?' })
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }))
    await waitFor(() =>
      expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Question' }).value).toBe('Was it polite?'),
    )
  })

  it('takes a key and never shows it', async () => {
    const { user, asked } = await prepare('Was it polite?')
    await user.click(await screen.findByRole('button', { name: /^Local/ }))
    await user.type(await screen.findByLabelText('API key'), 'sk-canary')
    await user.click(screen.getByRole('button', { name: 'Save key' }))
    expect(await screen.findByText('Configured')).toBeTruthy()
    expect(asked('judges.setKey')).toHaveLength(1)
    expect(document.documentElement.outerHTML).not.toContain('sk-canary')
    expect([...document.querySelectorAll('input')].map((input) => input.value)).not.toContain('sk-canary')
  })
})

describe('every tab of one simulation', () => {
  const detail = 'The window holds 7,482 spans; 5,000 were read.'
  const partial = [{ ...makeSimulation(1, 2, 'lookup_order'), partial: { reason: 'span-cap' as const, detail } }]

  it('says that an import is partial', async () => {
    const { user } = renderMetrics('#/metrics?import=import-1', {}, partial)
    for (const tab of ['Custom', 'SQL', 'Judges', 'Built in']) {
      await user.click(await screen.findByRole('tab', { name: tab }))
      expect((await screen.findByRole('note')).textContent).toContain(`Partial. ${detail}`)
    }
  })

  it('says nothing of the kind where the import is whole', async () => {
    renderMetrics('#/metrics?metrics=custom&import=import-1', {}, [makeSimulation(1, 2, 'lookup_order')])
    await screen.findByRole('region', { name: 'Saved metrics' })
    expect(screen.queryByRole('note')).toBeNull()
  })
})

describe('text that would turn the line around', () => {
  const hostile = 'cancel\u202eredro'
  const shown = 'cancelRLOredro'
  const simulations = [makeSimulation(1, 1, hostile)]

  it('is named in groups of metrics', async () => {
    renderMetrics('#/metrics?import=import-1', {}, simulations)
    const section = await screen.findByRole('region', { name: 'Errors, tokens and tools' })
    expect(within(section).getByRole('row', { name: new RegExp(shown) })).toBeTruthy()
    expect(section.textContent).not.toContain('\u202e')
  })

  it('is named in the rows of SQL', async () => {
    const { user } = renderMetrics('#/metrics?metrics=sql&import=import-1', {}, simulations)
    await user.click(await screen.findByRole('button', { name: 'Run' }))
    const grid = await screen.findByRole('grid', { name: 'Result' })
    expect(within(grid).getByText((_, element) => element?.tagName === 'BDI' && element.textContent === shown)).toBeTruthy()
    expect(grid.innerHTML).not.toContain('\u202e')
  })

  it('is named in what will be sent to a judge', async () => {
    const { engine, user } = renderMetrics('#/metrics?import=import-1', {}, simulations)
    const endpoint = await engine.client.judges.saveEndpoint({
      id: null,
      name: 'Local',
      baseUrl: 'http://127.0.0.1:1/v1',
      model: 'm',
    })
    const scale = { kind: 'binary' } as const
    await engine.client.judges.save({ id: null, name: 'P', endpointId: endpoint.id, question: 'Q?', scale, maxBytes: 60_000 })
    await user.click(await screen.findByRole('tab', { name: 'Judges' }))
    await user.click(await screen.findByRole('button', { name: 'Show what will be sent' }))
    const sent = await screen.findByRole('region', { name: 'What will be sent' })
    expect(sent.textContent).toContain(shown)
    expect(sent.textContent).not.toContain('\u202e')
  })
})

describe('comparing', () => {
  it('puts a row a simulation, sorted by a column', async () => {
    const { user } = renderMetrics('#/metrics?metrics=compare')
    const grid = await screen.findByRole('grid', { name: 'Simulations side by side' })
    await user.click(within(grid).getByRole('button', { name: /^Simulation duration/ }))
    const titles = within(grid)
      .getAllByRole('link')
      .map((link) => link.textContent)
    expect(titles).toEqual(['simulation-3', 'simulation-1', 'simulation-2'])
  })

  it('says why a value is missing', async () => {
    const { user } = renderMetrics('#/metrics?metrics=compare')
    const grid = await screen.findByRole('grid', { name: 'Simulations side by side' })
    await user.click(screen.getByRole('checkbox', { name: /without any value/ }))
    grid.focus()
    await user.keyboard('{ArrowDown}')
    const why = await screen.findByRole('region', { name: 'Values that are missing' })
    expect(why.textContent).toContain('Tool call count No spans named llm_tool_call.')
  })

  it('compares those that were chosen, and the link keeps them', async () => {
    const { user, asked } = renderMetrics('#/metrics?metrics=compare')
    await screen.findByRole('grid', { name: 'Simulations side by side' })
    await user.click(screen.getByRole('button', { name: 'Choose simulations' }))
    const dialog = await screen.findByRole('dialog', { name: 'Choose simulations' })
    await user.click(within(dialog).getByRole('button', { name: 'None' }))
    within(dialog).getByRole('grid').focus()
    await user.keyboard('{ArrowDown}{ArrowDown} ')
    await user.click(within(dialog).getByRole('button', { name: 'Use these' }))
    await waitFor(() => expect(asked('metrics.compare').at(-1)).toEqual({ sources: [{ kind: 'import', importId: 'import-2' }] }))
    expect(window.location.hash).toContain('pick=import%3Aimport-2')
  })

  const down = { code: 'store-failed', message: 'The store does not answer', next: 'Look.', check: null } as const
  const side = () => screen.findByRole('grid', { name: 'Simulations side by side' })

  it('starts over after a failure', async () => {
    const failures: Record<string, Failure> = { 'metrics.compare': down }
    const { user } = renderMetrics('#/metrics?metrics=compare', { failures })
    const again = await screen.findByRole('button', { name: 'Start over' })
    delete failures['metrics.compare']
    await user.click(again)
    expect(await side()).toBeTruthy()
  })

  it.each(['Compare again', 'Use these'])('goes on after it was cancelled: %s', async (name) => {
    const { user } = renderMetrics('#/metrics?metrics=compare')
    await side()
    act(() => {
      const job = compareJob.useJob.getState()
      if (job.phase !== 'idle') void compareJob.run(job.request, () => new Promise(() => undefined))
    })
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    if (name === 'Use these') await user.click(screen.getByRole('button', { name: 'Choose simulations' }))
    await user.click(await screen.findByRole('button', { name }))
    expect(await side()).toBeTruthy()
  })

  it('measures anew once a custom metric is saved or removed: each is a column', async () => {
    const { user, engine, asked } = renderMetrics('#/metrics?metrics=compare')
    await engine.client.metrics.saveCustom({
      id: null,
      name: 'Turns',
      spanName: 'stt',
      attribute: null,
      aggregation: 'count',
      unit: 'count',
    })
    await side()
    await user.click(await screen.findByRole('tab', { name: 'Custom' }))
    await user.click(await screen.findByRole('button', { name: 'Remove Turns' }))
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove Turns' })).toBeNull())
    await user.click(screen.getByRole('tab', { name: 'Compare' }))
    await side()
    await waitFor(() => expect(asked('metrics.compare')).toHaveLength(2))
  })
})
