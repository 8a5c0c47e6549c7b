import { readFile } from 'node:fs/promises'
import { recorded } from './acts/request.ts'
import { drag, drawnBars, placeOf, selectedRow, showAs, shownTime, spanPanel, summaryPanel, tree } from './acts/viewer.ts'
import { chooseSimulation, goTo } from './acts/views.ts'
import { expect, test } from './fixtures.ts'
import { demo } from './host/seed.ts'

const demoId = recorded(...demo).simulation_id
const failing = ['support-agent', 1] as const
const failingId = recorded(...failing).simulation_id
test.use({ seed: { imports: [failing, demo] } })

test('all traces of a simulation are one view; waterfall, flame graph and chat share the selection', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await expect(page.getByText('183 spans in 36 traces')).toBeVisible()
  // A row for each span, for each of the 36 traces, and the head.
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '220')
  await expect(summaryPanel(page)).toContainText(/Spans183Traces36/)
  await page.getByRole('button', { name: 'Fold and unfold' }).click()
  await page.getByRole('menuitem', { name: 'Fold all', exact: true }).click()
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '73')
  await tree(page).focus()
  await page.keyboard.press('End')
  await expect(selectedRow(page)).toContainText(/conversation turn.*\+4/)
  await page.keyboard.press('Home')
  await expect(selectedRow(page)).toContainText('Trace 1')
  await page.getByRole('button', { name: 'Fold and unfold' }).click()
  await page.getByRole('menuitem', { name: 'Unfold all' }).click()

  await tree(page).getByRole('row').filter({ hasText: 'llm' }).first().click()
  await expect(spanPanel(page).getByRole('heading', { name: 'llm', level: 2 })).toBeVisible()
  await showAs(page, 'Flame')
  await expect(page.getByRole('tree', { name: 'Spans of the flame graph' }).getByRole('treeitem', { selected: true })).toHaveText(
    /^llm, llm, 406 ms, starts at 3.23 ms$/,
  )
  await showAs(page, 'Chat')
  await expect(page.getByRole('region', { name: 'Conversation' })).toContainText('73 messages')
  await showAs(page, 'Waterfall')
  await expect(selectedRow(page)).toContainText(/llm.*406 ms/)
  // The address follows a moment late.
  await expect(page).not.toHaveURL(/view=/)
  await page.reload()
  await expect(selectedRow(page)).toContainText(/llm.*406 ms/)
})

test('the pills filter by type and keep the ancestors', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  const pills = page.getByRole('group', { name: 'Types of span' })
  await pills.getByRole('button', { name: /^tool call/ }).click({ modifiers: ['Alt'] })
  await expect(pills.getByRole('status')).toHaveText('3 of 183 spans, with their parents')
  // Three traces, each with its two turns and the tool.
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '13')
  await expect(tree(page).getByRole('row').filter({ hasText: 'tool call' })).toHaveCount(3)
  await pills.getByRole('button', { name: /^tts/ }).click()
  await expect(pills.getByRole('status')).toHaveText('39 of 183 spans, with their parents')
  await pills.getByRole('button', { name: 'Show all' }).click()
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '220')
  await pills.getByRole('button', { name: 'Errors only' }).click()
  await expect(pills.getByRole('status')).toHaveText('1 of 183 spans, with their parents')
})

test('the panel tells aliases from originals, finds an attribute, and copies it', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await tree(page).getByRole('row').filter({ hasText: 'llm' }).first().click()
  const panel = spanPanel(page)
  await expect(panel).toContainText('exactly 406,175,000 ns')
  await expect(panel).toContainText('named ChatCompletion by its instrumentation')
  const attributes = panel.getByRole('list', { name: 'Attributes' }).getByRole('listitem')
  await expect(attributes.filter({ hasText: 'alias of llm.token_count.prompt' })).toHaveText(/^gen_ai\.usage\.input_tokens.*19$/)
  const field = panel.getByRole('textbox', { name: 'Search the attributes' })
  await field.fill('token_count.prompt')
  await expect(attributes.filter({ has: page.getByText('19', { exact: true }) })).toHaveText([
    /^llm\.token_count\.prompt(?!_).*19$/,
  ])
  await expect(attributes.filter({ hasText: 'alias' })).toHaveCount(0)
  await field.fill('tool_call.function.name')
  await expect(attributes).toHaveCount(1)
  await attributes.first().hover()
  await attributes.getByRole('button', { name: /^Copy the value/ }).click()
  await field.fill('')
  await field.press('Control+V')
  await expect(field).toHaveValue('verify_identity')

  await panel.getByRole('button', { name: 'conversation turn' }).click()
  await expect(panel.getByRole('heading', { name: 'conversation turn', level: 2 })).toBeVisible()
  await panel.getByRole('button', { name: 'Close the span' }).click()
  await expect(summaryPanel(page)).toBeVisible()
})

