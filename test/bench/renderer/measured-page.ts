import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { connect } from '../../e2e/acts/connect.ts'
import { realParts } from '../../support/real-parts.ts'
import { endServing, serveApp } from '../../support/served-app.ts'
import { temporaryFolder } from '../setup/cache.ts'
import type { MadeWindow } from './made-window.ts'

const longestPreviewMs = 60_000

export interface MeasuredPage {
  /** Milliseconds from the key that asks for a preview until a verdict is painted, and until the whole report is. */
  preview(): Promise<{ readonly verdictMs: number; readonly reportMs: number }>
  /** Scrolls the table for three seconds at three pixels a millisecond; milliseconds from frame to frame. */
  scroll(): Promise<number[]>
  /** Elements in the document while the table is shown, and rows that the table says it has. */
  count(): Promise<{ readonly elements: number; readonly rows: number }>
  close(): Promise<void>
}

/** The app in Chromium, connected to a server that holds the window and answers as Phoenix would. */
export async function openMeasuredPage(made: MadeWindow): Promise<MeasuredPage> {
  const home = await temporaryFolder('page')
  const server = await startReplayServer({ recordings: [made.recording] })
  const host = await serveApp(home)
  let browser: Browser | null = null
  const close = async () => {
    await browser?.close()
    await endServing(host.child)
    await server.close()
    await rm(home, { recursive: true, force: true })
  }
  try {
    browser = await chromium.launch({ ...(realParts.chromium ? { executablePath: realParts.chromium } : {}) })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, timezoneId: 'UTC' })
    await page.goto(host.link)
    await page.getByRole('heading', { name: 'Connect a Phoenix' }).waitFor()
    await connect(page, { url: server.url, project: made.recording.name })
    await page.evaluate(`location.hash = '#/preview?sim=${made.simulation}&window=${made.start}~${made.end}'`)
    await page.getByRole('textbox', { name: 'Simulation', exact: true }).waitFor()
    return {
      preview: () => preview(page, made),
      scroll: () => page.evaluate<number[]>(scrollTable),
      count: () => page.evaluate<{ elements: number; rows: number }>(countElements),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function preview(page: Page, made: MadeWindow): Promise<{ verdictMs: number; reportMs: number }> {
  await page.evaluate(watchPreview)
  await page.keyboard.press('Control+Enter')
  const seen = await Promise.race([
    page.evaluate<{ verdictMs: number; reportMs: number; rows: number }>('window.watched'),
    wait(longestPreviewMs).then(() => Promise.reject(new Error('the preview did not end on the screen'))),
  ])
  if (seen.rows !== made.traces) throw new Error(`the table holds ${seen.rows} traces, not ${made.traces}`)
  return seen
}

/** Times are taken in the page, after the frame in which a thing was painted. */
const watchPreview = `window.watched = new Promise((resolve) => {
  const afterPaint = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => done(performance.now())
    channel.port2.postMessage(0)
  }))
  let pressed = null, cleared = false, verdict = null, reported = false
  const press = (event) => {
    // Control comes before Enter.
    if (event.key !== 'Enter') return
    window.removeEventListener('keydown', press, true)
    pressed = performance.now()
    look.observe(document, { childList: true, subtree: true, characterData: true })
  }
  window.addEventListener('keydown', press, true)
  const look = new MutationObserver(() => {
    const sentence = document.querySelector('main p[role=status]')?.textContent ?? ''
    const running = document.querySelector('[aria-label="Preview under way"]')
    // The sentence of the run before goes first.
    cleared ||= !/ match/.test(sentence)
    if (cleared && verdict === null && / match/.test(sentence)) verdict = afterPaint()
    const table = document.querySelector('[role=grid]')
    if (!reported && verdict !== null && !running && table) {
      reported = true
      look.disconnect()
      Promise.all([verdict, afterPaint()]).then(([first, last]) => resolve({ verdictMs: first - pressed, reportMs: last - pressed, rows: Number(table.getAttribute('aria-rowcount')) - 1 }))
    }
  })
}); 0`

const scrollTable = `new Promise((resolve) => {
  const table = document.querySelector('[role=grid]')
  const furthest = table.scrollHeight - table.clientHeight
  table.scrollTop = 0
  const frames = []
  let last = null
  const from = performance.now() + 500
  const frame = (now) => {
    const passed = now - from
    if (passed > 0) {
      if (last !== null) frames.push(now - last)
      last = now
      const way = (passed * 3) % (2 * furthest)
      table.scrollTop = way > furthest ? 2 * furthest - way : way
    }
    if (passed > 3000) resolve(frames)
    else requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})`

const countElements = `(() => {
  const table = document.querySelector('[role=grid]')
  return { elements: document.querySelectorAll('*').length, rows: Number(table?.getAttribute('aria-rowcount')) - 1 }
})()`
