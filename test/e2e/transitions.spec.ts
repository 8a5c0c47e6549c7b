import type { Page } from '@playwright/test'
import type { Span } from '../../shared/otlp/span.ts'
import { readCorpusSpans } from '../support/corpus.ts'
import { recorded } from './acts/request.ts'
import { placeOf, selectedRow, spanPanel } from './acts/viewer.ts'
import { chooseSimulation, goTo } from './acts/views.ts'
import { expect, test } from './fixtures.ts'
import { demo } from './host/seed.ts'

const imports = [['support-agent', 0], ['support-agent', 1], demo] as const
test.use({ seed: { imports } })

const matrix = (page: Page) => page.getByRole('grid', { name: 'Transitions: rows lead to columns' })
const steps = (page: Page) => page.getByRole('grid', { name: 'Steps' })
const choose = (page: Page, group: string, option: string) =>
  page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true }).check()

/** Clicks the cell where this row meets this column. */
async function clickCell(page: Page, from: string, to: string): Promise<void> {
  const heads = [
    matrix(page).getByRole('rowheader', { name: from, exact: true }),
    matrix(page).getByRole('columnheader', { name: to, exact: true }),
  ] as const
  // A window may be too small for all of them.
  for (const head of heads) await head.scrollIntoViewIfNeeded()
  const [row, column] = [await placeOf(heads[0]), await placeOf(heads[1])]
  await page.mouse.click(column.x + column.width / 2, row.y + row.height / 2)
}

/** The ids of the spans that the panel links to, in its order. */
const linkedSpans = (page: Page): Promise<string[]> =>
  steps(page)
    .getByRole('link')
    .evaluateAll((links) =>
      links.map(
        (link) =>
          decodeURIComponent((link as unknown as { href: string }).href)
            .split('/')
            .at(-1) ?? '',
      ),
    )

test('directly follows: a cell lists exactly its spans, and opens them in the viewer', async ({ app }) => {
  const { page } = app
  const expected = imports.flatMap(([project, which]) =>
    stepsOf(spansOf(project, recorded(project, which).expected_trace_ids), 'ChatCompletion', 'execute_tool verify_identity'),
  )
  expect(expected).toHaveLength(2)
  await goTo(page, 'Heatmap')
  await expect(page.getByText(/A cell counts how often the column directly follows the row, with START/)).toBeVisible()
  await expect(page.getByRole('status')).toContainText('3 simulations, 217 spans')
  await clickCell(page, 'ChatCompletion', 'execute_tool verify_identity')
  const panel = page.getByRole('complementary', { name: 'ChatCompletion to execute_tool verify_identity' })
  await expect(panel).toContainText(/^.*2 steps, 4% of the row/)
  await expect(steps(page).getByRole('row')).toHaveCount(3)
  expect((await linkedSpans(page)).sort()).toEqual(expected.flat().sort())

  await choose(page, 'What a cell shows', 'Share of row')
  await expect(page).toHaveURL(/value=share/)
  await steps(page).getByRole('link').nth(1).click()
  await expect(page.getByRole('heading', { name: 'Trace', level: 1 })).toBeVisible()
  await expect(selectedRow(page)).toContainText('execute_tool verify_identity')
  await expect(spanPanel(page).getByRole('heading', { name: 'execute_tool verify_identity', level: 2 })).toBeVisible()
  await page.goBack()
  await expect(panel).toBeVisible()
})

test('first failure: each simulation counts once, and the matrix is walked by keyboard', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Heatmap')
  await choose(page, 'Mode', 'First failure')
  await expect(page.getByText(/Each simulation counts at most once: from its last successful state/)).toBeVisible()
  await expect(page.getByText('1 simulation without a failure')).toBeVisible()
  await clickCell(page, 'ChatCompletion', 'verify_identity')
  const panel = page.getByRole('complementary', { name: 'ChatCompletion to verify_identity' })
  await expect(panel).toContainText('1 step')
  await expect(steps(page)).toContainText(recorded(...demo).simulation_id)
  await expect(steps(page).getByRole('link').nth(1)).toContainText('error')

  await page.mouse.move(0, 0)
  await matrix(page).focus()
  for (const key of ['End', 'Home', 'ArrowUp']) await page.keyboard.press(key)
  const cell = matrix(page).getByRole('gridcell')
  const said = await cell.textContent()
  await page.keyboard.press('ArrowRight')
  await expect(cell).not.toHaveText(said ?? '')
  const [, from, to] = /^(.*) to (.*?):/.exec((await cell.textContent()) ?? '') ?? []
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: `${from} to ${to}`, exact: true })).toBeVisible()
})

test('the same as a graph, with a state of the person’s choice, over one simulation', async ({ app }) => {
  const { page } = app
  await goTo(page, 'Heatmap')
  const key = page.getByRole('combobox', { name: 'What makes a state' })
  await key.click()
  await page.getByRole('option', { name: 'Type of span' }).click()
  await expect(page.getByText(/^A state is a type of span\./)).toBeVisible()
  await expect(matrix(page).getByRole('rowheader', { name: 'llm', exact: true })).toBeVisible()

  await choose(page, 'Drawn as', 'Graph')
  const edge = page.getByRole('group', { name: 'Transitions as a graph' }).getByRole('button', { name: /^stt to llm: 36 steps/ })
  await edge.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'stt to llm' })).toContainText('36 steps')
  await expect(steps(page)).toHaveAttribute('aria-rowcount', '37')

  await choose(page, 'Over which simulations', 'One')
  await chooseSimulation(page, recorded('support-agent', 0).simulation_id)
  await expect(page.getByRole('status')).toContainText('1 simulation, 16 spans')
  await key.click()
  await page.getByRole('option', { name: 'Tool', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Transitions as a graph' }).getByRole('button')).toHaveCount(4)
  await choose(page, 'Drawn as', 'Matrix')
  await key.click()
  await page.getByRole('option', { name: 'Attribute …' }).click()
  await page.getByRole('textbox', { name: 'Attribute' }).fill('llm.model_name')
  await page.keyboard.press('Enter')
  await expect(
    matrix(page)
      .getByRole('rowheader', { name: /^gpt-4o-mini/ })
      .first(),
  ).toBeVisible()
})

const spansOf = (project: string, traces: readonly string[]): Span[] =>
  readCorpusSpans(project).filter(({ traceId }) => traces.includes(traceId))

/** Both span ids of every place where `to` directly follows `from`, told apart from the engine: by start, then end, then span id. */
function stepsOf(spans: readonly Span[], from: string, to: string): [string, string][] {
  const order = [...spans].sort(
    (a, b) => Number(a.startTime - b.startTime) || Number(a.endTime - b.endTime) || (a.spanId < b.spanId ? -1 : 1),
  )
  return order.flatMap((span, at): [string, string][] => {
    const next = order[at + 1]
    return next && span.name === from && next.name === to ? [[span.spanId, next.spanId]] : []
  })
}
