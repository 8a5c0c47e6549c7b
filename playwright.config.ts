import { defineConfig } from '@playwright/test'
import type { HostOption } from './test/e2e/fixtures.ts'
import { findClickHouse } from './test/support/clickhouse.ts'
import { realParts } from './test/support/real-parts.ts'

/** Folders whose specs need a part that this machine lacks; with `COVAL_REQUIRE_REAL_PARTS=1` a missing part throws instead. */
const lacking = [
  ...(realParts.phoenix === null ? ['**/live/**'] : []),
  ...(realParts.keyring === null ? ['**/keyring/**'] : []),
  ...(realParts.keyring === null || findClickHouse() === null ? ['**/clickhouse/**'] : []),
]

/** One suite for two hosts. What only one of them can show stands in the folder of its name. */
export default defineConfig<object, HostOption>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  globalSetup: ['./test/support/own-temp.ts', './test/support/build-once.ts'],
  metadata: { lacking },
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Generous: how fast something is, is measured by the bench and asserted nowhere.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  // A button that is not there is told by its own failure, not by the whole test's time running out.
  use: { actionTimeout: 60_000 },
  reporter: 'list',
  projects: [
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: ['**/electron/**', ...lacking] },
    { name: 'electron', use: { hostKind: 'electron' }, testIgnore: ['**/browser/**', ...lacking] },
  ],
})
