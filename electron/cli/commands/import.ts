import { exitCodeOfImport } from '../exit-codes.ts'
import { createProgressView } from '../progress.ts'
import { recordOptions, recordRun } from '../record-run.ts'
import { openEngine, readRequest, targetOptions } from '../session.ts'
import { importText } from '../text/import.ts'
import type { Command } from './command.ts'

export const importCommand: Command = {
  name: 'import',
  form: '--host URL --project NAME --simulation ID',
  summary: 'import the spans of one simulation into the trace store',
  options: [...targetOptions, ...recordOptions, 'replace'],
  async run(session, options) {
    const { terminal, signal } = session
    const engine = await openEngine(session, options)
    try {
      const request = await readRequest(session, engine, options)
      return await recordRun(session, options, { engine, request }, async () => {
        const report = await engine.import(request, { signal, onProgress: createProgressView(terminal) })
        terminal.clearStatus()
        terminal.out(options.json === true ? JSON.stringify(report) : importText(terminal, report))
        return exitCodeOfImport(report)
      })
    } finally {
      await engine.close()
    }
  },
}
