import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCorpusManifest } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const nearMisses = readCorpusManifest('near-miss-agent').simulations
const caseOf = (name: string) => {
  const found = nearMisses.find((simulation) => simulation.case === name)
  if (found === undefined) throw new Error(`the recording holds no case ${name}`)
  return found
}

describe('the window', () => {
  let replayed: ReplayedEngine
  let connectionId: string
  beforeAll(async () => {
    replayed = await startReplayedEngine(['busy-agent', 'near-miss-agent', 'metadata-agent'])
    connectionId = replayed.connect('near-miss-agent')
  })
  afterAll(() => replayed.close())

  it.each([
    ['busy-agent', '6tyNbvsR5dHtfsEEcPcZwK', 183, 36],
    ['metadata-agent', 'PpEbMorQBZwqUs257crLnd', 5, 1],
    ['near-miss-agent', '4cvCmvXg8CnoJguL7gBYV5', 10, 2],
  ])('is found in %s from the traces of %s alone', async (project, simulation, spans, traces) => {
    const report = await replayed.import({ connectionId: replayed.connect(project), simulation })
    expect({
      outcome: report.outcome,
      written: report.spans.written,
      traces: report.traces,
      source: report.window?.source,
    }).toEqual({
      outcome: 'imported',
      written: spans,
      traces,
      source: 'found',
    })
  })

  it('is not found for an id that nobody sent: empty, and nothing is imported', async () => {
    const report = await replayed.import({ connectionId, simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ' })
    expect({ outcome: report.outcome, window: report.window, spans: report.spans }).toEqual({
      outcome: 'empty',
      window: null,
      spans: { fetched: 0, matched: 0, written: 0 },
    })
  })

  it.each([
    ['late_20min', /20 min after the window ends/],
    ['early_20min', /20 min before the window starts/],
    ['late_1h_tz', /time-zone mistake/],
    ['root_before_window', /before the window starts/],
  ])('%s: spans outside the window do not match, and the preview says where they are', async (name, fix) => {
    const simulation = caseOf(name)
    const report = await replayed.preview({ connectionId, simulation: simulation.simulation_id, window: exactWindow(simulation) })
    const outside = report.nearMisses.filter((miss) => miss.kind === 'outside-window')
    expect({ outcome: report.outcome, misses: outside.length, key: outside[0]?.key }).toEqual({
      outcome: 'empty',
      misses: 1,
      key: 'simulation_output_id',
    })
    expect(outside[0]?.fix).toMatch(fix)
  })

  it.each(['late_20min', 'early_20min', 'root_before_window', 'partly_late'])(
    '%s: the window that the preview names holds the whole simulation',
    async (name) => {
      const simulation = caseOf(name)
      const asked = { connectionId, simulation: simulation.simulation_id }
      const report = await replayed.preview({ ...asked, window: exactWindow(simulation) })
      const window = report.nearMisses.find((miss) => miss.kind === 'outside-window')?.window
      if (window === undefined) throw new Error('no window is named')
      const there = await replayed.preview({ ...asked, window: { kind: 'exact', ...window } })
      const found = await replayed.preview({ ...asked, window: { kind: 'find' } })
      expect({ matched: there.spans.matched, outside: there.nearMisses.filter(({ kind }) => kind === 'outside-window') }).toEqual(
        {
          matched: found.spans.matched,
          outside: [],
        },
      )
    },
  )

  it('partly_late: what is inside matches, what is outside is told', async () => {
    const simulation = caseOf('partly_late')
    const report = await replayed.preview({ connectionId, simulation: simulation.simulation_id, window: exactWindow(simulation) })
    expect({
      matched: report.spans.matched,
      outside: report.nearMisses.filter((miss) => miss.kind === 'outside-window').length,
    }).toEqual({
      matched: 5,
      outside: 1,
    })
  })

  it('names the other project that holds the id', async () => {
    const report = await replayed.preview({
      connectionId,
      simulation: '6tyNbvsR5dHtfsEEcPcZwK',
      window: exactWindow(caseOf('numeric_string')),
    })
    expect(report.nearMisses.filter((miss) => miss.kind === 'another-project').map((miss) => miss.value)).toEqual(['busy-agent'])
  })

  it('of a found window that is nowhere: the newest roots show which ids there are', async () => {
    const report = await replayed.preview({ connectionId, simulation: 'ZZZZZZZZZZZZZZZZZZZZZZ' })
    expect(report.outcome).toBe('empty')
    expect(report.otherSimulations.map(({ id }) => id)).toContain(caseOf('keys_disagree').simulation_id)
  })
})
