import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runCommandLine } from '../support/command-line.ts'
import { completion, send, startJudgeEndpoint } from '../support/judge-endpoint.ts'
import { exactValue, rowOf, showTab } from './acts/metrics.ts'
import { recorded } from './acts/request.ts'
import { goTo } from './acts/views.ts'
import { expect, test } from './fixtures.ts'
import { demo, fillHome } from './host/seed.ts'

const demoId = recorded(...demo).simulation_id
const otherId = recorded('support-agent', 1).simulation_id
const seed = { imports: [['support-agent', 1], demo] } as const
test.use({ seed })

/**
 * The demo's simulation, counted by hand from the pages that Phoenix answered: 36 LLM spans with 682 tokens in and 426 out, durations
 * as differences of start and end rounded to microseconds; the 95th percentile lies 0.25 between the 34th and the 35th of them.
 */
const byHand = {
  spans: 183,
  duration: 11.374215,
  input: 682,
  output: 426,
  turn: 4.085305 / 36,
  llm: 3.969363,
  llmP95: 0.2226225,
  errors: 1,
}

test('hand-counted figures stand in the app, on the command line and in SQL; what lacks says why', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Metrics')
  await expect(page.getByRole('complementary', { name: 'Coverage' })).toContainText('8 of 12 computable')
  const coverage = page.getByRole('complementary', { name: 'Coverage' }).getByRole('region', { name: 'Not computable' })
  await expect(coverage).toContainText('None of the 36 spans named llm carries a number in metrics.ttfb.')
  await expect(coverage).toContainText('No spans named llm_tool_call. 3 spans of that type: lookup_order, transfer_to_human')
  await expect(rowOf(page, 'LLM time to first byte')).toContainText('Not computable')

  const exact = async (heading: string) => Number.parseFloat((await exactValue(page, heading)) ?? '')
  const inApp = {
    duration: await exact('Simulation duration'),
    tokens: await exact('LLM token usage'),
    turn: await exact('Turn duration'),
    errors: Math.round((await exact('Error rate')) * byHand.spans),
    llm: Number.parseFloat(
      (await page
        .getByRole('region', { name: 'Time' })
        .getByRole('row', { name: /^llm / })
        .getByRole('cell')
        .first()
        .locator('[title]')
        .first()
        .getAttribute('title')) ?? '',
    ),
    llmP95: Number.parseFloat(
      (await page
        .getByRole('region', { name: 'Time' })
        .getByRole('row', { name: /^llm / })
        .getByRole('cell')
        .nth(4)
        .locator('[title]')
        .first()
        .getAttribute('title')) ?? '',
    ),
  }
  const another = path.join(app.home, 'another')
  await fillHome(another, seed)
  const { stdout } = await runCommandLine(path.join(another, 'companion'), ['metrics', '--simulation', demoId, '--json'])
  const report = JSON.parse(stdout) as Measured
  const find = (id: string) => report.metrics.find((metric) => metric.id === id)?.result
  const llm = find('type_duration')?.groups.find(({ label }) => label === 'llm')
  const onCommandLine = {
    duration: find('duration')?.value,
    tokens: find('llm_tokens')?.value,
    turn: find('turn_duration')?.value,
    errors: Math.round((find('error_rate')?.value ?? Number.NaN) * byHand.spans),
    llm: llm?.value,
    llmP95: llm?.distribution.p95,
  }
  expect(onCommandLine).toEqual(inApp)
  expect(inApp).toEqual({
    duration: byHand.duration,
    tokens: byHand.input + byHand.output,
    turn: expect.closeTo(byHand.turn, 9),
    errors: byHand.errors,
    llm: byHand.llm,
    llmP95: expect.closeTo(byHand.llmP95, 9),
  })

  await showTab(page, 'SQL')
  const query = `SELECT count() AS spans, countIf(StatusCode = 'Error') AS errors,
  sumIf(toUInt64OrZero(SpanAttributes['gen_ai.usage.input_tokens']), SpanName = 'llm') AS input,
  sumIf(toUInt64OrZero(SpanAttributes['gen_ai.usage.output_tokens']), SpanName = 'llm') AS output,
  round(quantileExactInclusiveIf(0.95)(Seconds, SpanName = 'llm'), 7) AS p95 FROM spans`
  await page.getByRole('textbox', { name: 'SQL' }).fill(query)
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('grid', { name: 'Result' })
  const cells = [byHand.spans, byHand.errors, byHand.input, byHand.output, byHand.llmP95].map(String)
  await expect(result.getByRole('row').nth(1).getByRole('gridcell')).toHaveText(cells)
})

