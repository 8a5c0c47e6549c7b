import { startEngine } from '../engine/process.ts'
import { canMeasureMemory, forgetPeak, peakMegabytes, residentMegabytes } from '../measure/memory.ts'
import { median } from '../measure/statistics.ts'
import { startBusyPhoenix } from '../setup/busy-phoenix.ts'
import type { Bench, Measurement } from './bench.ts'
import { fivePages, importOnce, pageSpans, pages } from './import-requests.ts'

const goal = 200
const importsInOneProcess = 5

/** The engine's resident memory during a 5,000-span import, above what it needs with its store open and idle. */
export const measureMemory: Measurement = async (bench) => {
  if (!canMeasureMemory) {
    bench.say('  left out: only Linux tells the peak of a process')
    return []
  }
  const phoenix = await startBusyPhoenix(bench.phoenix, bench.busy, null, bench.say)
  try {
    const idle: number[] = []
    const first: number[] = []
    const later: number[] = []
    for (let run = 1; run <= bench.runs; run++) {
      const { idleMegabytes, peaks } = await watchOneProcess(bench, phoenix.url)
      const above = peaks.map((peak) => Math.round(peak - idleMegabytes))
      bench.say(`  run ${run}: idle ${Math.round(idleMegabytes)} MB, above it ${above.join(', ')} MB`)
      idle.push(idleMegabytes)
      first.push(above[0] ?? Number.NaN)
      later.push(above.at(-1) ?? Number.NaN)
    }
    const spread = `${Math.min(...first)}–${Math.max(...first)} MB`
    return [
      {
        what: "memory above chDB's own idle during a 5,000-span import",
        ours: `**${Math.round(median(first))} MB** (${spread})`,
        other: `idle ${Math.round(median(idle))} MB`,
        result: '–',
        goal: `≤ ${goal} MB`,
        reached: median(first) <= goal,
        note: `The kernel's peak of the engine's resident memory (VmHWM) less its resident memory after the store was opened and asked its version; a fresh process each run. The ${importsInOneProcess}th import in the same process peaked ${Math.round(median(later))} MB above the same idle.`,
      },
    ]
  } finally {
    await phoenix.stop()
  }
}

async function watchOneProcess(bench: Bench, host: string): Promise<{ idleMegabytes: number; peaks: readonly number[] }> {
  const engine = await startEngine()
  try {
    const idleMegabytes = await residentMegabytes(engine.pid)
    const peaks: number[] = []
    while (peaks.length < importsInOneProcess) {
      await forgetPeak(engine.pid)
      await importOnce(engine, { host, project: bench.busy.project }, fivePages(bench.busy), pages * pageSpans)
      peaks.push(await peakMegabytes(engine.pid))
    }
    return { idleMegabytes, peaks }
  } finally {
    await engine.stop()
  }
}
