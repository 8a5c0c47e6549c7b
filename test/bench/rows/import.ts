import { rm } from 'node:fs/promises'
import path from 'node:path'
import { spansPath } from '../../../electron/engine/phoenix/query.ts'
import { parseInstant, type UnixNano } from '../../../shared/otlp/time.ts'
import { type MeasuredEngine, startEngine } from '../engine/process.ts'
import { interleave } from '../measure/interleave.ts'
import { median } from '../measure/statistics.ts'
import { timeProcess } from '../measure/timed-process.ts'
import { type PythonReader, startPythonReader } from '../python/reader.ts'
import { compare } from '../report/row.ts'
import type { BusyAgent } from '../setup/busy-agent.ts'
import { startBusyPhoenix } from '../setup/busy-phoenix.ts'
import { temporaryFolder } from '../setup/cache.ts'
import type { Bench, Measurement } from './bench.ts'
import { fivePages, importOnce, pageSpans, pages } from './import-requests.ts'

const spans = pages * pageSpans

/** 5,000 spans into the embedded store, against curl and against Python. */
export const measureImport: Measurement = async (bench) => {
  const phoenix = await startBusyPhoenix(bench.phoenix, bench.busy, null, bench.say)
  const commandLineStore = await temporaryFolder('command-line')
  const running: { stop(): Promise<void> }[] = [phoenix]
  try {
    const engine = await startEngine()
    running.push(engine)
    const python = await startPythonReader(bench.python.python)
    running.push(python)
    return await compareImports(bench, { host: phoenix.url, engine, python, commandLineStore })
  } finally {
    await Promise.all(running.map((one) => one.stop()))
    await rm(commandLineStore, { recursive: true, force: true })
  }
}

interface Parts {
  readonly host: string
  readonly engine: MeasuredEngine
  readonly python: PythonReader
  readonly commandLineStore: string
}

async function compareImports(bench: Bench, { host, engine, python, commandLineStore }: Parts) {
  const { busy } = bench
  const addresses = await findPages(host, busy)
  bench.versions.clickhouse = engine.version
  const request = fivePages(busy)
  const samples = await interleave(
    [
      {
        name: 'engine',
        measure: async () => {
          const { elapsedMs, report } = await importOnce(engine, { host, project: busy.project }, request, spans)
          bench.versions.phoenix = report.serverVersion ?? 'unknown'
          return elapsedMs
        },
      },
      { name: 'curl', measure: () => download(addresses) },
      {
        name: 'five curls',
        measure: async () => {
          let elapsed = 0
          for (const address of addresses) elapsed += await download([address])
          return elapsed
        },
      },
      {
        name: 'python',
        measure: () => python.readAndInsert({ host, project: busy.project, ...busy.window, limit: spans }),
      },
      { name: 'command line', measure: () => importByCommandLine(host, busy, commandLineStore) },
    ],
    bench.runs,
    bench.say,
  )
  const single = median(samples.curl) <= median(samples['five curls'])
  const curl = single ? samples.curl : samples['five curls']
  const how = `${single ? 'one curl over one connection' : 'one curl a page'} (the faster way here), \`--compressed\`, the same five addresses, into /dev/null`
  return [
    compare({
      what: 'import of 5,000 spans into the embedded store ÷ downloading the same pages with curl',
      ours: samples.engine,
      other: curl,
      against: 'curl',
      goal: 1.15,
      note: `Five pages of 1,000 spans, no hint, \`limits: documented\`; the engine's process runs and its store is open, as in the app; the import is removed again between the runs. The other: ${how}.`,
    }),
    compare({
      what: 'the same by the command line, process and all ÷ curl',
      ours: samples['command line'],
      other: curl,
      against: 'curl',
      goal: null,
      note: 'From starting Node to its exit: loading the program and chDB, opening and closing the store. Reported for honesty.',
    }),
    compare({
      what: "the same ÷ Phoenix's Python client reading 5,000 spans and inserting them with chDB's Python package",
      ours: samples.engine,
      other: samples.python,
      against: 'Python',
      goal: 0.8,
      note: "`Client.spans.get_spans(limit=5000)` and one `INSERT … FORMAT JSONEachRow` into the collector's table; client and session open before the clock starts (test/bench/python/read_and_insert.py).",
    }),
    compare({
      what: 'floor of the row above: curl alone downloading the five pages ÷ the same Python',
      ours: curl,
      other: samples.python,
      against: 'Python',
      goal: null,
      note: "Nothing is parsed or stored here. The client reads `/v1/projects/…/spans`, which costs Phoenix less a span than `…/spans/otlpv1`, the answer that Coval's page names.",
    }),
  ]
}

/** The addresses of the five pages: each page names the cursor of the next. */
async function findPages(host: string, busy: BusyAgent): Promise<string[]> {
  const range = { start: instant(busy.window.start), end: instant(busy.window.end) }
  const addresses: string[] = []
  let cursor: string | null = null
  while (addresses.length < pages) {
    const address: string = host + spansPath({ project: busy.project, range, limit: pageSpans }, cursor)
    addresses.push(address)
    const response = await fetch(address)
    const page = (await response.json()) as { next_cursor: string | null }
    cursor = page.next_cursor
  }
  return addresses
}

async function download(addresses: readonly string[]): Promise<number> {
  const wanted = addresses.flatMap((address) => ['--output', '/dev/null', address])
  const { elapsedMs } = await timeProcess('curl', ['--silent', '--show-error', '--fail', '--compressed', ...wanted])
  return elapsedMs
}

async function importByCommandLine(host: string, busy: BusyAgent, folder: string): Promise<number> {
  const program = path.join(import.meta.dirname, '..', '..', '..', 'electron', 'cli', 'index.ts')
  const environment = { ...process.env, COVAL_COMPANION_HOME: path.join(folder, 'home'), NO_COLOR: '1' }
  const store = ['--store', path.join(folder, 'store')]
  const target = ['--host', host, '--project', busy.project, '--from', busy.window.start, '--to', busy.window.end]
  const command = [program, 'import', ...target, '--limits', 'documented', '--json', ...store]
  const { elapsedMs, output } = await timeProcess(process.execPath, command, environment)
  const report = JSON.parse(output) as { importId: string; spans: { written: number } }
  if (report.spans.written !== spans) throw new Error(`the command line wrote ${report.spans.written} spans`)
  await timeProcess(process.execPath, [program, 'imports', 'delete', report.importId, ...store], environment)
  return elapsedMs
}

function instant(text: string): UnixNano {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`not an instant: ${text}`)
  return parsed
}
