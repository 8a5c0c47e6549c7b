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
