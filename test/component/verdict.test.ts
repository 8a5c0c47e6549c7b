import { describe, expect, it } from 'vitest'
import type { PreviewReport, TracePreview } from '../../shared/contract/preview.ts'
import { describeVerdict } from '../../shared/report/verdict.ts'
import { busySimulation, previewReport, spacedSimulation } from './support/scenario.ts'

const request = {
  connectionId: 'local',
  simulation: busySimulation,
  window: { kind: 'find' },
  limits: 'simulation',
  strategy: 'auto',
  budgetSeconds: 90,
  replace: false,
} as const

const matching = (count: number, key: string, place: 'attribute' | 'metadata'): TracePreview[] =>
  Array.from({ length: count }, (_, index) => ({
    traceId: String(index),
    name: 'conversation turn',
    verdict: 'matched',
    spans: 5,
    start: '2026-11-22T14:43:15.278285Z',
    end: '2026-11-22T14:43:16.278285Z',
    errors: 0,
    hasRoot: true,
    evidence: [{ spanId: 'a', spanName: 'root', root: true, key, place, value: busySimulation }],
    otherIds: [],
  }))

const report = (change: Partial<PreviewReport>, spans: Partial<PreviewReport['spans']> = {}): PreviewReport => {
  const base = previewReport(request)
  return { ...base, traces: [], nearMisses: [], otherSimulations: [], ...change, spans: { ...base.spans, ...spans } }
}

const sentence = (change: Partial<PreviewReport>, spans: Partial<PreviewReport['spans']> = {}) =>
  describeVerdict(report(change, spans)).sentence

describe('the verdict in one sentence', () => {
  it('says what matches, by what, and what Coval would take', () => {
    expect(
      sentence({ traces: matching(36, 'session_id', 'attribute') }, { matched: 183, documentedLimits: 113, inWindow: 7482 }),
    ).toBe(
      '183 spans in 36 traces match by `session_id`; by the documented limits Coval takes 113, because it reads only the newest 5,000 of the window’s 7,482 spans.',
    )
  })

  it('gives no reason that does not hold: a small window is read whole', () => {
    expect(
      sentence({ traces: matching(36, 'session_id', 'attribute') }, { matched: 183, documentedLimits: 113, inWindow: 5000 }),
    ).toBe('183 spans in 36 traces match by `session_id`; by the documented limits Coval takes 113.')
  })

  it('names every key, those in metadata as Phoenix shows them', () => {
    const traces = [...matching(1, 'simulation_output_id', 'metadata'), ...matching(1, 'session.id', 'attribute')]
    expect(sentence({ traces }, { matched: 10, documentedLimits: 10 })).toBe(
      '10 spans in 2 traces match by `metadata.simulation_output_id` and `session.id`; Coval takes all of them.',
    )
  })

  it('does not claim what was not read', () => {
    const traces = matching(1, 'session_id', 'attribute')
    expect([
      sentence({ traces }, { matched: 1, documentedLimits: null, inWindow: null }),
      sentence({ traces }, { matched: 9, documentedLimits: 0, inWindow: null }),
    ]).toEqual([
      '1 span in 1 trace matches by `session_id`; what Coval would take is not known, because the window was not read to its fifth page.',
      '9 spans in 1 trace match by `session_id`; by the documented limits Coval takes none, because it reads only the newest 5,000 spans of the window.',
    ])
  })

  it('says that without an id everything is taken', () => {
    expect(sentence({ simulation: null, traces: matching(2, 'x', 'attribute') }, { matched: 10, documentedLimits: 10 })).toBe(
      'Without an id all 10 spans in 2 traces of the window are taken; Coval takes all of them.',
    )
  })

  it('leads to the reason where nothing matches', () => {
    const near = previewReport({ ...request, simulation: spacedSimulation })
    const others = near.otherSimulations.slice(0, 3)
    const nothing = { outcome: 'empty', simulation: 'abc' } as const
    const traces = matching(4, 'x', 'attribute').map((trace) => ({ ...trace, verdict: 'no-id' as const, evidence: [] }))
    expect([
      describeVerdict(near),
      sentence({ ...nothing, traces, otherSimulations: others }, { matched: 0 }),
      sentence({ ...nothing, traces }, { matched: 0 }),
      sentence({ ...nothing }, { matched: 0, inWindow: 0 }),
      sentence({ ...nothing, nearMisses: near.nearMisses.slice(0, 1) }, { matched: 0, inWindow: 0 }),
    ]).toEqual([
      { tone: 'empty', sentence: `No span matches \`${spacedSimulation}\`; 4 near misses show why.` },
      'No span matches `abc`; the ids in this window belong to 3 other simulations.',
      'No span matches `abc`; none of the 4 traces in this window carries any id.',
      'No span carries `abc`, and none starts in this window.',
      'No span matches `abc`; 1 near miss shows why.',
    ])
  })

  it('speaks of no window where none was found, and says what was read instead', () => {
    const nowhere = { outcome: 'empty', simulation: 'abc', project: 'my-agent', window: null } as const
    const near = previewReport({ ...request, simulation: spacedSimulation })
    const traces = matching(4, 'x', 'attribute').map((trace) => ({ ...trace, verdict: 'no-id' as const, evidence: [] }))
    const spans = { matched: 0, inWindow: null }
    const nothing = 'No span matches `abc` in `my-agent`'
    expect([
      sentence({ ...nowhere, traces, nearMisses: near.nearMisses }, spans),
      sentence({ ...nowhere, traces, otherSimulations: near.otherSimulations.slice(0, 1) }, spans),
      sentence({ ...nowhere, traces: traces.slice(0, 1) }, spans),
      sentence(nowhere, spans),
    ]).toEqual([
      `${nothing}; 4 near misses show why.`,
      `${nothing}; the ids in the newest 4 traces belong to 1 other simulation.`,
      `${nothing}; no id is in the newest trace.`,
      `${nothing}; no trace was read.`,
    ])
  })

  it('repeats the failure where there is one', () => {
    const error = {
      code: 'phoenix-refused',
      message: 'Nothing listens on localhost:6006',
      next: 'Start it.',
      check: 'tcp',
    } as const
    expect(describeVerdict(report({ outcome: 'failed', error }))).toEqual({
      tone: 'failed',
      sentence: 'Nothing listens on localhost:6006.',
    })
  })
})
