import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseSpans, type StagedSpan } from '../../../electron/engine/store/imports/choice.ts'

const span = (traceId: string, spanId: string, start: number): StagedSpan => ({ traceId, spanId, start: BigInt(start) })

describe('which staged spans an import takes', () => {
  it('takes all, or those of the named traces', () => {
    const staged = [span('a', '1', 5), span('b', '2', 3), span('a', '3', 9)]
    expect([chooseSpans(staged, null, 10), chooseSpans(staged, ['a', 'x'], 10), chooseSpans(staged, [], 10)]).toEqual([
      { spans: 3, traceIds: ['a', 'b'], range: { first: 3n, last: 9n }, cut: false },
      { spans: 2, traceIds: ['a'], range: { first: 5n, last: 9n }, cut: false },
      { spans: 0, traceIds: [], range: null, cut: false },
    ])
  })

  it('leaves out the latest beyond the cap, and traces that lose every span', () => {
    const staged = [span('late', '1', 50), span('a', '2', 10), span('a', '1', 10), span('b', '1', 10)]
    expect(chooseSpans(staged, null, 2)).toEqual({ spans: 2, traceIds: ['a'], range: { first: 10n, last: 10n }, cut: true })
  })

  it('never takes more than the cap nor a span later than one it leaves', () => {
    const staged = fc.array(
      fc.record({ traceId: fc.constantFrom('a', 'b'), spanId: fc.string(), start: fc.bigInt({ min: 0n, max: 9n }) }),
    )
    void fc.assert(
      fc.property(staged, fc.nat(12), (spans, cap) => {
        const choice = chooseSpans(spans, null, cap)
        const last = choice.range?.last ?? -1n
        const earlier = spans.filter(({ start }) => start < last).length
        expect([choice.spans, earlier < Math.max(1, choice.spans)]).toEqual([Math.min(cap, spans.length), true])
      }),
    )
  })
})
