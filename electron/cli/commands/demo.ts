import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { startDemo } from '../../engine/service/demo.ts'
import { createEngine } from '../../engine/service/engine.ts'
import { exitCodeOfImport } from '../exit-codes.ts'
import { createProgressView } from '../progress.ts'
import { importText } from '../text/import.ts'
import { previewText } from '../text/preview.ts'
import { readBackText } from '../text/read-back.ts'
import type { Command } from './command.ts'

/** The main job from end to end on the bundled recording: preview, import, and what the store then holds. Leaves nothing behind. */
export const demoCommand: Command = {
  name: 'demo',
  form: '',
  summary: 'preview and import a bundled recording; needs no account and no server',
  options: ['json'],
  async run({ terminal, signal, vault }, options) {
    const home = await mkdtemp(join(tmpdir(), 'coval-companion-demo-'))
    const directories = { config: join(home, 'config'), data: join(home, 'data') }
    const engine = createEngine({ directories, vault, surface: 'cli' })
    const say = (text: string) => (options.json === true ? undefined : terminal.out(text))
    try {
      const { connection, simulation, window } = await startDemo(engine)
      const request: ImportRequest = {
        connectionId: connection.id,
        simulation,
        window: { kind: 'exact', ...window },
        limits: 'simulation',
        strategy: 'auto',
        budgetSeconds: 90,
        replace: false,
      }
      say(terminal.bold(`1. Preview: which traces of ${connection.project} belong to simulation ${simulation}?`))
      const onProgress = createProgressView(terminal)
      const preview = await engine.preview(request, {
        signal,
        onEvent: (event) => event.kind === 'progress' && onProgress(event),
      })
      say(`${previewText(terminal, preview.report)}\n`)

      say(terminal.bold('2. Import into an embedded ClickHouse'))
      const report = await engine.import(request, { signal, onProgress })
      say(`${importText(terminal, report)}\n`)
      if (report.importId !== null && report.outcome === 'imported') {
        say(terminal.bold('3. What the trace store now holds'))
        say(readBackText(await (await engine.store()).readSpans(report.importId)))
      }
      if (options.json === true) terminal.out(JSON.stringify(report))
      return exitCodeOfImport(report)
    } finally {
      await engine.close()
      await rm(home, { recursive: true, force: true })
    }
  },
}
