import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellValues, metricsTabs, scopes } from '../../renderer/stores/analysis-location.ts'
import type { AppLocation } from '../../renderer/stores/location.ts'
import { focuses, formatLocation, parseLocation, previewTabs, startLocation, views } from '../../renderer/stores/location.ts'
import { colourings, traceViews } from '../../renderer/stores/trace-location.ts'
import { aliasBuckets } from '../../shared/contract/alias-buckets.ts'
import { traceKinds } from '../../shared/trace/kind.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const named = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))
const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString())

const location: fc.Arbitrary<AppLocation> = fc.record({
  // The viewer's `span` is another one than the table's.
  view: fc.constantFrom(...views.filter((view) => view !== 'trace')),
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
  source: fc.constant(startLocation.source),
  viewer: fc.constant(startLocation.viewer),
  analysis: fc.constant(startLocation.analysis),
  recordings: fc.constant(startLocation.recordings),
})

const picked = fc.stringMatching(/^[a-z0-9]{1,12}$/)
/** Views that keep a part of the link of their own. */
const ownParts: fc.Arbitrary<Partial<AppLocation>> = fc.oneof(
  fc.record({
    view: fc.constant('trace' as const),
    viewer: fc.record({
      view: fc.constantFrom(...traceViews),
      span: named,
      colour: fc.constantFrom(...colourings),
      kinds: fc.subarray([...traceKinds]),
      cut: fc.constantFrom(true, false, null),
      only: fc.option(fc.stringMatching(/^[0-9a-f]{1,32}$/)),
      path: fc.boolean(),
      find: text,
    }),
  }),
  fc.record({
    view: fc.constantFrom('metrics' as const, 'heatmap' as const),
    analysis: fc.record({
      metrics: fc.constantFrom(...metricsTabs),
      picked: fc.array(picked, { maxLength: 5 }),
      mode: fc.constantFrom('directly-follows' as const, 'first-failure' as const),
      key: fc.oneof(
        fc.constant({ by: 'kind' } as const),
        fc.record({ by: fc.constant('attribute' as const), attribute: picked }),
      ),
      scope: fc.constantFrom(...scopes),
      value: fc.constantFrom(...cellValues),
      graph: fc.boolean(),
      most: fc.option(fc.integer({ min: 2, max: 500 })),
      cell: fc.option(fc.tuple(picked, picked)),
    }),
  }),
)

describe('the location of the page', () => {
  it('comes back whole from its own link', () => {
    void fc.assert(
      fc.property(location, (one) => {
        expect(parseLocation(formatLocation(one))).toEqual(one)
      }),
    )
  })

  it('comes back whole with the part that is the view’s own', () => {
    void fc.assert(
      fc.property(ownParts, (part) => {
        const one = { ...startLocation, ...part }
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
