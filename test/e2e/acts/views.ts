import { expect, type Locator, type Page } from '@playwright/test'
import { runCommand } from './commands.ts'
import { verdict } from './request.ts'
import { tree } from './viewer.ts'

interface View {
  /** The command that goes there. */
  readonly command: string
  /** The heading by which a person knows that they are there. */
  readonly heading: string
  readonly hash: string
  /** What is there once the view has read what it shows of an import. */
  readonly content: (page: Page) => Locator
}

export const views: readonly View[] = [
  { command: 'Import a simulation', heading: 'Import a simulation', hash: '#/preview', content: verdict },
  {
    command: 'Token-alias mapping',
    heading: 'Token-alias mapping',
    hash: '#/mapping',
    content: (page) =>
      page
        .getByRole('grid', { name: /^Spans: / })
        .getByRole('row')
        .nth(1),
  },
  {
    command: 'Troubleshooting checks',
    heading: 'Checks',
    hash: '#/checks',
    content: (page) => page.getByRole('button', { name: 'Run all', exact: true }),
  },
  {
    command: 'Simulations',
    heading: 'Simulations',
    hash: '#/simulations',
    content: (page) => page.getByRole('grid', { name: 'Imported simulations' }).getByRole('row').nth(1),
  },
  { command: 'Trace viewer', heading: 'Trace', hash: '#/trace', content: (page) => tree(page).getByRole('row').nth(1) },
  {
    command: 'Metrics',
    heading: 'Metrics',
    hash: '#/metrics',
    content: (page) => page.getByRole('complementary', { name: 'Coverage' }),
  },
  {
    command: 'Transition heatmap',
    heading: 'Heatmap',
    hash: '#/heatmap',
    content: (page) => page.getByRole('grid', { name: 'Transitions: rows lead to columns' }),
  },
  {
    command: 'Recordings',
    heading: 'Recordings',
    hash: '#/recordings',
    content: (page) => page.getByRole('grid', { name: 'Cases that can be recorded' }).getByRole('row').nth(1),
  },
  {
    command: 'Connection and store',
    heading: 'Connections',
    hash: '#/connection',
    content: (page) => page.getByRole('radiogroup', { name: 'Kind of store' }),
  },
]

/** Goes to a view by its command, and waits for what it shows of an import. */
export async function showView(page: Page, { command, heading, content }: View): Promise<void> {
  await runCommand(page, command)
  await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeAttached()
  await expect(content(page)).toBeVisible()
}

const headings = {
  Import: 'Import a simulation',
  Mapping: 'Token-alias mapping',
  Simulations: 'Simulations',
  Trace: 'Trace',
  Metrics: 'Metrics',
  Heatmap: 'Heatmap',
  Recordings: 'Recordings',
} as const

/** Goes to a view by the link at the left. */
export async function goTo(page: Page, view: keyof typeof headings): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).press('Enter')
  await expect(page.getByRole('heading', { name: headings[view], level: 1 })).toBeAttached()
}

/** Chooses the simulation that a view looks at, by its id. */
export async function chooseSimulation(page: Page, simulation: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Simulation', exact: true })
  await field.fill(simulation)
  await page.getByRole('option', { name: simulation }).click()
  await expect(field).toHaveValue(new RegExp(simulation))
}
