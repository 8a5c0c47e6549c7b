import { expect, type Locator, type Page } from '@playwright/test'

/** Runs a command from the palette: Ctrl+K, its words, Enter. `name` is the command's whole name. */
export async function runCommand(page: Page, name: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Type a command' })
  // A page that has only just been drawn does not listen to its keys yet.
  await expect(async () => {
    if (!(await field.isVisible())) await page.keyboard.press('Control+k')
    await expect(field).toBeFocused({ timeout: 5_000 })
  }).toPass()
  await field.fill(name)
  await expect(page.getByRole('dialog').getByRole('button').first()).toHaveText(name)
  await page.keyboard.press('Enter')
  await expect(field).toBeHidden()
}

/** Presses Tab until the focus is there. Fails where no number of stops leads to it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let stops = 0; stops < 80; stops++) {
    if (await target.evaluate((element) => element.ownerDocument.activeElement === element)) return
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

/** The commands that go to a view, and the heading by which a person knows that they are there. */
export const views = [
  { command: 'Import a simulation', heading: 'Import a simulation', hash: '#/preview' },
  { command: 'Token-alias mapping', heading: 'Token-alias mapping', hash: '#/mapping' },
  { command: 'Troubleshooting checks', heading: 'Checks', hash: '#/checks' },
  { command: 'Simulations', heading: 'Simulations', hash: '#/simulations' },
  { command: 'Trace viewer', heading: 'Trace', hash: '#/trace' },
  { command: 'Metrics', heading: 'Metrics', hash: '#/metrics' },
  { command: 'Transition heatmap', heading: 'Heatmap', hash: '#/heatmap' },
  { command: 'Recordings', heading: 'Recordings', hash: '#/recordings' },
  { command: 'Connection and store', heading: 'Connections', hash: '#/connection' },
] as const
