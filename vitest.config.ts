import { defineConfig } from 'vitest/config'
import { SkippedReporter } from './test/support/skipped-reporter.ts'
import { SlowestFirst } from './test/support/slowest-first.ts'

// CI collects the counts of all suites from files.
const reportFile = process.env.COVAL_TEST_REPORT
const quick = { maxWorkers: '100%', sequence: { groupOrder: 0 } }

export default defineConfig({
  test: {
    // A process for each file: embedded ClickHouse holds one directory a process, and a crash of native code stays where it is.
    pool: 'forks',
    env: { TZ: 'UTC' },
    globalSetup: ['test/support/own-temp.ts'],
    setupFiles: ['test/support/seeds.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', new SkippedReporter(), ...(reportFile ? ['json'] : [])],
    ...(reportFile ? { outputFile: { json: reportFile } } : {}),
    sequence: { sequencer: SlowestFirst },
    // Quick suites first; then what keeps a core busy or waits for a budget to end; last what waits for live servers. Vitest leaves one
    // core out unless told otherwise; a machine with two would have one, and would run the first group last.
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...quick } },
      { extends: true, test: { name: 'security', include: ['test/security/**/*.test.ts'], ...quick } },
      {
        extends: true,
        test: {
          name: 'component',
          include: ['test/component/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['test/support/seeds.ts', 'test/component/setup.ts'],
          ...quick,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          maxWorkers: 3,
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
