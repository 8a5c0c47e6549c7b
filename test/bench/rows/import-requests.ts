import type { BenchRequest, EngineAnswers } from '../engine/messages.ts'
import type { MeasuredEngine } from '../engine/process.ts'
import type { BusyAgent } from '../setup/busy-agent.ts'

export const pageSpans = 1000
export const pages = 5

/** Five pages of the window, every span of them: 5,000 spans into the store. */
export const fivePages = ({ window }: BusyAgent): BenchRequest => ({
  simulation: null,
  window: { kind: 'exact', ...window },
  limits: 'documented',
  strategy: 'auto',
})

/** One simulation out of the window. */
export const oneSimulation = ({ window, simulation }: BusyAgent, strategy: 'select' | 'scan'): BenchRequest => ({
  simulation: simulation.id,
  window: { kind: 'exact', ...window },
  limits: 'simulation',
  strategy,
})

/** Imports, checks that as many spans were written as expected, and removes the import again, untimed. */
export async function importOnce(
  engine: MeasuredEngine,
  from: { readonly host: string; readonly project: string },
  request: BenchRequest,
  spans: number,
): Promise<EngineAnswers['import']> {
  const answer = await importAndKeep(engine, from, request, spans)
  const { importId } = answer.report
  if (importId === null) throw new Error('the import has no id')
  await engine.ask({ kind: 'remove', importId })
  return answer
}

export async function importAndKeep(
  engine: MeasuredEngine,
  from: { readonly host: string; readonly project: string },
  request: BenchRequest,
  spans: number,
): Promise<EngineAnswers['import']> {
  const answer = await engine.ask({ kind: 'import', host: from.host, project: from.project, request })
  const { written } = answer.report.spans
  if (written !== spans) throw new Error(`${written} spans were written, not ${spans}`)
  return answer
}
