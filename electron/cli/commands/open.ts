import { basename } from 'node:path'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { viewOpened } from '../../engine/recording/opened.ts'
import { createRecordings } from '../../engine/service/recordings.ts'
import { exitCodeOfPreview } from '../exit-codes.ts'
import { jsonDocument } from '../json.ts'
import { readChoice, readDuration, readSimulation, readWindow } from '../options.ts'
import { createProgressView } from '../progress.ts'
import { readRecordingFile } from '../recording-file.ts'
import { openEngine } from '../session.ts'
import { checkLine, checkSummary } from '../text/check.ts'
import { importText } from '../text/import.ts'
import { previewText } from '../text/preview.ts'
import { changesText, openedText } from '../text/recording.ts'
import type { Command } from './command.ts'

/** Serves a recording on loopback and decides everything anew: preview, import into memory (or a named store), checks. */
export const openCommand: Command = {
  name: 'open',
  form: 'FILE',
  summary: 'open a recording (.cvcase), OTLP JSON or a download of Phoenix, without a network',
  options: ['simulation', 'from', 'to', 'last', 'limits', 'strategy', 'budget', 'store', 'table', 'with-password', 'json'],
  async run(session, options, [path, more]) {
    const { terminal, signal } = session
    if (path === undefined || more !== undefined) throw new CompanionError('usage', '`open` is followed by one file')
    const bytes = await readRecordingFile(path)
    const engine = await openEngine(session, options)
    try {
      const recordings = createRecordings(engine)
      const opened = await recordings.open(basename(path), bytes)
      const { simulation, window } = readSimulation(options)
      const { request } = opened
      const asked = {
        ...request,
        ...(simulation === null ? {} : { simulation }),
        window: readWindow(options) ?? window ?? request.window,
        limits: readChoice('--limits', options.limits, ['simulation', 'documented'], request.limits),
        strategy: readChoice('--strategy', options.strategy, ['auto', 'select', 'scan'], request.strategy),
        budgetSeconds: options.budget === undefined ? request.budgetSeconds : readDuration('--budget', options.budget),
      }
      if (options.json !== true) terminal.out(openedText(terminal, viewOpened(opened)))
      const reports = await recordings.replay(opened.id, { signal, onProgress: createProgressView(terminal) }, asked)
      terminal.clearStatus()
      if (options.json === true) {
        const { preview, ...rest } = reports
        const { previewId: _, ...document } = preview
        terminal.out(jsonDocument({ recording: viewOpened(opened), preview: document, ...rest }))
      } else {
        terminal.out(`\n${terminal.bold('Preview (recording)')}\n${previewText(terminal, reports.preview)}`)
        terminal.out(`\n${terminal.bold('Import (recording)')}\n${importText(terminal, reports.import)}`)
        terminal.out(`\n${terminal.bold('Checks (recording)')}`)
        for (const check of reports.checks.checks) terminal.out(checkLine(terminal, check))
        terminal.out(checkSummary(terminal, reports.checks))
        terminal.out(`\n${changesText(terminal, viewOpened(opened), reports)}`)
      }
      return exitCodeOfPreview(reports.preview)
    } finally {
      await engine.close()
    }
  },
}
