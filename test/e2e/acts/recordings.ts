import { expect, type Page } from '@playwright/test'
import { runCommand } from './commands.ts'

/** Opens a file by the command and the system's dialog. */
export async function openRecording(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), runCommand(page, 'Open a recording…')])
  await chooser.setFiles(file)
}

/** What is told of the file that is open. */
export const openedFile = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Opened recordings' }).getByRole('button', { name, exact: false })

/** Drops a file of these bytes on the page. */
export async function dropFile(page: Page, name: string, bytes: Buffer): Promise<void> {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (one) => one.charCodeAt(0))
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}))
    document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)
}

/** Everything that the page holds and shows. */
export const heldByPage = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map((one) => one.value).join('\\n') + JSON.stringify([localStorage, sessionStorage, location.href])`,
  )

/** In every view the page says that it works with a recording. */
export async function expectMarkedEverywhere(page: Page): Promise<void> {
  for (const view of await page.getByRole('navigation', { name: 'Views' }).getByRole('link').all()) {
    await view.press('Enter')
    await expect(view).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('region', { name: 'You work with a recording' })).toBeVisible()
    await expect(page.getByRole('banner').getByRole('button', { name: /^This connection is a recording$/ })).toBeVisible()
  }
}