test('bad SQL is answered at its place, and a query is saved by name', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Metrics')
  await showTab(page, 'SQL')
  const editor = page.getByRole('textbox', { name: 'SQL' })
  await editor.fill('SELECT SpanName\nFROM spans\nGRUOP BY SpanName')
  await page.getByRole('button', { name: 'Run' }).click()
  const said = page.getByRole('alert')
  await expect(said).toContainText('line 3')
  await expect(said.locator('mark')).toHaveText(/BY|GRUOP/)
  await expect(said).toContainText(/Syntax error/i)
  await expect(editor).toHaveAttribute('aria-invalid', 'true')

  await editor.fill("SELECT * FROM url('http://127.0.0.1/', LineAsString)")
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(said).toContainText(/url/)

  await editor.fill(
    "SELECT SpanName, count() AS spans FROM spans WHERE SpanName IN ('llm', 'tts') GROUP BY SpanName ORDER BY SpanName",
  )
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('grid', { name: 'Result' }).getByRole('gridcell')).toHaveText(['llm', '36', 'tts', '36'])
  await page.getByRole('textbox', { name: 'Name to save it under' }).fill('Calls by name')
  await page.keyboard.press('Enter')
  await expect(
    page.getByRole('region', { name: 'Saved queries' }).getByRole('button', { name: 'Calls by name', exact: true }),
  ).toBeVisible()
})

test('a custom metric is tried and saved, and a name that no span has is an error', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Metrics')
  await showTab(page, 'Custom')
  const form = page.getByRole('complementary', { name: 'A new metric' })
  await form.getByRole('textbox', { name: 'Span name' }).fill('no_such_span')
  await form.getByRole('textbox', { name: 'Attribute' }).fill('gen_ai.usage.output_tokens')
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: 'Try it' }).press('Enter')
  await expect(form.getByRole('alert')).toContainText('No spans named no_such_span')
  await form.getByRole('textbox', { name: 'Span name' }).fill('llm')
  await page.keyboard.press('Escape')
  // A list of suggestions that is still closing can take the first click.
  await expect(async () => {
    await form.getByRole('combobox', { name: 'Aggregation' }).click()
    await page.getByRole('option', { name: 'sum', exact: true }).click({ timeout: 5000 })
  }).toPass()
  await form.getByRole('button', { name: 'Try it' }).press('Enter')
  await expect(form).toContainText('426 tokensfrom 36 of 36 spans named llm')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Words spoken')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Words spoken')).toContainText(/sum\(llm, gen_ai\.usage\.output_tokens\)426 ?tokens36 of 36/)
  await showTab(page, 'Compare')
  await expect(
    page.getByRole('grid', { name: 'Simulations side by side' }).getByRole('columnheader', { name: /Words spoken/ }),
  ).toBeAttached()
})

