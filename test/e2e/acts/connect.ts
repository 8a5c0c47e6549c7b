import { expect, type Page } from '@playwright/test'
import { runCommand, tabTo } from './commands.ts'

/** Fills the connection's form from the keyboard and saves it with Enter. At the first start the form is there already. */
export async function connect(page: Page, { url, project }: { readonly url: string; readonly project: string }): Promise<void> {
  const host = page.getByRole('textbox', { name: 'Phoenix host' })
  if (!(await page.getByRole('heading', { name: 'Connect a Phoenix' }).isVisible())) await runCommand(page, 'Add a connection')
  await expect(host).toHaveValue('')
  await host.fill(url)
  await tabTo(page, projectField(page))
  await page.keyboard.type(project)
  await page.keyboard.press('Enter')
  // Only a saved connection can be tested.
  await expect(page.getByRole('button', { name: 'Test connection' })).toBeEnabled()
}

export const projectField = (page: Page) => page.getByRole('textbox', { name: 'Phoenix project' })

/** Types a key into the field that waits for one, and saves it with Enter. */
export async function saveKey(page: Page, key: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /API key$/ })
  await field.fill(key)
  await field.press('Enter')
  await expect(page.getByText('Configured', { exact: true })).toBeVisible()
  await expect(field).toBeHidden()
}
