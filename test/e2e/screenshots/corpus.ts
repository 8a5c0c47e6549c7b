// `node test/e2e/screenshots/corpus.ts browser|electron FOLDER`: opens every recorded simulation in the viewer and keeps a picture of
// its waterfall, flame graph and chat in FOLDER, for people to look at. Prints what fails and what the page complained about.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildWhereOlder } from '../../support/build-once.ts'
import { walkThrough } from '../acts/walk.ts'
import { runInBrowser } from '../host/browser.ts'
import { isExpected } from '../host/console.ts'
import { runInElectron } from '../host/electron.ts'
import { seeded, wholeCorpus } from '../host/seed.ts'

const [host, folder] = process.argv.slice(2)
if ((host !== 'browser' && host !== 'electron') || folder === undefined)
  throw new Error('usage: corpus.ts browser|electron FOLDER')
buildWhereOlder()
await mkdir(folder, { recursive: true })
const { home: filled, reports } = await seeded({ imports: wholeCorpus })
const home = await mkdtemp(path.join(tmpdir(), 'coval-corpus-'))
await cp(filled, home, { recursive: true })
const run = await (host === 'electron' ? runInElectron : runInBrowser)({ home, env: {}, args: [] })
const lines: string[] = []
try {
  for (const [at, report] of reports.entries()) {
    const name = `${String(at).padStart(2, '0')}-${report.project}`
    const before = run.said.length
    try {
      await walkThrough(run.page, report, async (view) => {
        // Canvases are drawn, and messages measured, in the frames behind the answer.
        await run.page.waitForTimeout(300)
        await run.page.screenshot({ path: path.join(folder, `${name}-${view}.png`), animations: 'disabled' })
      })
    } catch (error) {
      lines.push(`${name} ${report.simulation} ${report.importId}: ${String(error)}`)
    }
    for (const line of run.said.slice(before)) if (!isExpected(line)) lines.push(`${name} on its console: ${line}`)
  }
} finally {
  await run.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
}
lines.push(`${reports.length} simulations looked at`)
await writeFile(path.join(folder, 'report.txt'), `${lines.join('\n')}\n`)
process.stdout.write(`${lines.join('\n')}\n`)
