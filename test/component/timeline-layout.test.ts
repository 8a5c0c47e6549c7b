import { describe, expect, it } from 'vitest'
import { layOutTimeline } from '../../renderer/features/correlation/timeline-layout.ts'
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
})
