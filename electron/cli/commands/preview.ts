import { exitCodeOfPreview } from '../exit-codes.ts'
import { createProgressView } from '../progress.ts'
import { recordOptions, recordRun } from '../record-run.ts'
import { openEngine, readRequest, targetOptions } from '../session.ts'
import { previewText } from '../text/preview.ts'
import type { Command } from './command.ts'

export const previewCommand: Command = {
  name: 'preview',
  form: '--host URL --project NAME --simulation ID',
  summary: 'show which traces match and why; writes nothing',
  options: [...targetOptions, ...recordOptions],
  async run(session, options) {
    const { terminal, signal } = session
    const engine = await openEngine(session, options)
    try {
      const request = await readRequest(session, engine, options)
      const showProgress = createProgressView(terminal)
      return await recordRun(session, options, { engine, request }, async () => {
        const { report } = await engine.preview(request, {
          signal,
          onEvent: (event) => {
            if (event.kind === 'progress') showProgress(event)
          },
        })
        terminal.clearStatus()
        // The id of the preview means something only inside a running engine.
        const { previewId: _, ...document } = report
        terminal.out(options.json === true ? JSON.stringify(document) : previewText(terminal, report))
        return exitCodeOfPreview(report)
      })
    } finally {
      await engine.close()
    }
  },
}
