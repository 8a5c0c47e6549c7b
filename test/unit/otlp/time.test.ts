import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant, roundToMicros, toIsoMicros, unixNano } from '../../../shared/otlp/time.ts'
import { holds } from '../../support/holds.ts'

describe('times', () => {
  it('are written in UTC with microseconds, also before 1970 and at the ends of what 64 bits hold', () => {
    const times = [0n, 1n, -1n, 1_795_358_282_915_348_917n, 946_684_800_123_456_000n, 2n ** 64n - 1n, -(2n ** 63n)]
    expect(times.map((time) => toIsoMicros(unixNano(time)))).toEqual([
      '1970-01-01T00:00:00.000000Z',
      '1970-01-01T00:00:00.000000Z',
      '1969-12-31T23:59:59.999999Z',
      '2026-11-22T14:38:02.915348Z',
      '2000-01-01T00:00:00.123456Z',
      '2554-07-21T23:34:33.709551Z',
      '1677-09-21T00:12:43.145224Z',
    ])
  })

  it('are read with up to nine digits, a blank or a T, and any zone', () => {
    const texts = [
      '2026-11-22T14:38:02.915348917Z',
      '2026-11-22 15:38:02.9+01:00',
      ' 2026-11-22T09:08:02-0530 ',
      '2026-11-22t14:38Z',
      '2026-11-22T14:38z',
    ]
    expect(texts.map(parseInstant)).toEqual([
      1_795_358_282_915_348_917n,
      1_795_358_282_900_000_000n,
      1_795_358_282_000_000_000n,
      null,
      1_795_358_280_000_000_000n,
    ])
  })

  it.each([
    '',
    'yesterday',
    '2026-11-22',
    '2026-11-22T14:38:02',
    '2026-02-31T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T14:38:60Z',
    '2026-13-01T00:00:00Z',
    '1795358282',
    '2026-11-22T14:38:02.1234567891Z',
    '2026-11-22T14:38:02+25:00',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  it('reads back what it wrote, to the microsecond', () => {
    holds(
      fc.property(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 64n - 1n }), (time) => {
        const floor = time - (((time % 1000n) + 1000n) % 1000n)
        expect(parseInstant(toIsoMicros(unixNano(time)))).toBe(floor)
      }),
    )
  })

  it('rounds to the nearest microsecond, halves up', () => {
    expect([0n, 499n, 500n, 1499n, 1500n, -499n, -500n, -501n].map(roundToMicros)).toEqual([
      0n,
      0n,
      1000n,
      1000n,
      2000n,
      0n,
      0n,
      -1000n,
    ])
    holds(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), (time) => {
        const rounded = roundToMicros(time)
        expect([rounded % 1000n, rounded - time <= 500n && time - rounded < 500n]).toEqual([0n, true])
      }),
    )
  })
})
