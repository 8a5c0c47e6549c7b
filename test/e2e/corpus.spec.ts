import { walkThrough } from './acts/walk.ts'
import { expect, test } from './fixtures.ts'
import { seeded, wholeCorpus } from './host/seed.ts'

/** Of the forty simulations of busy-agent, which were made alike, the first ten, and all others. `screenshots/corpus.ts` opens them all. */
const seed = { imports: wholeCorpus.filter(([project, which]) => project !== 'busy-agent' || Number(which) < 10) }
test.use({ seed })

test('every kind of recorded simulation opens with the counts of its import, in every view', async ({ app }) => {
  const { reports } = await seeded(seed)
  expect(reports).toHaveLength(36)
  for (const report of reports) await test.step(`${report.project} ${report.simulation}`, () => walkThrough(app.page, report))
})