test('the chat shows each turn once, with tool calls, failures and the way to their spans', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await chooseSimulation(page, failingId)
  await showAs(page, 'Chat')
  const thread = page.getByRole('region', { name: 'Conversation' })
  await expect(thread).toContainText('18 messages')
  await expect(thread.getByText('My name is Ada Lovelace, zip 10115', { exact: true })).toHaveCount(1)
  await expect(thread.getByRole('article').filter({ hasText: 'System' })).toHaveCount(1)
  await expect(thread.getByRole('article').filter({ hasText: 'No answer: RateLimitError' })).toHaveCount(2)
  const call = thread.getByRole('article').filter({ hasText: 'verify_identity' })
  await expect(call).toContainText('{"verified": true}')
  await call.getByRole('button', { name: 'its span' }).click()
  await expect(spanPanel(page).getByRole('heading', { name: 'execute_tool verify_identity', level: 2 })).toBeVisible()
})

test('search by /, the next error by ], and the tree by arrows', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await chooseSimulation(page, failingId)
  const { path } = await app.saved(() => page.getByRole('button', { name: 'Export OTLP' }).click())
  const expected = spansIn(await readFile(path, 'utf8')).filter(({ attributes, events }) =>
    JSON.stringify([attributes, events]).includes('10115'),
  ).length

  await tree(page).focus()
  await page.keyboard.press('/')
  const search = page.getByRole('textbox', { name: 'Search name, key, value' })
  await expect(search).toBeFocused()
  await page.keyboard.type('10115')
  const count = page.getByRole('status').filter({ hasText: /span/ }).first()
  await expect(count).toHaveText(`${expected} spans`)
  await page.keyboard.press('Enter')
  await expect(count).toHaveText(`1 of ${expected} spans`)
  await expect(spanPanel(page)).toContainText('10115')
  await page.getByRole('button', { name: 'Only these' }).press('Enter')
  await expect(tree(page).locator('[data-span-row]:not([data-dim])')).toHaveCount(expected)
  await search.focus()
  await page.keyboard.press('Escape')
  await expect(search).toHaveValue('')

  await tree(page).focus()
  await page.keyboard.press('Home')
  for (const [key, rank, name] of [
    [']', '1 of 3 errors', /resolve/],
    [']', '2 of 3 errors', /llm.*\+671 ms/],
    ['[', '1 of 3 errors', /resolve/],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByText(rank, { exact: true })).toBeVisible()
    await expect(selectedRow(page)).toContainText(name)
  }
  await expect(selectedRow(page)).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowLeft')
  await expect(selectedRow(page)).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(selectedRow(page)).toContainText(/llm.*\+671 ms/)
  await page.keyboard.press('Enter')
  await expect(spanPanel(page).locator('[data-panel-body]')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(summaryPanel(page)).toBeVisible()
})

test('a drag zooms, the mini-map moves what is shown, F shows all; the panel’s edge is dragged', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await expect.poll(() => shownTime(page)).toMatchObject({ all: true })
  const rows = await placeOf(tree(page))
  const y = rows.y + 200
  await drag(page, [rows.x + rows.width - 150, y], [rows.x + rows.width - 50, y])
  await expect.poll(() => shownTime(page)).toMatchObject({ all: false })
  const zoomed = await shownTime(page)
  expect(zoomed.start).toBeGreaterThan(0)

  const edge = page.getByRole('slider', { name: 'Start of what is shown' })
  const map = await placeOf(edge.locator('xpath=..'))
  const end = await placeOf(page.getByRole('slider', { name: 'End of what is shown' }))
  const start = await placeOf(edge)
  const middle = (start.x + end.x + end.width) / 2
  await drag(page, [middle, map.y + 20], [middle - 100, map.y + 20])
  await expect.poll(() => shownTime(page).then((shown) => shown.start)).toBeLessThan(zoomed.start)
  const moved = await shownTime(page)
  expect(Math.abs(moved.end - moved.start - (zoomed.end - zoomed.start))).toBeLessThanOrEqual(1)
  await edge.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => shownTime(page).then((shown) => shown.start)).toBeLessThan(moved.start)
  await tree(page).focus()
  await page.keyboard.press('f')
  await expect.poll(() => shownTime(page)).toMatchObject({ all: true })

  const separator = page.getByRole('separator', { name: 'Width of the panel' })
  const before = await placeOf(separator)
  const width = Number(await separator.getAttribute('aria-valuenow'))
  await drag(page, [before.x + before.width / 2, before.y + 300], [before.x + before.width / 2 - 120, before.y + 300])
  await expect(separator).toHaveAttribute('aria-valuenow', String(width + 120))
  expect((await placeOf(summaryPanel(page))).width).toBe(width + 120)
  await separator.focus()
  await page.keyboard.press('ArrowRight')
  await expect(separator).toHaveAttribute('aria-valuenow', String(width + 104))
})