test('simulations stand side by side, sorted, and are saved as CSV and JSON', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Metrics')
  await showTab(page, 'Compare')
  const table = page.getByRole('grid', { name: 'Simulations side by side' })
  const ids = table.getByRole('link')
  await expect(ids).toHaveCount(2)
  const duration = table.getByRole('columnheader', { name: /^Simulation duration/ }).getByRole('button')
  await duration.click()
  const ascending = await ids.allTextContents()
  await duration.click()
  await expect(ids).toHaveText([...ascending].reverse())
  expect([...ascending].sort()).toEqual([demoId, otherId].sort())

  const csv = await app.saved(() => page.getByRole('button', { name: 'CSV' }).click())
  const [head = '', ...lines] = (await readFile(csv.path, 'utf8')).trimEnd().split(/\r?\n/)
  const column = head.split(',').indexOf('Simulation duration [s]')
  expect(lines.map((line) => line.split(',')[0])).toEqual([...ascending].reverse())
  expect(lines.find((line) => line.startsWith(demoId))?.split(',')[column]).toBe(String(byHand.duration))
  const json = await app.saved(() => page.getByRole('button', { name: 'JSON' }).click())
  const { rows } = JSON.parse(await readFile(json.path, 'utf8')) as { rows: { simulation: string; spans: number }[] }
  expect(rows.find(({ simulation }) => simulation === demoId)?.spans).toBe(byHand.spans)
  expect([csv.name, json.name]).toEqual(['metrics.csv', 'metrics.json'])

  await page.getByRole('button', { name: 'Choose simulations' }).click()
  const picker = page.getByRole('dialog', { name: 'Choose simulations' })
  await picker.getByRole('button', { name: 'None' }).click()
  await picker.getByRole('row').filter({ hasText: otherId }).click()
  await picker.getByRole('button', { name: 'Use these' }).click()
  await expect(ids).toHaveText([otherId])
  await ids.click()
  await expect(page.getByRole('combobox', { name: 'Simulation', exact: true })).toHaveValue(new RegExp(otherId))
})

test('a judge sends what was shown, with its key, and an answer that cannot be used is no score', async ({ app }) => {
  const { page } = app
  const key = 'sk-judge-key-never-on-the-page'
  const endpoint = await startJudgeEndpoint()
  try {
    await goTo(page, 'Metrics')
    await showTab(page, 'Judges')
    await page.getByRole('textbox', { name: 'Base URL' }).fill(endpoint.baseUrl)
    await page.getByRole('textbox', { name: 'Model' }).fill('judge-model')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('textbox', { name: 'API key' }).fill(key)
    await page.keyboard.press('Enter')
    await expect(page.getByText('Configured', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'New judge' }).press('Enter')
    await page.getByRole('textbox', { name: 'Question' }).fill('Did the agent offer a refund?')
    await page.getByRole('textbox', { name: 'Name of the judge' }).fill('Refund offered')
    await page.getByRole('button', { name: 'Save', exact: true }).click()

    const show = page.getByRole('button', { name: 'Show what will be sent' })
    const sent = page.getByRole('region', { name: 'What will be sent' })
    await show.click()
    await expect(sent).toContainText(`${endpoint.baseUrl}/chat/completions with the key`)
    await expect(sent).toContainText('I need a refund')
    expect(endpoint.asked).toEqual([])
    await page.getByRole('button', { name: /^Send \d/ }).click()
    const results = page.getByRole('region', { name: 'Results' }).getByRole('listitem')
    await expect(results).toHaveText([/^YesRefund offeredIt was\.judge-model-2026/])
    expect(endpoint.asked).toHaveLength(1)
    expect(endpoint.asked[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(endpoint.asked[0]?.text).not.toContain(demoId)

    endpoint.answerWith((_, response) => send(response, 200, completion('Yes, I think so.')))
    await show.click()
    await page.getByRole('button', { name: /^Send \d/ }).click()
    await expect(page.getByRole('alert').filter({ hasText: /judge-/ })).toBeVisible()
    await expect(results).toHaveCount(1)
    const held = await page.evaluate<string>(
      'document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage, location.href])',
    )
    expect(held).not.toContain(key)
  } finally {
    await endpoint.close()
  }
})

/** What this test reads of the command's document. */
interface Measured {
  readonly metrics: readonly {
    readonly id: string
    readonly result: {
      readonly value: number
      readonly groups: readonly {
        readonly label: string
        readonly value: number
        readonly distribution: { readonly p95: number }
      }[]
    }
  }[]
}
