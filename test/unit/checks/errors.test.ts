import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeErrors } from '../../../shared/checks/describe-errors.ts'
import { explanations, failureOf } from '../../../shared/checks/errors.ts'
import { type FactName, failed, known } from '../../../shared/checks/facts.ts'
import { checks } from '../../../shared/checks/index.ts'
import { errorCodes } from '../../../shared/contract/error-codes.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { factsWith, healthy } from './facts.ts'

test('every code has advice, and a check or the reason why there is none', () => {
  const codes = errorCodes.map((code) => ({ code, ...explanations[code] }))
  expect(codes.filter(({ check, why }) => (check === null) === (why === undefined)).map(({ code }) => code)).toEqual([])
})

/** The fact in which the failure is seen. */
const seenIn: Readonly<Record<string, FactName>> = {
  connection: 'connection',
  key: 'key',
  dns: 'dns',
  tcp: 'tcp',
  tls: 'tls',
  http: 'http',
  server: 'server',
  authorised: 'authorisation',
  project: 'project',
  'window-read': 'preview',
  'store-reachable': 'store',
  'store-writable': 'storeWritable',
}

test.each(errorCodes.filter((code) => explanations[code].check !== null))('%s is shown by its check', (code) => {
  const id = explanations[code].check
  const fact = seenIn[id ?? '']
  const check = checks.find((each) => each.id === id)
  if (fact === undefined || check === undefined) throw new Error(`the test does not know where ${id} looks`)
  // The one failure that is a state and no exception.
  const seen = code === 'key-origin-mismatch' ? known({ ...healthy.key, originMismatch: true }) : failed(code, 'what was seen')
  const { verdict, evidence, next } = check.evaluate(factsWith({ [fact]: seen }))
  expect({ verdict, evidence: evidence.length > 0, next: (next?.text ?? '') !== '' }).toEqual({
    verdict: 'fail',
    evidence: true,
    next: true,
  })
})

test('a failure carries code, fact, advice and check', () => {
  const error = new CompanionError('phoenix-project-unknown', 'no project X', { nearest: ['x', 'X1'] })
  expect(failureOf(error)).toEqual({
    code: 'phoenix-project-unknown',
    message: 'no project X',
    next: 'Check the project name; nearest: x, X1.',
    check: 'project',
  })
})

test.each([
  ['a bug tells its kind and nothing of its text', new TypeError('canary'), 'internal', 'unexpected TypeError'],
  ['whatever is thrown', 'canary', 'internal', 'unexpected string'],
  ['an aborted call', new DOMException('canary', 'AbortError'), 'cancelled', 'the run was cancelled'],
])('%s', (_, error, code, message) => {
  expect(failureOf(error)).toMatchObject({ code, message })
})

test('docs/errors.md is what the explanations say', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8')
  expect(page).toBe(describeErrors())
})
