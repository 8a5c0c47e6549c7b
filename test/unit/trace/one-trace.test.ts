import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneTraceOf } from '../../../shared/trace/one-trace.ts'
import { anySketches, traceOf } from './build.ts'

describe('one trace of a simulation', () => {
  it('is what a simulation of its spans alone would be', () => {
    void fc.assert(
      fc.property(anySketches(), (sketches) => {
        const whole = traceOf(sketches)
        for (const traceId of new Set(whole.spans.map((span) => span.traceId))) {
          const alone = traceOf(sketches.filter((sketch) => (sketch.trace ?? 't') === traceId))
          const one = oneTraceOf(whole, traceId)
          const plain = ({ spans, start, durationUs }: typeof alone) => ({
            start,
            durationUs,
            spans: spans.map(({ attributes: _, ...span }) => span),
          })
          expect(one && plain(one.trace)).toEqual(plain(alone))
          for (const [index, at] of (one?.wholeIndex ?? []).entries()) expect(one?.ownIndex[at]).toBe(index)
        }
      }),
    )
  })

  it('is not there where no span has its id', () => {
    expect(oneTraceOf(traceOf([{ id: 'a', from: 0, to: 1 }]), 'nobody')).toBeNull()
  })
})
