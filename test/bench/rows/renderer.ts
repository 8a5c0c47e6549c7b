import { buildWhereOlder } from '../../support/build-once.ts'
import { realParts } from '../../support/real-parts.ts'
import { interleave } from '../measure/interleave.ts'
import { median } from '../measure/statistics.ts'
import { makeWindow } from '../renderer/made-window.ts'
import { type MeasuredPage, openMeasuredPage } from '../renderer/measured-page.ts'
import { prepareWindowStarts } from '../renderer/window-start.ts'
import { compare, type Row, seconds } from '../report/row.ts'
import type { Bench, Measurement } from './bench.ts'

const mostElements = 2500
/** The time of one frame at 60 a second. */
const frameMs = 1000 / 60
/** A fifth more: the clock that a page sees is coarse, so that a frame in time often measures a little over its 16.7 ms. */
const lateMs = frameMs * 1.2

/** What the page costs on a window as large as Coval reads, and how long its window takes to come up. */
export const measureRenderer: Measurement = async (bench) => {
  buildWhereOlder()
  return [...(await measureWindow(bench)), ...(await measureRows(bench)), ...(await measureStart(bench))]
}

async function measureWindow(bench: Bench): Promise<Row[]> {
  const made = makeWindow('five-hundred-traces', 500, 10)
  return withPage(await openMeasuredPage(made), async (page) => {
    const verdicts: number[] = []
    const reports: number[] = []
    for (let run = 0; run <= bench.runs; run += 1) {
      const { verdictMs, reportMs } = await page.preview()
      bench.say(`  ${run === 0 ? 'warm-up' : `run ${run}`}: verdict ${Math.round(verdictMs)}, report ${Math.round(reportMs)}`)
      if (run > 0) {
        verdicts.push(verdictMs)
        reports.push(reportMs)
      }
    }
    return [
      {
        what: 'preview of 5,000 spans in 500 traces: first verdict on screen',
        ours: seconds(median(verdicts)),
        other: `the whole report ${seconds(median(reports))}`,
        result: '–',
        goal: '–',
        reached: null,
        note: 'From the key that asks for it to the frame that shows the sentence, in Chromium through the loopback host, against a replay server. The report includes the timeline and the table.',
      },
    ]
  })
}

async function measureRows(bench: Bench): Promise<Row[]> {
  const made = makeWindow('five-thousand-traces', 5000, 1)
  return withPage(await openMeasuredPage(made), async (page) => {
    await page.preview()
    const over: number[] = []
    const late: number[] = []
    let elements = 0
    for (let run = 0; run <= bench.runs; run += 1) {
      const frames = await page.scroll()
      const counted = await page.count()
      if (counted.rows !== made.traces) throw new Error(`the table holds ${counted.rows} rows`)
      elements = Math.max(elements, counted.elements)
      const share = (limitMs: number) => (100 * frames.filter((ms) => ms > limitMs).length) / frames.length
      bench.say(
        `  ${run === 0 ? 'warm-up' : `run ${run}`}: ${frames.length} frames, ${share(frameMs).toFixed(1)} % over 16.7 ms, ${share(lateMs).toFixed(1)} % over 20 ms`,
      )
      if (run === 0) continue
      over.push(share(frameMs))
      late.push(share(lateMs))
    }
    return [
      {
        what: 'scrolling a table of 5,000 rows: frames over 16.7 ms',
        ours: `${median(over).toFixed(1)} %`,
        other: `over 20 ms: ${median(late).toFixed(1)} %`,
        result: '–',
        goal: '–',
        reached: null,
        note: 'Three seconds at three pixels a millisecond, headless Chromium without a GPU. The page’s clock is coarse: a frame in time often measures a little over 16.7 ms; over 20 ms it was late.',
      },
      {
        what: 'elements in the document at 5,000 rows',
        ours: elements.toLocaleString('en'),
        other: '–',
        result: '–',
        goal: `≤ ${mostElements.toLocaleString('en')}`,
        reached: elements <= mostElements,
        note: 'The most seen after the scrolling, of the whole page.',
      },
    ]
  })
}

async function measureStart(bench: Bench): Promise<Row[]> {
  const { electron } = realParts
  if (electron === null) {
    bench.say('  no Electron (COVAL_ELECTRON): its start is left out')
    return []
  }
  const starts = await prepareWindowStarts(electron)
  try {
    const samples = await interleave(
      [
        { name: 'ours', measure: starts.ours },
        { name: 'empty', measure: starts.empty },
      ],
      bench.runs,
      bench.say,
    )
    return [
      compare({
        what: 'from start to a usable window ÷ an empty Electron window',
        ours: samples.ours,
        other: samples.empty,
        against: 'empty',
        goal: 1.5,
        note: 'From the start of the process to the first paint of content: ours is the whole first view, the other one heading. Each time in a home of its own, in which it was started once before; ours has a connection saved there.',
      }),
    ]
  } finally {
    await starts.close()
  }
}

async function withPage<Result>(page: MeasuredPage, use: (page: MeasuredPage) => Promise<Result>): Promise<Result> {
  try {
    return await use(page)
  } finally {
    await page.close()
  }
}
