import type { Row } from '../report/row.ts'
import type { BusyAgent } from '../setup/busy-agent.ts'
import type { PythonEnvironment } from '../setup/python.ts'

/** What every measurement gets. */
export interface Bench {
  readonly busy: BusyAgent
  /** The `phoenix` executable. */
  readonly phoenix: string
  readonly python: PythonEnvironment
  /** Pairs that count, beside the warm-up. */
  readonly runs: number
  say(line: string): void
  /** Kept for the line that describes the machine. */
  readonly versions: { phoenix: string | null; clickhouse: string | null }
}

export type Measurement = (bench: Bench) => Promise<readonly Row[]>
