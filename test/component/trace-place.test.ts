import { describe, expect, it } from 'vitest'
import { formatExact } from '../../renderer/features/trace/exact-time.ts'
import { fileName } from '../../renderer/features/trace/export-otlp.ts'
import { findPlace, placeOf } from '../../renderer/features/trace/span-place.ts'
import { formatPlace, parsePlace } from '../../renderer/stores/trace-location.ts'
import { traceOf } from '../unit/trace/build.ts'

describe('the place of a span', () => {
  const trace = traceOf([
    { id: 'a', from: 5, to: 9, trace: 't' },
    { id: 'twice', from: 1, to: 2, trace: 't' },
    { id: 'twice', from: 3, to: 4, trace: 't' },
    { id: 'twice', from: 0, to: 1, trace: 'u' },
  ])

  it('is found again, also of the later one of two that share their ids', () => {
    for (const { index } of trace.spans) {
      const place = placeOf(trace, index)
      expect(place && findPlace(trace, parsePlace(formatPlace(place)) ?? place)).toBe(index)
    }
    expect(
      trace.spans.map((span) => formatPlace(placeOf(trace, span.index) ?? { traceId: '', spanId: '', occurrence: 0 })),
    ).toEqual(['t/a', 't/twice', 't/twice~1', 'u/twice'])
  })

  it('may be a trace alone, which means its first span', () => {
    expect(findPlace(trace, parsePlace('t') ?? { traceId: '', spanId: '', occurrence: 0 })).toBe(1)
  })

  it('is none where a link says nonsense', () => {
    expect(parsePlace('../../etc')).toBeNull()
    expect(parsePlace('')).toBeNull()
    expect(findPlace(trace, { traceId: 'x', spanId: 'y', occurrence: 0 })).toBe(-1)
    expect(findPlace(trace, { traceId: 't', spanId: 'twice', occurrence: 7 })).toBe(-1)
  })
})

describe('exact times', () => {
  it('keep their nanoseconds, also before 1970', () => {
    expect(formatExact(1_795_358_272_915_348_123n, 'utc')).toBe('2026-11-22 14:37:52.915\u2009348\u2009123')
    expect(formatExact(-1n, 'utc')).toBe('1969-12-31 23:59:59.999\u2009999\u2009999')
  })
})

describe('the name of an exported file', () => {
  it('is one that every file system takes', () => {
    expect(fileName('NxUbXWLSzS3Nm7Jv9bAmuj')).toBe('NxUbXWLSzS3Nm7Jv9bAmuj.otlp.json')
    expect(fileName('../../etc/passwd')).toBe('etc-passwd.otlp.json')
    expect(fileName('case: 1?.json')).toBe('case-1.otlp.json')
    expect(fileName('…')).toBe('trace.otlp.json')
  })
})
