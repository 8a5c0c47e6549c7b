import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import { corpusProjects, type RecordedSimulation, readCorpusManifest, spansOfWindow } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

/** What the rule takes from every span of the window: the answer of an uncapped scan, without any engine. */
function expected(project: string, simulation: RecordedSimulation) {
  const ledger = createTraceLedger(simulation.simulation_id)
  for (const span of spansOfWindow(project, simulation)) ledger.add(span)
  return { spans: ledger.matchedSpans, traceIds: ledger.matchedTraceIds() }
}

describe.each(corpusProjects)('every simulation of %s', (project) => {
  let replayed: ReplayedEngine
  let connectionId: string
  beforeAll(async () => {
    replayed = await startReplayedEngine([project])
    connectionId = replayed.connect(project)
  })
  afterAll(() => replayed.close())

  it.each(readCorpusManifest(project).simulations.map((simulation) => [simulation.simulation_id, simulation] as const))(
    '%s is stored whole, with the counts of its manifest',
    async (id, simulation) => {
      const report = await replayed.import({ connectionId, simulation: id, window: exactWindow(simulation) })
      const count = simulation.expected_spans_as_phoenix_returns_them
      expect({
        outcome: report.outcome,
        matched: report.spans.matched,
        written: report.spans.written,
        partial: report.partial,
      }).toEqual({
        outcome: count > 0 ? 'imported' : 'empty',
        matched: count,
        written: count,
        partial: null,
      })
      const stored = report.importId === null ? [] : await (await replayed.engine.store()).readSpans(report.importId)
      const wanted = expected(project, simulation)
      expect({
        spans: stored.length,
        traceIds: [...new Set(stored.map((span) => span.TraceId))].sort(),
        services: [...new Set(stored.map((span) => span.ServiceName))],
      }).toEqual({ ...wanted, services: count > 0 ? ['arize'] : [] })
    },
  )
})
