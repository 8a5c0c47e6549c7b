import { describe, expect, it } from 'vitest'
import { layOutTimeline, tickText } from '../../renderer/features/correlation/timeline-layout.ts'
import { formatDuration } from '../../renderer/widgets/format.ts'
import type { TracePreview } from '../../shared/contract/preview.ts'

const at = Date.parse('2026-11-22T14:00:00Z')
const iso = (milliseconds: number) => new Date(at + milliseconds).toISOString()

/** Traces of one second that all start together. */
const together = (count: number): TracePreview[] =>
  Array.from({ length: count }, (_, index) => ({
    traceId: String(index),
    name: 'turn',
    verdict: 'no-id',
    spans: 1,
    start: iso(0),
    end: iso(1000),
    errors: 0,
    hasRoot: true,
    evidence: [],
    otherIds: [],
  }))

const rowsWithin = (windowMs: number) =>
  layOutTimeline(together(6), { start: iso(0), end: iso(windowMs) }, 1000).lanes.map(({ rows }) => rows)

describe('the timeline', () => {
  it('gives bars that overlap a row each, and dots one row together', () => {
    expect([rowsWithin(10_000), rowsWithin(3_600_000)]).toEqual([[6], [1]])
  })

  it('names a tick by its time, and over days by its day too', () => {
    const day = 86_400_000
    expect([5000, 3_600_000, day, 7 * day].map((length) => tickText(at, length))).toEqual([
      '14:00:00.000',
      '14:00:00',
      '11-22 14:00',
      '11-22 14:00',
    ])
    expect([47, 48, 168, 171].map((hours) => formatDuration(hours * 3_600_000))).toEqual([
      '47 h 0 min',
      '2 days',
      '7 days',
      '7 days 3 h',
    ])
  })
})
