/** Reads the JSON reports of Vitest and Playwright into one count. Pure: no files here. */
import { z } from 'zod'

export interface TestFile {
  /** Names the file and, for Playwright, the browser; a later report of the same key replaces an earlier one. */
  readonly key: string
  readonly path: string
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
})

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(z.object({ projectName: z.string(), status: z.enum(['skipped', 'expected', 'unexpected', 'flaky']) })),
})
const playwrightSuite = z.object({
  title: z.string(),
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).optional()
  },
})
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  errors: z.array(z.object({ message: z.string().optional() })),
})

/** The files of one report, of either kind. Throws when the report is of neither. */
export function readReport(report: unknown): TestFile[] {
  const vitest = vitestReport.safeParse(report)
  return vitest.success ? readVitest(vitest.data) : readPlaywright(playwrightReport.parse(report))
}

/** The last word on each file: one that was run again counts by its later run. */
export function mergeReports(reports: readonly (readonly TestFile[])[]): TestFile[] {
  return [...new Map(reports.flat().map((file) => [file.key, file])).values()]
}

/** `N passed, N failed, N skipped`, and whether that is good: something ran, nothing failed, nothing was skipped. */
export function summarize(files: readonly TestFile[]): { line: string; good: boolean; failed: string[]; skipped: string[] } {
  const passed = files.reduce((sum, file) => sum + file.passed, 0)
  const failed = files.flatMap((file) => file.failed.map((name) => `${file.key}: ${name}`))
  const skipped = files.flatMap((file) => file.skipped.map((name) => `${file.key}: ${name}`))
  return {
    line: `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
    good: passed > 0 && failed.length === 0 && skipped.length === 0,
    failed,
    skipped,
  }
}

function readVitest({ testResults }: z.infer<typeof vitestReport>): TestFile[] {
  return testResults.map(({ name, status, message, assertionResults: tests }) => {
    const failed = tests.filter((test) => test.status === 'failed').map((test) => test.fullName)
    return {
      key: name,
      path: name,
      passed: tests.filter((test) => test.status === 'passed').length,
      // A file that does not load, or whose hook fails, has no failed test of its own.
      failed: status === 'failed' && failed.length === 0 ? [message.split('\n')[0] || 'the file failed'] : failed,
      skipped: tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').map((test) => test.fullName),
    }
  })
}

function readPlaywright({ suites, errors }: z.infer<typeof playwrightReport>): TestFile[] {
  const runs = suites.flatMap((suite) => listRuns(suite, []))
  const files = [...new Set(runs.map(({ key }) => key))].map((key) => {
    const own = runs.filter((run) => run.key === key)
    return {
      key,
      path: own[0]?.path ?? key,
      passed: own.filter(({ status }) => status === 'expected').length,
      // What passes only at the second try is not a passing test.
      failed: own.filter(({ status }) => status === 'unexpected' || status === 'flaky').map(({ name }) => name),
      skipped: own.filter(({ status }) => status === 'skipped').map(({ name }) => name),
    }
  })
  const outside = errors.map(({ message }) => message?.split('\n')[0] ?? 'an error outside of the tests')
  return outside.length === 0 ? files : [...files, { key: 'playwright', path: '', passed: 0, failed: outside, skipped: [] }]
}

function listRuns(suite: z.infer<typeof playwrightSuite>, above: readonly string[]) {
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map(({ projectName, status }) => ({
      key: `${spec.file} [${projectName}]`,
      path: spec.file,
      name: [...above, spec.title].join(' '),
      status,
    })),
  )
  const inner: typeof own = (suite.suites ?? []).flatMap((child) => listRuns(child, [...above, child.title]))
  return [...own, ...inner]
}
