import { describe, expect, it } from 'vitest'
import { createTraceLedger } from '../../../shared/correlation/trace-ledger.ts'
import {
  corpusProjects,
  type RecordedSimulation,
  readCorpusManifest,
  readCorpusSpans,
  spansOfWindow,
} from '../../support/corpus.ts'

const simulations = corpusProjects.flatMap((project) =>
  readCorpusManifest(project).simulations.map((simulation): [string, string, RecordedSimulation] => [
    project,
    `${simulation.simulation_id} (${simulation.case ?? simulation.where})`,
    simulation,
  ]),
)

const ledgerOf = (project: string, simulation: RecordedSimulation) => {
  const ledger = createTraceLedger(simulation.simulation_id)
  for (const span of spansOfWindow(project, simulation)) ledger.add(span)
  return ledger
}

describe('every recorded simulation', () => {
  it.each(simulations)('%s: %s takes exactly its own spans', (project, _name, simulation) => {
    const ledger = ledgerOf(project, simulation)
    const taken = spansOfWindow(project, simulation).filter((span) => ledger.isMatched(span.traceId))
    const expected = simulation.expected_spans_as_phoenix_returns_them
    expect([ledger.matchedSpans, taken.length]).toEqual([expected, expected])
    // Where Phoenix itself moved the id to a key that counts, the manifest names no traces.
    if (simulation.expected_spans_trace_level_exact === expected) {
      expect(ledger.matchedTraceIds()).toEqual([...simulation.expected_trace_ids].sort())
    }
  })

  it('are 93 in seven projects', () => {
    expect([corpusProjects.length, simulations.length]).toEqual([7, 93])
  })
})

describe('the id of one recorded simulation', () => {
  it.each(corpusProjects)('never takes a trace of another in %s', (project) => {
    const takenBy = new Map<string, string[]>()
    for (const { simulation_id: id } of readCorpusManifest(project).simulations) {
      const ledger = createTraceLedger(id)
      for (const span of readCorpusSpans(project)) ledger.add(span)
      for (const traceId of ledger.matchedTraceIds()) takenBy.set(traceId, [...(takenBy.get(traceId) ?? []), id])
    }
    expect([...takenBy.values()].filter((ids) => ids.length > 1)).toEqual([])
  })
})

const nearMissOf: Readonly<Record<string, string[]>> = {
  wrong_key_camel: ['other-key simulationOutputId'],
  wrong_key_conversation_id: ['other-key conversation_id'],
  wrong_key_gen_ai: [],
  wrong_key_coval_dotted: ['other-key coval.simulation_output_id'],
  wrong_key_case: ['other-key Simulation_Output_Id'],
  wrong_key_traceloop: ['other-key traceloop.association.properties.session_id'],
  value_case: ['letter-case simulation_output_id'],
  value_space: ['surrounding-space simulation_output_id'],
  value_newline: ['surrounding-space session.id'],
  value_quoted: ['quoted simulation_output_id'],
  value_prefix: ['affix session_id'],
  value_truncated: ['truncated session_id'],
  value_other: ['other-value simulation_output_id'],
  value_placeholder: ['placeholder simulation_output_id'],
  value_empty: ['empty-value simulation_output_id'],
  value_list: ['list simulation_output_id'],
  child_only: ['child-only simulation_output_id'],
  resource_only: ['resource-only null'],
  baggage_only: ['resource-only null'],
  numeric_string: [],
  numeric_int: ['number simulation_output_id'],
  numeric_int_big: ['number simulation_output_id'],
  numeric_string_exp: [],
  string_true: [],
  // Nothing of these lies in the window: the engine looks outside it.
  late_20min: [],
  early_20min: [],
  late_1h_tz: [],
  partly_late: [],
  root_before_window: ['resource-only null'],
  two_ids_in_one_trace: ['two-ids session.id'],
  keys_disagree: ['two-ids session.id'],
}

describe('recorded near misses', () => {
  const cases = readCorpusManifest('near-miss-agent').simulations.map(
    (simulation) => [simulation.case ?? '', simulation] as const,
  )

  it.each(cases)('%s', (name, simulation) => {
    const found = ledgerOf('near-miss-agent', simulation).nearMisses()
    expect(found.map(({ kind, key }) => `${kind} ${key}`)).toEqual(nearMissOf[name])
    expect(found.filter(({ fix }) => !/^[A-Z][^\n]+\.$/.test(fix))).toEqual([])
  })

  it.each([
    ['metadata is a plain string, not JSON', 'metadata-shape', 'metadata', 'attribute'],
    ['nested one level down', 'metadata-shape', 'coval.simulation_output_id', 'metadata'],
    ['JSON array', 'metadata-shape', '0.simulation_output_id', 'metadata'],
  ])('%s', (where, kind, key, place) => {
    const simulation = readCorpusManifest('metadata-agent').simulations.find((candidate) => candidate.where === where)
    if (!simulation) throw new Error('not recorded')
    expect(ledgerOf('metadata-agent', simulation).nearMisses()).toEqual([
      expect.objectContaining({ kind, key, place, traces: 1 }),
    ])
  })
})
