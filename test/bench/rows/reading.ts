import { connectEmbedded } from '../../../electron/engine/store/connection/embedded.ts'
import { collectorStatements } from '../../contract/store/collector-tables.ts'
import { type MeasuredEngine, startEngine } from '../engine/process.ts'
import { interleave } from '../measure/interleave.ts'
import { compare, type Row } from '../report/row.ts'
import { startBusyPhoenix } from '../setup/busy-phoenix.ts'
import type { Bench, Measurement } from './bench.ts'
import { fivePages, importAndKeep, pageSpans, pages } from './import-requests.ts'

const rows = 1_000_000

/** One import of 5,000 spans read back: alone in the table, and among a million rows. */
export const measureReading: Measurement = async (bench) => [
  await compareReading(bench, undefined, {
    what: `reading one import of 5,000 spans among ${rows.toLocaleString('en')} rows ÷ reading it alone`,
    goal: 3,
    note: 'Our own table. `Store.readSpans` to JavaScript objects. The other rows are copies of the import under other import and trace ids with the same times, log entries included, so that neither time nor service tells them apart.',
  }),
  await compareReading(bench, makeCollectorTable, {
    what: 'the same in a table that the collector made',
    goal: null,
    note: "The collector's classic table, used as it is: its rows are sorted by span name, so an import does not lie together.",
  }),
]

async function compareReading(
  bench: Bench,
  prepare: ((storeFolder: string) => Promise<void>) | undefined,
  words: { readonly what: string; readonly goal: number | null; readonly note: string },
): Promise<Row> {
  const running: { stop(): Promise<void> }[] = []
  try {
    const alone = await startEngine(prepare)
    running.push(alone)
    const among = await startEngine(prepare)
    running.push(among)
    const [fromAlone, fromAmong] = await importIntoBoth(bench, alone, among)
    bench.say(`  multiplying the import to ${rows.toLocaleString('en')} rows`)
    const filled = await among.ask({ kind: 'multiply', importId: fromAmong, rows })
    bench.say(`  ${filled.rows.toLocaleString('en')} rows`)
    const samples = await interleave(
      [
        { name: 'among', measure: () => read(among, fromAmong) },
        { name: 'alone', measure: () => read(alone, fromAlone) },
      ],
      bench.runs,
      bench.say,
    )
    return compare({ ...words, ours: samples.among, other: samples.alone, against: 'alone' })
  } finally {
    await Promise.all(running.map((one) => one.stop()))
  }
}

async function importIntoBoth(bench: Bench, ...engines: readonly [MeasuredEngine, MeasuredEngine]): Promise<[string, string]> {
  const phoenix = await startBusyPhoenix(bench.phoenix, bench.busy, null, bench.say)
  try {
    const from = { host: phoenix.url, project: bench.busy.project }
    const ids: string[] = []
    for (const engine of engines) {
      const { report } = await importAndKeep(engine, from, fivePages(bench.busy), pages * pageSpans)
      ids.push(report.importId ?? '')
    }
    return [ids[0] ?? '', ids[1] ?? '']
  } finally {
    await phoenix.stop()
  }
}

async function read(engine: MeasuredEngine, importId: string): Promise<number> {
  const { elapsedMs, spans } = await engine.ask({ kind: 'read', importId })
  if (spans !== pages * pageSpans) throw new Error(`${spans} spans were read`)
  return elapsedMs
}

/** In this process, and closed before the engine's own opens the folder. */
async function makeCollectorTable(storeFolder: string): Promise<void> {
  const connection = await connectEmbedded(storeFolder)
  try {
    for (const statement of collectorStatements('classic')) await connection.command(statement)
  } finally {
    await connection.close()
  }
}
