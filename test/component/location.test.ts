import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppLocation } from '../../renderer/stores/location.ts'
import { focuses, formatLocation, parseLocation, previewTabs, startLocation, views } from '../../renderer/stores/location.ts'
import { aliasBuckets } from '../../shared/contract/aliases.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const named = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))
const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString())

const location: fc.Arbitrary<AppLocation> = fc.record({
  view: fc.constantFrom(...views),
  simulation: text,
  window: fc.oneof(
    fc.constant({ kind: 'find' } as const),
    fc.integer({ min: 1, max: 9_999_999 }).map((seconds) => ({ kind: 'last', seconds }) as const),
    fc.tuple(instant, instant).map(([start, end]) => ({ kind: 'exact', start, end }) as const),
  ),
  limits: fc.constantFrom('simulation', 'documented'),
  budget: fc.integer({ min: 1, max: 3600 }),
  tab: fc.option(fc.constantFrom(...previewTabs)),
  verdict: fc.option(fc.constantFrom('matched', 'other-simulation', 'no-id')),
  text,
  sort: named,
  brush: fc.option(fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1_000_000_001, max: 2e12 }))),
  trace: named,
  span: named,
  importId: named,
  rule: named,
  bucket: fc.option(fc.constantFrom(...aliasBuckets)),
  rules: fc.array(fc.stringMatching(/^[a-z-]{1,12}$/), { maxLength: 4 }),
  search: text,
  connection: named,
  edit: named,
  focus: fc.option(fc.constantFrom(...focuses)),
})

describe('the location of the page', () => {
  it('comes back whole from its own link', () => {
    void fc.assert(
      fc.property(location, (one) => {
        expect(parseLocation(formatLocation(one))).toEqual(one)
      }),
    )
  })

  it('makes a short link of the start', () => {
    expect(formatLocation(startLocation)).toBe('#/preview')
  })

  it('falls back to the start where a link is malformed, and never throws', () => {
    expect(parseLocation('#/nowhere?window=2026~never&budget=-3&tab=x&verdict=y&brush=9-1&bucket=z&focus=host')).toEqual(
      startLocation,
    )
    void fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hash) => {
        expect(views).toContain(parseLocation(hash).view)
      }),
    )
  })

  it('cannot carry what destroys or decides', () => {
    const hostile = parseLocation('#/preview?sim=x&replace=true&key=secret&host=http://evil.example')
    expect(formatLocation(hostile)).toBe('#/preview?sim=x')
  })
})
