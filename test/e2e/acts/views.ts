import { expect, type Page } from '@playwright/test'

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
