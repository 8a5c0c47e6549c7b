import { type Browser, chromium, type Page } from 'playwright'
import { realParts } from '../../support/real-parts.ts'
import { calibrate, jumpToEnd, pressMore, probe, readLoad } from './page-probe.ts'
import { openFlame, type Pass, panPass, pressButton, scrollPass } from './scroll-probe.ts'
import type { ServedTraces } from './seeded-home.ts'

/** A page that shows a trace. */
export interface TracePage {
  readonly url: string
  readonly cookie: ServedTraces['cookie'] | null
  /** Selects the rows of spans. */
  readonly row: string
}

export interface Load {
  readonly firstMs: number
  readonly settledMs: number
  /** Elements in the document once the page is quiet. */
  readonly elements: number
  /** The longest task before, and after, the first rows. */
  readonly taskMs: number
  readonly laterTaskMs: number
  readonly calibrationMs: number
}

export interface Movement {
  readonly steady: Pass
  readonly sweep: Pass
  readonly looked: Pass
  readonly pan: Pass
  readonly flame: { readonly openMs: number; readonly taskMs: number; readonly elements: number }
  readonly elements: number
}

export const ownRow = '[data-span-row]'
const scroller = '[data-waterfall]'
const viewport = { width: 1400, height: 900 }

export const ownPage = ({ origin, cookie, importIds }: ServedTraces, spans: number): TracePage => ({
  url: `${origin}/#/trace?source=${encodeURIComponent(`import:${importIds.get(spans)}`)}`,
  cookie,
  row: ownRow,
})

export const phoenixPage = (url: string): TracePage => ({
  url,
  cookie: null,
  row: 'ul[data-testid="trace-tree"] .span-node__content',
})

/** A fresh browser for each load: nothing is kept from the one before. */
async function withBrowser<Result>(target: TracePage, use: (page: Page) => Promise<Result>): Promise<Result> {
  const { chromium: executablePath } = realParts
  const rootUser = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...rootUser, '--disable-gpu'],
  })
  try {
    const context = await browser.newContext({ viewport, timezoneId: 'UTC' })
    if (target.cookie) await context.addCookies([{ ...target.cookie, url: new URL(target.url).origin }])
    const page = await context.newPage()
    page.setDefaultTimeout(180_000)
    return await use(page)
  } finally {
    await browser.close()
  }
}

const ask = <Answer>(page: Page, script: string): Promise<Answer> => page.evaluate<Answer>(script)

async function load(page: Page, target: TracePage): Promise<Load> {
  const calibrationMs = await ask<number>(page, calibrate)
  await page.addInitScript({ content: probe(target.row) })
  await page.goto(target.url, { waitUntil: 'commit' })
  return { ...(await ask<Omit<Load, 'calibrationMs'>>(page, readLoad('0'))), calibrationMs }
}

/** Navigation to rows on screen. */
export const measureLoad = (target: TracePage): Promise<Load> => withBrowser(target, (page) => load(page, target))

/** The same of Phoenix, and then the button for more until every span has its row, or so many milliseconds are over. */
export function measurePhoenix(
  target: TracePage,
  spans: number,
): Promise<{ readonly load: Load; readonly allMs: number; readonly elements: number }> {
  return withBrowser(target, async (page) => {
    const loaded = await load(page, target)
    const all = await ask<{ allMs: number; rows: number; elements: number; gaveUp: boolean }>(
      page,
      pressMore('Load More', target.row, 120_000),
    )
    if (all.rows !== spans && !all.gaveUp) throw new Error(`Phoenix shows ${all.rows} of ${spans} spans`)
    return { load: loaded, allMs: Math.max(all.allMs, loaded.settledMs), elements: all.elements }
  })
}

/** Our page: load, the end of the list, scrolling, panning, flame graph. */
export function measureMovement(target: TracePage, spans: number): Promise<{ readonly load: Load; readonly movement: Movement }> {
  return withBrowser(target, async (page) => {
    const loaded = await load(page, target)
    const end = await ask<{ reached: boolean; rows: number }>(page, jumpToEnd(scroller))
    if (!end.reached || end.rows !== spans)
      throw new Error(`of ${spans} spans the list has ${end.rows}, the last is ${end.reached ? '' : 'not '}reached`)
    await page.waitForTimeout(500)
    const steady = await ask<Pass>(page, scrollPass(scroller, 'steady', null))
    const sweep = await ask<Pass>(page, scrollPass(scroller, 'sweep', null))
    const looked = await ask<Pass>(page, scrollPass(scroller, 'sweep', target.row))
    const elements = await ask<number>(page, `document.querySelectorAll('*').length`)
    const pan = await ask<Pass>(page, panPass(scroller))
    await page.keyboard.press('f')
    const flame = await ask<Movement['flame'] & { coloured: number }>(page, openFlame)
    if (flame.coloured === 0) throw new Error('the flame graph is empty')
    return { load: loaded, movement: { steady, sweep, looked, pan, flame, elements } }
  })
}

/** Inside the running app: from the press on "Open the trace" beside the chosen import to rows on screen. */
export function measureClick(served: ServedTraces, spans: number): Promise<Load> {
  const from = { ...ownPage(served, spans), url: `${served.origin}/#/simulations?import=${served.importIds.get(spans)}` }
  return withBrowser(from, async (page) => {
    const calibrationMs = await ask<number>(page, calibrate)
    await page.addInitScript({ content: probe(ownRow) })
    await page.goto(from.url)
    await page.getByRole('button', { name: 'Open the trace' }).waitFor()
    await ask(page, 'probe.untilQuiet(1000)')
    await ask(page, pressButton('Open the trace'))
    return { ...(await ask<Omit<Load, 'calibrationMs'>>(page, readLoad('window.pressedAt'))), calibrationMs }
  })
}
