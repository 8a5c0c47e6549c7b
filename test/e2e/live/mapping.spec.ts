import type { Page } from '@playwright/test'
import type { Span } from '../../../shared/otlp/span.ts'
import { feedRecording } from '../../support/feed.ts'
import { type RunningPhoenix, startPhoenix } from '../../support/phoenix.ts'
import { realParts } from '../../support/real-parts.ts'
import { countSentNames, countSentRules } from '../../support/sent-aliases.ts'
import { runCommand, tabTo } from '../acts/commands.ts'
import { connect } from '../acts/connect.ts'
import { expectRule, walkSpans } from '../acts/mapping.ts'
import { importResult, preview, recorded, startImport, verdict } from '../acts/request.ts'
import { selectedRow, spanPanel, tree } from '../acts/viewer.ts'
import { expect, test } from '../fixtures.ts'

// A Phoenix makes its whole database at its first start.
test.describe.configure({ timeout: 400_000 })

/** Its conversation has two model calls that failed, and so no tokens and no output. */
const support = recorded('support-agent', 1)
/** Its spans are LLM spans under three names, and most of them lack something. */
const voice = recorded('voice-agent', 0)

/** Model calls that carry an alias already, as instrumentations do that write both conventions: three that differ, one that does not. */
function carriesBothNames(): (span: Span) => Span {
  let call = 0
  return (span) => {
    const prompt = span.attributes.get('llm.token_count.prompt')
    if (!support.expected_trace_ids.includes(span.traceId) || typeof prompt !== 'bigint') return span
    call++
    if (call === 1 || call === 3) return withAttribute(span, 'gen_ai.usage.input_tokens', prompt + 1n)
    if (call === 2) return withAttribute(span, 'gen_ai.usage.input_tokens', prompt)
    if (call === 4) return withAttribute(span, 'gen_ai.usage.output_tokens', 0n)
    return span
  }
}

const withAttribute = (span: Span, key: string, value: bigint): Span => ({
  ...span,
  attributes: new Map([...span.attributes, [key, value]]),
})

let phoenix: RunningPhoenix
test.beforeAll(async () => {
  test.setTimeout(400_000)
  if (realParts.phoenix === null) throw new Error('Phoenix is missing')
  phoenix = await startPhoenix({ executable: realParts.phoenix, timeoutMs: 180_000 })
})
test.afterAll(() => phoenix?.stop())

