import { expect, test } from 'vitest'
import { mergeReports, readReport, summarize } from '../../../scripts/test-reports.ts'
import { describeSkipped } from '../../support/skipped-reporter.ts'

const vitest = (name: string, statuses: Record<string, string>, status = 'passed', message = '') => ({
  testResults: [
    {
      name,
      status,
      message,
      assertionResults: Object.entries(statuses).map(([fullName, state]) => ({ fullName, status: state })),
    },
  ],
})

const playwright = {
  suites: [
    {
      title: 'app.spec.ts',
      specs: [{ title: 'opens', file: 'app.spec.ts', tests: [{ projectName: 'browser', status: 'expected' }] }],
      suites: [
        {
          title: 'an import',
          specs: [
            { title: 'is shown', file: 'app.spec.ts', tests: [{ projectName: 'browser', status: 'flaky' }] },
            { title: 'is cancelled', file: 'app.spec.ts', tests: [{ projectName: 'electron', status: 'skipped' }] },
          ],
        },
      ],
    },
  ],
  errors: [],
}

test('the counts of Vitest and Playwright add up; what passes at the second try has failed', () => {
  const reports = [readReport(vitest('a.test.ts', { one: 'passed', two: 'failed', three: 'pending' })), readReport(playwright)]
  expect(summarize(mergeReports(reports))).toEqual({
    line: '2 passed, 2 failed, 2 skipped',
    good: false,
    failed: ['a.test.ts: two', 'app.spec.ts [browser]: an import is shown'],
    skipped: ['a.test.ts: three', 'app.spec.ts [electron]: an import is cancelled'],
  })
})

test('a file that was run again counts by its later run', () => {
  const reports = [vitest('a', { one: 'skipped' }), vitest('b', { two: 'passed' }), vitest('a', { one: 'passed' })].map(
    readReport,
  )
  expect(summarize(mergeReports(reports))).toEqual({ line: '2 passed, 0 failed, 0 skipped', good: true, failed: [], skipped: [] })
})

test('a file that does not load has failed, though no test of it has', () => {
  const [file] = readReport(vitest('a', {}, 'failed', 'Cannot find module\n at …'))
  expect(file).toEqual({ key: 'a', path: 'a', passed: 0, failed: ['Cannot find module'], skipped: [] })
})

test('an error outside of every test has failed', () => {
  expect(summarize(readReport({ suites: [], errors: [{ message: 'no browser\n at …' }] }))).toMatchObject({
    failed: ['playwright: no browser'],
  })
})

test('nothing run at all is not good', () => {
  expect(summarize([])).toMatchObject({ line: '0 passed, 0 failed, 0 skipped', good: false })
})

test('a report of an unknown kind is an error', () => {
  expect(() => readReport({ tests: 3 })).toThrow()
})

test('a run names what it skipped, once a suite', () => {
  const lines = describeSkipped([
    { file: 'test/live/a.test.ts', suites: ['a live Phoenix', 'a live Phoenix', 'Phoenix 12'] },
    { file: 'test/unit/b.test.ts', suites: [] },
  ])
  expect(lines).toEqual([
    'Not run here, for want of real parts: 3 tests',
    '  test/live/a.test.ts: a live Phoenix (2 tests)',
    '  test/live/a.test.ts: Phoenix 12 (1 test)',
    'CONTRIBUTING.md, "Real parts", says how to get them; CI runs everything.',
  ])
  expect(describeSkipped([{ file: 'test/unit/b.test.ts', suites: [] }])).toEqual([])
})
