import type { RunningPhoenix } from '../../support/phoenix.ts'
import { type MeasuredEngine, startEngine } from '../engine/process.ts'
import { interleave } from '../measure/interleave.ts'
import { median } from '../measure/statistics.ts'
import { compare, type Row, seconds } from '../report/row.ts'
import { startBusyPhoenix } from '../setup/busy-phoenix.ts'
import type { Bench, Measurement } from './bench.ts'
import { importOnce, oneSimulation } from './import-requests.ts'

const copies = 10

/** One simulation out of the busy window: selected, scanned, and with ten times as many spans around it. */
export const measureSelection: Measurement = async (bench) => {
  const running: { stop(): Promise<void> }[] = []
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    running.push(one)
    return one
  }
  const start = async (where: 'inside' | 'outside' | null) =>
    keep(await startBusyPhoenix(bench.phoenix, bench.busy, where === null ? null : { count: copies, where }, bench.say))
  try {
    const alone = await start(null)
    const outside = await start('outside')
    const inside = await start('inside')
    return await compareSelections(bench, keep(await startEngine()), { alone, outside, inside })
  } finally {
    await Promise.all(running.map((one) => one.stop()))
  }
}

async function compareSelections(
  bench: Bench,
  engine: MeasuredEngine,
  phoenix: Readonly<Record<'alone' | 'outside' | 'inside', RunningPhoenix>>,
): Promise<readonly Row[]> {
  const { busy } = bench
  const run = async (where: RunningPhoenix, strategy: 'select' | 'scan') => {
    const from = { host: where.url, project: busy.project }
    const { elapsedMs, report } = await importOnce(engine, from, oneSimulation(busy, strategy), busy.simulation.spans)
    if (report.strategy?.kind !== strategy)
      throw new Error(`the import used ${report.strategy?.kind}: ${report.strategy?.reason}`)
    return elapsedMs
  }
  const samples = await interleave(
    [
      { name: 'selected', measure: () => run(phoenix.alone, 'select') },
      { name: 'scanned', measure: () => run(phoenix.alone, 'scan') },
      { name: 'selected, outside', measure: () => run(phoenix.outside, 'select') },
      { name: 'selected, inside', measure: () => run(phoenix.inside, 'select') },
    ],
    bench.runs,
    bench.say,
  )
  const scannedInside = await run(phoenix.inside, 'scan')
  bench.say(`  scanned, inside ${Math.round(scannedInside)}`)

  const size = busy.simulation.spans
  const growth = scannedInside / median(samples.scanned)
  return [
    compare({
      what: `one simulation of ${size} spans out of the busy window, selected ÷ scanned`,
      ours: samples.selected,
      other: samples.scanned,
      against: 'scanned',
      goal: 0.3,
      note: `Whole imports of the same simulation by the same engine, its store open; the window holds ${busy.spans} spans of ${busy.simulations.length} simulations, which a scan reads all.`,
    }),
    compare({
      what: `selected with ${copies} times as many spans in the project outside the window ÷ without`,
      ours: samples['selected, outside'],
      other: samples.selected,
      against: 'without',
      goal: 1.3,
      note: `${copies} copies of the project under other ids, moved by whole hours, half earlier, half later, stored after the original (test/bench/setup/multiply.ts).`,
    }),
    compare({
      what: `selected with ${copies} times as many spans inside the window ÷ without`,
      ours: samples['selected, inside'],
      other: samples.selected,
      against: 'without',
      goal: null,
      note: `The same copies with their times kept. The scan grew ${growth.toFixed(1)} times (${seconds(scannedInside)}, one run); selection reads the window's roots, which are ${copies + 1} times as many too.`,
    }),
  ]
}