/** Imports by keyboard and goes on to the mapping. */
async function importAndMap(page: Page, simulation: string, sent: readonly Span[]): Promise<void> {
  const spans = sent.length
  const traces = new Set(sent.map(({ traceId }) => traceId)).size
  const all = `${spans} spans in ${traces} ${traces === 1 ? 'trace' : 'traces'}`
  await preview(page, simulation)
  await expect(verdict(page)).toContainText(new RegExp(`^${all} match`))
  await startImport(page)
  await expect(importResult(page)).toContainText(new RegExp(`${all} .*written`))
  await tabTo(page, page.getByRole('button', { name: 'Look at the mapping' }))
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${spans} spans, `)).toBeVisible()
}

async function expectMapping(page: Page, sent: readonly Span[]): Promise<void> {
  for (const rule of countSentRules(sent)) await expectRule(page, rule)
  const renamed = page.getByRole('region', { name: 'Names that became llm' }).getByRole('listitem')
  await expect(renamed).toHaveText(countSentNames(sent).map(([name, spans]) => new RegExp(`^${name}  llm${spans} spans$`)))
}

test('against a live Phoenix: mapping, checks, list and viewer show by keyboard what was sent', async ({ app }) => {
  const { page } = app
  const fed = await feedRecording({
    url: phoenix.url,
    recording: 'support-agent',
    endedAgoMs: 600_000,
    change: carriesBothNames(),
  })
  const sent = fed.filter(({ traceId }) => support.expected_trace_ids.includes(traceId))
  const inputTokens = countSentRules(sent)[0]
  if (inputTokens === undefined) throw new Error('there is no first rule')
  expect(inputTokens, 'what is sent has an example of each outcome').toMatchObject({
    aliased: 5,
    equal: 1,
    conflicts: 2,
    lacking: 2,
  })
  await connect(page, { url: phoenix.url, project: 'support-agent' })
  await importAndMap(page, support.simulation_id, sent)

  await test.step('counts of the four rules, and the names that became llm', () => expectMapping(page, sent))

  const chosen = page.getByRole('complementary', { name: 'Trace Span' })
  const attributes = chosen.getByRole('grid', { name: 'Attributes' })
  await test.step('each conflict, down to the span with both values', async () => {
    await expectRule(page, inputTokens)
    const conflicts = sent.filter(({ attributes: of }) => {
      const alias = of.get('gen_ai.usage.input_tokens')
      return alias !== undefined && alias !== of.get('llm.token_count.prompt')
    })
    const walked = await walkSpans(page, 'Conflict')
    expect(walked.toSorted()).toEqual(
      conflicts
        .map(
          ({ name, spanId, attributes: of }) =>
            `${name}${spanId}${of.get('llm.token_count.prompt')}${of.get('gen_ai.usage.input_tokens')}`,
        )
        .toSorted(),
    )
    await expect(attributes).toContainText('llm.token_count.prompt')
    await expect(attributes).toContainText('gen_ai.usage.input_tokens')
    await page.keyboard.press('Escape')
    await expect(chosen).toBeHidden()
  })

  await test.step('what will be missing, and the spans that lack it', async () => {
    const missing = page.getByRole('region', { name: 'What will be missing' }).getByRole('listitem')
    const tokens = missing.filter({ hasText: 'llm.token_count.prompt nor gen_ai.usage.input_tokens' })
    await expect(tokens).toContainText('2 LLM spans')
    await tabTo(page, tokens.getByRole('button', { name: 'Show 2 spans' }), 'Shift+Tab')
    await page.keyboard.press('Enter')
    const lacking = sent.filter(
      ({ attributes: of }) => of.get('openinference.span.kind') === 'LLM' && !of.has('llm.token_count.prompt'),
    )
    const walked = await walkSpans(page, 'Lacking')
    expect(walked.toSorted()).toEqual(lacking.map(({ name, spanId }) => `${name}${spanId}––`).toSorted())
    await expect(chosen.getByText(/^Error/)).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('a reload keeps the rule and the outcome', async () => {
    await page.reload()
    await expect(page.getByRole('tab', { name: 'Lacking 2' })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('checks', async () => {
    await runCommand(page, 'Run all checks')
    await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible()
    for (const passed of ['The project exists', 'Phoenix accepts the request', 'Spans carry the simulation output id'])
      await expect(page.getByText(`${passed}: passed`)).toBeAttached()
    await expect(page.getByText('2 of 10 LLM spans').first()).toBeVisible()
  })

  await test.step('list', async () => {
    await runCommand(page, 'Simulations')
    const imports = page.getByRole('grid', { name: 'Imported simulations' })
    await tabTo(page, imports)
    await page.keyboard.press('Home')
    await expect(imports.getByRole('row', { selected: true })).toContainText(support.simulation_id)
    await expect(page.getByRole('complementary', { name: 'The chosen import' })).toContainText(`${sent.length} in 1 trace`)
  })

  await test.step('viewer', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Open the trace' }))
    await page.keyboard.press('Enter')
    await expect(page.getByText(`${sent.length} spans · `)).toBeVisible()
    // One trace: a row for each span, and the head.
    await expect(tree(page)).toHaveAttribute('aria-rowcount', String(sent.length + 1))
    await tabTo(page, tree(page))
    await page.keyboard.press('Home')
    const root = sent.find(({ parentSpanId }) => parentSpanId === null)
    await expect(selectedRow(page)).toContainText(root?.name ?? '')
    await expect(spanPanel(page).getByRole('heading', { level: 2 })).toHaveText(root?.name ?? '')
    const failed = sent.filter(({ status }) => status.code === 'Error').toSorted((a, b) => Number(a.startTime - b.startTime))
    expect(failed.map(({ name }) => name)).toContain('ChatCompletion')
    for (const { name } of failed) {
      await page.keyboard.press(']')
      await expect(selectedRow(page)).toContainText(name === 'ChatCompletion' ? 'llm' : name)
    }
    await expect(spanPanel(page)).toContainText('named ChatCompletion by its instrumentation')
  })
})

test('against a live Phoenix: LLM spans of three names, of which half lack their tokens', async ({ app }) => {
  const { page } = app
  const fed = await feedRecording({ url: phoenix.url, recording: 'voice-agent', endedAgoMs: 600_000 })
  const sent = fed.filter(({ traceId }) => voice.expected_trace_ids.includes(traceId))
  await connect(page, { url: phoenix.url, project: 'voice-agent' })
  await importAndMap(page, voice.simulation_id, sent)
  await expectMapping(page, sent)
})