test('the critical path is marked, and colours tell status or tokens', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await chooseSimulation(page, failingId)
  const plain = await drawnBars(page)
  const path = page.getByRole('button', { name: 'Critical path' })
  await path.press('Enter')
  await expect(path).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => drawnBars(page)).not.toBe(plain)
  await path.press('Enter')
  await expect.poll(() => drawnBars(page)).toBe(plain)
  const pictures = new Set([plain])
  for (const [colour, key] of [
    ['Status', /ok.*unset.*error/],
    ['Tokens', /no tokens.*\d+\+/],
  ] as const) {
    await page.getByRole('button', { name: /^Colour:/ }).click()
    await page.getByRole('menuitem', { name: colour }).click()
    await expect(page.getByRole('group', { name: 'Types of span' })).toContainText(key)
    await expect.poll(async () => pictures.has(await drawnBars(page))).toBe(false)
    pictures.add(await drawnBars(page))
  }
  await expect(page).toHaveURL(/colour=tokens/)
})

test('an export is a file of the same spans, which the app opens again', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  const saved = await app.saved(() => page.getByRole('button', { name: 'Export OTLP' }).click())
  expect(saved.name).toBe(`${demoId}.otlp.json`)
  expect(spansIn(await readFile(saved.path, 'utf8'))).toHaveLength(183)

  await page.getByLabel('OTLP JSON file').setInputFiles({
    name: saved.name,
    mimeType: 'application/json',
    buffer: await readFile(saved.path),
  })
  await expect(page.getByRole('combobox', { name: 'Simulation', exact: true })).toHaveValue(/· file ·.*183 spans$/)
  await expect(page.getByText('183 spans in 36 traces')).toBeVisible()
  await expect(tree(page)).toHaveAttribute('aria-rowcount', '220')
})

test('one trace alone is exported alone', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  await tree(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('o')
  await expect(page.getByText('Trace 1 of 36 alone')).toBeVisible()
  const saved = await app.saved(() => page.getByRole('button', { name: 'Export this trace' }).click())
  const [traceId] = new Set(spansIn(await readFile(saved.path, 'utf8')).map((span) => span.traceId))
  expect(saved.name).toBe(`${demoId}-trace-${traceId}.otlp.json`)
  expect(spansIn(await readFile(saved.path, 'utf8'))).toHaveLength(Number(await tree(page).getAttribute('aria-rowcount')) - 1)
})

test('what is written in a row can be selected as text; a drag over the bars selects none', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Trace')
  const row = tree(page).getByRole('row').filter({ hasText: 'verify_identity' }).first()
  const selected = () => page.evaluate<string>('String(getSelection())')
  const { x, y, width, height } = await placeOf(row.getByText('verify_identity', { exact: true }))
  await drag(page, [x, y + height / 2], [x + width, y + height / 2])
  expect(await selected()).toBe('verify_identity')
  await page.keyboard.press('Escape')
  await page.evaluate('getSelection().empty()')
  const whole = await placeOf(row)
  await drag(page, [whole.x + whole.width - 200, y], [whole.x + whole.width - 100, y])
  expect(await selected()).toBe('')
  expect((await shownTime(page)).all).toBe(false)
})

interface OtlpSpan {
  readonly traceId: string
  readonly attributes: unknown
  readonly events?: unknown
}

/** The spans of an OTLP/JSON document. */
function spansIn(text: string): readonly OtlpSpan[] {
  const { resourceSpans } = JSON.parse(text) as {
    resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[]
  }
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}
