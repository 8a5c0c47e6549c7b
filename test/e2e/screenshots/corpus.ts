// `node test/e2e/screenshots/corpus.ts browser|electron FOLDER`: opens every recorded simulation in the viewer and keeps a picture of
// its waterfall, flame graph and chat in FOLDER, for people to look at. Prints what fails and what the page complained about.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildWhereOlder } from '../../support/build-once.ts'
import ownTemporaryFolder from '../../support/own-temp.ts'
import { walkThrough } from '../acts/walk.ts'
import { runInBrowser, startChromium } from '../host/browser.ts'
import { runInElectron } from '../host/electron.ts'
import { fillHome, seeded, wholeCorpus } from '../host/seed.ts'

const [host, folder] = process.argv.slice(2)
if ((host !== 'browser' && host !== 'electron') || folder === undefined)
  throw new Error('usage: corpus.ts browser|electron FOLDER')
const removeTemporary = ownTemporaryFolder()
buildWhereOlder()
await mkdir(folder, { recursive: true })
const seed = { imports: wholeCorpus }
const { reports } = await seeded(seed)
const home = await mkdtemp(path.join(tmpdir(), 'coval-corpus-'))
await fillHome(home, seed)
const browser = host === 'browser' ? await startChromium() : null
const options = { home, env: {}, args: [] }
const run = await (browser === null ? runInElectron(options) : runInBrowser(browser, options))
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
    for (const line of run.said.slice(before)) lines.push(`${name} on its console: ${line}`)
  }
} finally {
  await run.close()
  await browser?.close()
  removeTemporary()
}
lines.push(`${reports.length} simulations looked at`)
await writeFile(path.join(folder, 'report.txt'), `${lines.join('\n')}\n`)
process.stdout.write(`${lines.join('\n')}\n`)
