import { CompanionError } from '../../../shared/contract/errors.ts'
import { createRecordings } from '../../engine/service/recordings.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonDocument } from '../json.ts'
import { readChoice } from '../options.ts'
import { createProgressView } from '../progress.ts'
import { writeRecordingFile } from '../recording-file.ts'
import { openEngine, readRequest, targetOptions } from '../session.ts'
import { harmless } from '../terminal.ts'
import { draftText } from '../text/recording.ts'
import type { Command } from './command.ts'

const linesAtATime = 100

/** Runs preview, import (into memory) and checks, and writes what Phoenix answered: a failed run is recorded as well. */
export const recordCommand: Command = {
  name: 'record',
  form: '--host URL --project NAME --simulation ID -o CASE.cvcase',
  summary: 'record a case into one file, redacted; --preview shows what would go in',
  options: [...targetOptions, 'output', 'level', 'preview', 'replace'],
  async run(session, options) {
    const { terminal, signal } = session
    const { output } = options
    const level = readChoice('--level', options.level, ['structure', 'text', 'everything'], 'structure')
    if (output === undefined && options.preview !== true)
      throw new CompanionError('usage', '`record` needs -o FILE, or --preview')
    const engine = await openEngine(session, options)
    try {
      const recordings = createRecordings(engine)
      const request = await readRequest(session, engine, options)
      const held = await recordings.record(request, { signal, onProgress: createProgressView(terminal) })
      terminal.clearStatus()
      const draft = await recordings.draft(held.id, level)
      if (options.preview === true) {
        terminal.out(
          options.json === true
            ? jsonDocument(draft)
            : `${draftText(terminal, draft)}\n\n${terminal.bold('Every line of the file')}`,
        )
        for (let from = 0; from < draft.lines; from += linesAtATime)
          for (const line of await recordings.drafts.wholeLines(draft.draftId, from, linesAtATime))
            terminal.out(options.json === true ? line : harmless(line))
        return exitCodes.done
      }
      const { bytes } = recordings.file(draft.draftId)
      await writeRecordingFile(output ?? '', bytes, options.replace === true)
      terminal.out(
        options.json === true
          ? jsonDocument({ ...draft, file: output })
          : `${draftText(terminal, draft)}\n\nWrote ${harmless(output ?? '')}.`,
      )
      return exitCodes.done
    } finally {
      await engine.close()
    }
  },
}
