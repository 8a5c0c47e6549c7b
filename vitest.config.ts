import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    env: { TZ: 'UTC' },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      { extends: true, test: { name: 'security', include: ['test/security/**/*.test.ts'] } },
      { extends: true, test: { name: 'component', include: ['test/component/**/*.test.tsx'], environment: 'jsdom' } },
    ],
  },
})
