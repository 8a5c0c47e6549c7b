import { expect, type Page } from '@playwright/test'
import { type RecordedSimulation, readCorpusManifest } from '../../support/corpus.ts'
import { runCommand } from './commands.ts'

export const simulationField = (page: Page) => page.getByRole('textbox', { name: 'Simulation', exact: true })

/** Goes to the import's form and types the id. */
export async function typeSimulation(page: Page, simulation: string): Promise<void> {
  await runCommand(page, 'Import a simulation')
  await expect(page).toHaveURL(/#\/preview/)
  await simulationField(page).fill(simulation)
}

/** Types the id and previews it with Enter. */
export async function preview(page: Page, simulation: string): Promise<void> {
  await typeSimulation(page, simulation)
  await simulationField(page).press('Enter')
}

/** Imports what the form asks for. */
export const startImport = (page: Page): Promise<void> => page.keyboard.press('Control+Shift+Enter')

export const importResult = (page: Page) => page.getByRole('status', { name: 'Result of the import' })

/** The sentence that says what matches. */
export const verdict = (page: Page) => page.getByRole('status').filter({ hasText: /match|No span|taken/ })

/** A recorded simulation by its case or its place among the others. */
export function recorded(project: string, which: string | number): RecordedSimulation {
  const { simulations } = readCorpusManifest(project)
  const found = typeof which === 'number' ? simulations[which] : simulations.find((one) => one.case === which)
  if (found === undefined) throw new Error(`the recording ${project} has no simulation ${which}`)
  return found
}
