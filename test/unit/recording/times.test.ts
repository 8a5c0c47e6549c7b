import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundToMicros } from '../../../shared/otlp/time.ts'
import { createTimeShift } from '../../../shared/recording/tagger.ts'

const hashWith = (salt: string) => (text: string) => createHmac('sha256', salt).update(text).digest()
const anyTime = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -2_000_000n, max: 2_000_000n }),
  fc.bigInt({ min: 0n, max: 500_000_000_000_000_000n }),
  fc.bigInt({ min: 0n, max: 2_000_000_000_000_000n }),
)

test('times keep their order, and what is rounded to the microsecond is rounded as before', async () => {
  await fc.assert(
    fc.property(fc.string(), fc.array(anyTime, { minLength: 2, maxLength: 20 }), (salt, times) => {
      const shift = createTimeShift(hashWith(salt))
      const moved = [...times].sort((a, b) => (a < b ? -1 : 1)).map(shift)
      expect(moved.filter((time, at) => at > 0 && time < (moved[at - 1] ?? 0n))).toEqual([])
      const fine = times.filter((time) => time > -(2n ** 63n) + 1_000_000n && time < 2n ** 64n - 1_000_000n)
      const unequal = fine.filter((time) => roundToMicros(shift(time)) !== roundToMicros(shift(roundToMicros(time))))
      // Around May 1976, where dates begin, half a microsecond may belong to either side.
      expect(unequal.filter((time) => time < 199_999_999_999_000_000n || time > 200_000_000_001_000_000n)).toEqual([])
    }),
  )
})

test('only times within a millisecond of zero stay, and what is no time is another thing that is none', async () => {
  await fc.assert(
    fc.property(fc.string(), fc.oneof(anyTime, fc.bigInt()), (salt, time) => {
      const moved = createTimeShift(hashWith(salt))(time)
      const inRange = (each: bigint): boolean => each >= -(2n ** 63n) && each < 2n ** 64n
      expect(inRange(moved)).toBe(inRange(time))
      const extreme = time === -(2n ** 63n) || time === -(2n ** 63n) - 1n || time === 2n ** 64n
      expect(moved === time).toBe(
        extreme ||
          (time > -1_000_000n && time < 1_000_000n && roundToMicros(time) > -1_000_000n && roundToMicros(time) < 1_000_000n),
      )
    }),
  )
})

test('a time in milliseconds that was taken for nanoseconds does not tell by how much dates were moved', () => {
  const shift = createTimeShift(hashWith('a'))
  const date = 1_795_358_272_729_000_000n
  expect(shift(1_795_358_272_729n) - 1_795_358_272_729n).not.toBe(shift(date) - date)
})
