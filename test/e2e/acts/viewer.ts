import type { Page } from '@playwright/test'

export const tree = (page: Page) => page.getByRole('treegrid', { name: 'Spans of the simulation' })
export const spanPanel = (page: Page) => page.getByRole('complementary', { name: 'The selected span' })
export const summaryPanel = (page: Page) => page.getByRole('complementary', { name: 'Summary of the simulation' })
export const selectedRow = (page: Page) => tree(page).getByRole('row', { selected: true })

/** The stretch of time that the views show, in microseconds of the axis, and whether that is all of it. */
export async function shownTime(page: Page): Promise<{ start: number; end: number; all: boolean }> {
  const read = async (name: string, attribute: string) => Number(await page.getByRole('slider', { name }).getAttribute(attribute))
  const start = await read('Start of what is shown', 'aria-valuenow')
  const end = await read('End of what is shown', 'aria-valuenow')
  return { start, end, all: start === 0 && end === (await read('End of what is shown', 'aria-valuemax')) }
}

/** Shows the spans as this view. */
export const showAs = (page: Page, view: 'Waterfall' | 'Flame' | 'Chat') =>
  page.getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name: view }).check()

/** The bars of the waterfall as they are drawn. */
export const drawnBars = (page: Page): Promise<string> =>
  tree(page)
    .locator('canvas')
    .last()
    .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL())

/** Presses the button at the first point, moves to the second in steps, and lets it go. */
export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move(...to, { steps: 6 })
  await page.mouse.up()
}

/** Where something stands on the page. */
export async function placeOf(locator: ReturnType<Page['locator']>) {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not on the page')
  return box
}
