import { createServer } from 'node:net'
import type { Page } from '@playwright/test'
import { listenOn } from '../support/listen.ts'
import { runCommand } from './acts/commands.ts'
import { connect, projectField, saveKey } from './acts/connect.ts'
import { preview, recorded, typeSimulation, verdict } from './acts/request.ts'
import { expect, test } from './fixtures.ts'

/** Runs all checks and answers the group of one symptom of Coval's page. */
async function diagnose(page: Page, symptom: string) {
  await runCommand(page, 'Run all checks')
  await expect(page.getByRole('button', { name: 'Run all', exact: true })).toBeVisible({ timeout: 60_000 })
  return page.getByRole('region', { name: symptom })
}

const { simulation_id: simulation } = recorded('support-agent', 0)

test('“No spans in the viewer”: the project’s name differs; the nearest name is put in and the spans are there', async ({
  app,
  replay,
}) => {
  const { page } = app
  const server = await replay(['support-agent', 'near-miss-agent'])
  await connect(page, { url: server.url, project: 'Support-Agent' })
  await typeSimulation(page, simulation)

  const group = await diagnose(page, 'No spans in the viewer, correct time window')
  await expect(group.getByText('The project exists: failed')).toBeVisible()
  await expect(group.getByText(/nearest: .*support-agent/)).toBeVisible()
  await group.getByRole('button', { name: /^Use the project .*support-agent/ }).press('Enter')
  await expect(projectField(page)).toBeFocused()
  await expect(projectField(page)).toHaveValue('support-agent')
  await page.getByRole('button', { name: 'Save changes' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeHidden()
  await preview(page, simulation)
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
})

test('“No spans in the viewer”: the window is wrong; the nearest spans before and after are named', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['support-agent'])
  await connect(page, { url: server.url, project: 'support-agent' })
  await page.goto(
    `${new URL(page.url()).href.split('#')[0]}#/checks?sim=${simulation}&window=2026-11-22T13:00:00Z~2026-11-22T13:05:00Z`,
  )
  const group = await diagnose(page, 'No spans in the viewer, correct time window')
  await expect(group.getByText('The window holds spans: failed')).toBeVisible()
  const nearest = group.getByText(/nearest span after:/)
  await expect(nearest.locator('time')).toHaveAttribute('datetime', /^2026-11-22T14:37:52/)
  await group.getByRole('button', { name: /^Move the window to/ }).press('Enter')
  await expect(page).toHaveURL(/#\/preview\?.*window=2026-11-22T14%3A3/)
  await expect(verdict(page)).toContainText('match')
})

test('“Spans appear in Phoenix but not in Coval”: the id stands under another key; the fix is shown', async ({ app, replay }) => {
  const { page } = app
  const server = await replay(['near-miss-agent'])
  const camel = recorded('near-miss-agent', 'wrong_key_camel')
  await connect(page, { url: server.url, project: 'near-miss-agent' })
  await typeSimulation(page, camel.simulation_id)

  const group = await diagnose(page, 'Spans appear in Phoenix but not in Coval')
  await expect(group.getByText('Spans carry the simulation output id: failed')).toBeVisible()
  await expect(group.getByText(/near miss \(other key\): simulationOutputId/)).toBeVisible()
  await group
    .getByRole('listitem')
    .filter({ hasText: 'Spans carry the simulation output id: failed' })
    .getByRole('button')
    .first()
    .press('Enter')
  await expect(page.getByRole('article').filter({ hasText: 'Under another key' })).toContainText('simulationOutputId')
  await expect(page.getByRole('region', { name: 'Code that sets the id' })).toContainText(camel.simulation_id)
})

test('“401 Unauthorized”: the key was rotated while pages were read; Replace key stands beside it and works', async ({
  app,
  replay,
}) => {
  const { page } = app
  const server = await replay(['support-agent'], { apiKey: 'first-key' })
  await connect(page, { url: server.url, project: 'support-agent' })
  await saveKey(page, 'first-key')
  // Rotated after the first answer of the run.
  const answered = server.requests.length
  server.setFaults(({ number }) => {
    if (number > answered) server.setApiKey('second-key')
    return null
  })
  await preview(page, simulation)
  await expect(page.getByRole('alert').filter({ hasText: 'phoenix-unauthorized' })).toContainText('401')

  const group = await diagnose(page, '401 Unauthorized')
  await expect(group.getByText('Phoenix accepts the request: failed')).toBeVisible()
  await group.getByRole('button', { name: /replace/i }).press('Enter')
  await saveKey(page, 'second-key')
  await preview(page, simulation)
  await expect(verdict(page)).toContainText('16 spans in 1 trace match')
  await expect(page.getByText('first-key').or(page.getByText('second-key'))).toHaveCount(0)
})

test('“Connection refused”: nothing listens there, and Coval’s workers could not reach the address either', async ({ app }) => {
  const { page } = app
  const taken = await listenOn(createServer())
  await taken.close()
  await connect(page, { url: `http://127.0.0.1:${taken.port}`, project: 'support-agent' })
  await typeSimulation(page, simulation)
  const group = await diagnose(page, 'Connection refused')
  await expect(group.getByText('The port accepts connections: failed')).toBeVisible()
  await expect(group.getByText(/refused/i).first()).toBeVisible()
  await expect(group.getByText('Coval’s workers can reach the address: warning')).toBeVisible()
  await expect(group.getByText(/is this machine itself/)).toBeVisible()
})

test('each symptom is found by the words that people search for, and the report is copied without the key', async ({
  app,
  replay,
}) => {
  const { page } = app
  const server = await replay(['support-agent'], { apiKey: 'a-key-nobody-sees' })
  await connect(page, { url: server.url, project: 'support-agent' })
  await saveKey(page, 'a-key-nobody-sees')
  await typeSimulation(page, simulation)
  await diagnose(page, '401 Unauthorized')
  for (const [words, check] of [
    ['401', 'Phoenix accepts the request'],
    ['connection refused', 'The port accepts connections'],
    ['no spans', 'The window holds spans'],
    ['in phoenix but not in coval', 'Spans carry the simulation output id'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Search the checks' }).fill(words)
    await expect(page.getByText(`${check}: passed`)).toBeVisible()
  }
  await page.getByRole('button', { name: 'Copy report' }).click()
  await page.getByRole('textbox', { name: 'Search the checks' }).fill('')
  await page.getByRole('textbox', { name: 'Search the checks' }).press('Control+v')
  const report = await page.getByRole('textbox', { name: 'Search the checks' }).inputValue()
  expect(report).toContain('## Coval Companion: checks')
  expect(report).not.toContain('a-key-nobody-sees')
})
