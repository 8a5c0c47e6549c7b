import { walkThrough } from './acts/walk.ts'
import { expect, test } from './fixtures.ts'
import { seeded } from './host/seed.ts'

/** One of each kind that was recorded: large, of many traces, deep, odd, late, of two ids, … `screenshots/corpus.ts` opens them all. */
const seed = {
  imports: [
    ['busy-agent', 0],
    ['busy-agent', 1],
    ['busy-agent', 2],
    ['busy-agent', 9],
    ['langgraph-agent', 0],
    ['langgraph-agent', 1],
    ['metadata-agent', 0],
    ['near-miss-agent', 'wrong_key_gen_ai'],
    ['near-miss-agent', 'partly_late'],
    ['near-miss-agent', 'keys_disagree'],
    ['odd-values-agent', 0],
    ['odd-values-agent', 1],
    ['support-agent', 1],
    ['voice-agent', 0],
    ['voice-agent', 1],
    ['voice-agent', 2],
  ],
} as const
test.use({ seed })

test('every kind of recorded simulation opens with the counts of its import, in every view', async ({ app }) => {
  const { reports } = await seeded(seed)
  expect(reports).toHaveLength(seed.imports.length)
  for (const report of reports) await test.step(`${report.project} ${report.simulation}`, () => walkThrough(app.page, report))
})
