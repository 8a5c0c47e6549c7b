import { parseArgs } from 'node:util'
import { realParts } from '../support/real-parts.ts'
import { writeMeasured } from './report/document.ts'
import { describeMachine } from './report/machine.ts'
import { formatTable } from './report/table.ts'
import type { Bench, Measurement } from './rows/bench.ts'
import { measureImport } from './rows/import.ts'
import { measureMemory } from './rows/memory.ts'
import { measureReading } from './rows/reading.ts'
import { measureRenderer } from './rows/renderer.ts'
import { measureSelection } from './rows/selection.ts'
import { measureViewer } from './rows/viewer.ts'
import { readBusyAgent } from './setup/busy-agent.ts'
import { providePython } from './setup/python.ts'

const measurements: Readonly<Record<string, Measurement>> = {
  import: measureImport,
  selection: measureSelection,
  memory: measureMemory,
  reading: measureReading,
  renderer: measureRenderer,
  viewer: measureViewer,
}

const { values } = parseArgs({ options: { only: { type: 'string' }, runs: { type: 'string', default: '5' } } })
const runs = Number(values.runs)
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1')
const chosen = Object.entries(measurements).filter(([name]) => values.only === undefined || values.only === name)
if (chosen.length === 0) throw new Error(`--only is one of ${Object.keys(measurements).join(', ')}`)

const phoenix = realParts.phoenix
if (phoenix === null)
  throw new Error(
    'the measurements need Phoenix: pip install arize-phoenix, then put `phoenix` on PATH or name it in COVAL_PHOENIX',
  )

// So that whatever was started ends with this process, and its folders go.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const say = (line: string) => console.error(line)
const bench: Bench = {
  busy: await readBusyAgent(),
  phoenix,
  python: await providePython(say),
  runs,
  say,
  versions: { phoenix: null, clickhouse: null },
}

// Each part is written as soon as it is measured: one that fails takes nothing of the others away.
for (const [name, measure] of chosen) {
  say(name)
  const table = formatTable(await measure(bench))
  console.log(table)
  const machine = await describeMachine({ ...bench.versions, python: bench.python.packages })
  await writeMeasured(name, `${machine} Medians of ${runs} interleaved runs after a warm-up.\n\n${table}`)
}
