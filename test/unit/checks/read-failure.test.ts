import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorCodes } from '../../../shared/contract/error-codes.ts'
import { Failure } from '../../../shared/contract/errors.ts'
import { readFailure } from '../../../shared/contract/read-failure.ts'

test('a failure is read as its schema reads it', async () => {
  const text = fc.oneof(fc.string(), fc.constant(null), fc.integer())
  const code = fc.oneof(fc.constantFrom(...errorCodes), fc.string())
  const near = fc.record({ code, message: text, next: text, check: text, more: fc.anything() }, { requiredKeys: [] })
  await fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: near }, fc.anything()), (data) => {
      expect(readFailure(data)).toEqual(Failure.safeParse(data).data ?? null)
    }),
    { numRuns: 2000 },
  )
  const whole = { code: 'internal', message: 'm', next: 'n', check: null }
  expect(readFailure({ ...whole, more: 1 })).toEqual(whole)
})
