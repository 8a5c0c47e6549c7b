import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseInstant, toIsoMicros, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import { corpus } from '../../support/feed.ts'

interface Simulation {
  readonly simulation_id: string
  readonly expected_spans_as_phoenix_returns_them: number
}

/** The recorded project that every measurement reads: 40 simulations in one window. */
export interface BusyAgent {
  readonly project: string
  readonly spans: number
  /** Holds every span. */
  readonly window: { readonly start: string; readonly end: string }
  readonly simulations: readonly string[]
  /** The simulation that is measured, of about 180 spans. */
  readonly simulation: { readonly id: string; readonly spans: number }
}

export async function readBusyAgent(): Promise<BusyAgent> {
  const manifest = JSON.parse(await readFile(path.join(corpus, 'dev', 'busy-agent', 'manifest.json'), 'utf8')) as {
    project: string
    spans_total: number
    first_start: string
    last_end: string
    simulations: Simulation[]
  }
  const chosen = manifest.simulations.find((one) => one.expected_spans_as_phoenix_returns_them === 183)
  if (chosen === undefined) throw new Error('the recording has no simulation of 183 spans')
  return {
    project: manifest.project,
    spans: manifest.spans_total,
    window: { start: toIsoMicros(instant(manifest.first_start)), end: toIsoMicros(unixNano(instant(manifest.last_end) + 1000n)) },
    simulations: manifest.simulations.map((one) => one.simulation_id),
    simulation: { id: chosen.simulation_id, spans: chosen.expected_spans_as_phoenix_returns_them },
  }
}

function instant(text: string): UnixNano {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`not an instant: ${text}`)
  return parsed
}
