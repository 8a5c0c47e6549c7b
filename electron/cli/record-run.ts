import { CompanionError } from '../../shared/contract/errors.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { Engine } from '../engine/service/engine.ts'
import { createRecordings } from '../engine/service/recordings.ts'
import { type OptionName, type Options, readChoice } from './options.ts'
import { refuseExisting, writeRecordingFile } from './recording-file.ts'
import type { Session } from './session.ts'
import { harmless } from './terminal.ts'

/** Of a command whose run can be recorded as it runs. */
export const recordOptions: readonly OptionName[] = ['record', 'level']

/**
 * Runs a job; with `--record FILE` what Phoenix answered to it goes into that file, redacted, also where the job failed. A command
 * line ends with its job and keeps nothing of it, so the wish to record has to come first. Standard output stays the job's.
 * Throws `usage` before the job runs where the file is there already, and afterwards what keeps the file from being written.
 */
export async function recordRun<Answer>(
  session: Session,
  options: Options,
  { engine, request }: { readonly engine: Engine; readonly request: ImportRequest },
  run: () => Promise<Answer>,
): Promise<Answer> {
  const { record: file } = options
  const level = readChoice('--level', options.level, ['structure', 'text', 'everything'], 'structure')
  if (file === undefined) {
    if (options.level !== undefined) throw new CompanionError('usage', '--level needs --record')
    return run()
  }
  await refuseExisting(file)
  const answer = await run()
  // Whoever cancels wants to be gone.
  if (session.signal.aborted) return answer
  const held = engine.jobs.held.list().find(({ connectionId }) => connectionId === request.connectionId)
  if (held === undefined || held.requests === 0) {
    session.terminal.note(`Phoenix was asked nothing, so ${harmless(file)} was not written.`)
    return answer
  }
  const recordings = createRecordings(engine)
  const draft = await recordings.draft(held.id, level)
  await writeRecordingFile(file, recordings.file(draft.draftId).bytes, false)
  session.terminal.note(
    `Recorded ${held.jobs.join(', ')} in ${harmless(file)}: ${held.requests} requests, level ${level}, ${draft.packedBytes} bytes.`,
  )
  return answer
}
