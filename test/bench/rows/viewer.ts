import { buildWhereOlder } from '../../support/build-once.ts'
import { interleave } from '../measure/interleave.ts'
import { median } from '../measure/statistics.ts'
import { compare, type Row, seconds } from '../report/row.ts'
import { anchoredNote, jaegerClickMs, jaegerFirstMs } from '../viewer/jaeger.ts'
import {
  type Load,
  type Movement,
  measureClick,
  measureLoad,
  measureMovement,
  measurePhoenix,
  ownPage,
  phoenixPage,
} from '../viewer/measured-trace.ts'
import { type ServedTraces, serveMadeTraces } from '../viewer/seeded-home.ts'
import { startViewerPhoenix } from '../viewer/viewer-phoenix.ts'
import type { Bench, Measurement } from './bench.ts'
import { measureComputing } from './viewer-computing.ts'
import { movementRows } from './viewer-movement.ts'

const besidePhoenix = [1204, 5000]
const alone = [20_000, 50_000]

/** The trace viewer in Chromium through the loopback host, beside Phoenix's own page; then what the engine computes. */
export const measureViewer: Measurement = async (bench) => {
  buildWhereOlder()
  const served = await serveMadeTraces([...besidePhoenix, ...alone], bench.say)
  try {
    return [
      ...(await compareWithPhoenix(bench, served)),
      ...(await measureLarge(bench, served)),
      ...(await measureClicks(bench, served)),
      ...(await measureComputing(bench)),
    ]
  } finally {
    await served.close()
  }
}

async function compareWithPhoenix(bench: Bench, served: ServedTraces): Promise<Row[]> {
  const { phoenix, version, pageOf } = await startViewerPhoenix(bench.phoenix, besidePhoenix, bench.say)
  bench.versions.phoenix = version
  try {
    const rows: Row[] = []
    for (const spans of besidePhoenix) {
      const target = phoenixPage(pageOf.get(spans) ?? '')
      const whole: Awaited<ReturnType<typeof measurePhoenix>>[] = []
      const loads: Load[] = []
      bench.say(`  ${spans} spans: first rows`)
      const { ours, phoenix: theirs } = await interleave(
        [
          { name: 'ours', measure: async () => keep(loads, await measureLoad(ownPage(served, spans))).firstMs },
          { name: 'phoenix', measure: async () => keep(whole, await measurePhoenix(target, spans)).load.firstMs },
        ],
        bench.runs,
        bench.say,
      )
      const counted = whole.slice(1)
      const calibration = Math.round(median(loads.slice(1).map(({ calibrationMs }) => calibrationMs)))
      const what = `${spans.toLocaleString('en')} spans, fresh page`
      rows.push(
        compare({
          what: `${what}: first rows on screen`,
          ours,
          other: theirs,
          against: 'Phoenix',
          goal: spans === 1204 ? 0.125 : null,
          note: `A browser without anything kept from before; navigation to the end of the frame that shows a row. Ours through the loopback host, the same spans. The calibration loop took ${calibration} ms.`,
        }),
        compare({
          what: `${what}: every row reachable`,
          ours,
          other: counted.map(({ allMs }) => allMs),
          against: 'Phoenix',
          goal: null,
          note: `Ours can be scrolled to its last row from the first frame on. Phoenix: "Load More" pressed until it is gone, ${elementsText(median(counted.map(({ elements }) => elements)))} then.`,
        }),
        againstJaeger(`${what}: first rows on screen`, loads.slice(1), jaegerFirstMs.get(spans), spans === 1204 ? 0.33 : null),
      )
    }
    return rows
  } finally {
    await phoenix.stop()
  }
}

async function measureLarge(bench: Bench, served: ServedTraces): Promise<Row[]> {
  const rows: Row[] = []
  const most: Movement[] = []
  for (const spans of [1204, ...alone]) {
    const taken: { load: Load; movement: Movement }[] = []
    bench.say(`  ${spans} spans: first rows, scrolling, flame graph`)
    for (let run = 0; run <= bench.runs; run++) {
      const { load, movement } = await measureMovement(ownPage(served, spans), spans)
      if (run > 0) taken.push({ load, movement })
      bench.say(`  ${run === 0 ? 'warm-up' : `run ${run}`}: ${loadText(load)}; ${movementText(movement)}`)
    }
    const movements = taken.map(({ movement }) => movement)
    most.push(...movements)
    const loads = taken.map(({ load }) => load)
    const what = `${spans.toLocaleString('en')} spans`
    if (spans !== 1204)
      rows.push(
        againstJaeger(
          `${what}, fresh page: first rows on screen`,
          loads,
          jaegerFirstMs.get(spans),
          spans === 50_000 ? 0.5 : null,
        ),
      )
    if (spans === 50_000) rows.push(...movementRows(what, taken))
  }
  const elements = Math.max(...most.map((one) => Math.max(one.elements, one.flame.elements)))
  rows.push({
    what: 'elements in the document at 1,204 to 50,000 spans, the most',
    ours: elements.toLocaleString('en'),
    other: 'Phoenix 28,200 at 1,204; Jaeger 13,500 at 50,000',
    result: '–',
    goal: '≤ 2,500',
    reached: elements <= 2500,
    note: 'The whole page, after scrolling and with the flame graph open. The figures of the others were measured once, in the same way.',
  })
  return rows
}

async function measureClicks(bench: Bench, served: ServedTraces): Promise<Row[]> {
  const rows: Row[] = []
  for (const spans of [1204, 50_000]) {
    const opened: Load[] = []
    bench.say(`  ${spans} spans: a click inside the running app`)
    for (let run = 0; run <= bench.runs; run++) {
      const load = await measureClick(served, spans)
      if (run > 0) opened.push(load)
      bench.say(`  ${run === 0 ? 'warm-up' : `run ${run}`}: ${loadText(load)}`)
    }
    const row = againstJaeger(
      `${spans.toLocaleString('en')} spans, from a click inside the app: rows on screen`,
      opened,
      jaegerClickMs.get(spans),
      null,
    )
    rows.push(spans === 1204 ? { ...row, goal: '≤ 150 ms', reached: median(opened.map(({ firstMs }) => firstMs)) <= 150 } : row)
  }
  return rows
}

const againstJaeger = (what: string, loads: readonly Load[], jaegerMs: number | undefined, goal: number | null): Row =>
  compare({
    what,
    ours: loads.map(({ firstMs }) => firstMs),
    other: loads.map(() => jaegerMs ?? Number.NaN),
    against: 'Jaeger',
    goal,
    note: anchoredNote,
  })

function keep<Item>(kept: Item[], item: Item): Item {
  kept.push(item)
  return item
}

const elementsText = (elements: number): string => `${elements.toLocaleString('en')} elements in its document`

const loadText = (load: Load): string =>
  `first ${seconds(load.firstMs)}, longest task ${Math.round(load.taskMs)} then ${Math.round(load.laterTaskMs)}, ${load.elements} elements, calibration ${Math.round(load.calibrationMs)}`

const movementText = ({ steady, sweep, looked, pan, flame }: Movement): string =>
  `${[
    ['steady', steady],
    ['sweep', sweep],
    ['pan', pan],
  ]
    .map(([name, pass]) => {
      const { frames } = pass as Movement['pan']
      const sorted = frames.toSorted((a, b) => a - b)
      return `${name} p95 ${Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0)} max ${Math.round(sorted.at(-1) ?? 0)}`
    })
    .join(', ')}, blank ${looked.blankPercent.toFixed(1)} %, flame ${Math.round(flame.openMs)} (task ${Math.round(flame.taskMs)})`
