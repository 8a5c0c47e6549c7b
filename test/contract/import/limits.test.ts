import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCorpusManifest } from '../../support/corpus.ts'
import { type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const simulation = '6tyNbvsR5dHtfsEEcPcZwK'
const wholeWindow = { kind: 'exact', start: '2026-11-22T14:43:15.278285Z', end: '2026-11-22T14:43:39.089429Z' } as const

describe('limits', () => {
  let replayed: ReplayedEngine
  let connectionId: string
  beforeAll(async () => {
    replayed = await startReplayedEngine(['busy-agent', 'support-agent'])
    connectionId = replayed.connect('busy-agent')
  })
  afterAll(() => replayed.close())

  it('the documented limits match within the five newest pages only, and the import says that it is partial', async () => {
    const report = await replayed.import({ connectionId, simulation, window: wholeWindow, limits: 'documented' })
    expect({
      outcome: report.outcome,
      spans: report.spans,
      strategy: report.strategy?.kind,
      partial: report.partial?.reason,
    }).toEqual({
      outcome: 'imported',
      spans: { fetched: 5000, matched: 112, written: 112 },
      strategy: 'documented',
      partial: 'page-cap',
    })
    expect(report.requests).toBe(5)
  })

  it('the preview states both numbers, whichever way the spans were found', async () => {
    for (const strategy of ['auto', 'scan'] as const) {
      const report = await replayed.preview({ connectionId, simulation, window: wholeWindow, strategy })
      expect(report.spans).toEqual({ inWindow: 7482, matched: 183, documentedLimits: 112 })
    }
  })

  it('an import without a hint takes every span of the window, up to the cap, and says what it left out', async () => {
    const report = await replayed.import({ connectionId, window: wholeWindow })
    expect({ outcome: report.outcome, written: report.spans.written, partial: report.partial?.reason }).toEqual({
      outcome: 'imported',
      written: 5000,
      partial: 'span-cap',
    })
  })

  it('a window that fits one page needs one request', async () => {
    const [first] = readCorpusManifest('support-agent').simulations
    if (first === undefined) throw new Error('the recording holds no simulation')
    const before = replayed.server.requests.length
    const report = await replayed.import({
      connectionId: replayed.connect('support-agent'),
      simulation: first.simulation_id,
      window: { kind: 'exact', start: '2026-11-22T14:37:52.000000Z', end: '2026-11-22T14:37:56.000000Z' },
    })
    expect({
      outcome: report.outcome,
      strategy: report.strategy?.kind,
      requests: replayed.server.requests.length - before,
    }).toEqual({
      outcome: 'imported',
      strategy: 'page',
      requests: 1,
    })
  })
})

describe.each([
  ['12.0.0', 'Phoenix 12.0.0 does not filter by trace_id, parent_id, attribute'],
  ['14.0.0', 'Phoenix 14.0.0 does not filter by attribute'],
])('a Phoenix %s, which ignores filters', (version, reason) => {
  let replayed: ReplayedEngine
  beforeAll(async () => {
    replayed = await startReplayedEngine(['busy-agent'], { version })
  })
  afterAll(() => replayed.close())

  it('is scanned, with the reason, and the simulation comes whole', async () => {
    const report = await replayed.import({ connectionId: replayed.connect('busy-agent'), simulation, window: wholeWindow })
    expect({ spans: report.spans, strategy: report.strategy, partial: report.partial }).toEqual({
      spans: { fetched: 7482, matched: 183, written: 183 },
      strategy: { kind: 'scan', reason, unsearchable: [] },
      partial: null,
    })
  })
})
