import { basename } from 'node:path'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ComparisonSide } from '../../../shared/contract/recordings.ts'
import { createRecordings, type Recordings } from '../../engine/service/recordings.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonDocument } from '../json.ts'
import { createProgressView } from '../progress.ts'
import { readRecordingFile } from '../recording-file.ts'
import { openEngine, readRequest, targetOptions } from '../session.ts'
import { comparisonText } from '../text/recording.ts'
import type { Command } from './command.ts'

const openSide = async (recordings: Recordings, path: string): Promise<ComparisonSide> => {
  const { id } = await recordings.open(basename(path), await readRecordingFile(path))
  return { kind: 'recording', id }
}

/** Two recordings side by side, or one and a live connection. Exit code 3 where they differ. */
export const compareCommand: Command = {
  name: 'compare',
  form: 'A.cvcase B.cvcase | A.cvcase --live --host URL --project NAME --simulation ID',
  summary: 'what differs between two recordings, or a recording and a live connection',
  options: [...targetOptions, 'live'],
  async run(session, options, [left, right, more]) {
    const { terminal, signal } = session
    const live = options.live === true
    if (left === undefined || more !== undefined || live !== (right === undefined))
      throw new CompanionError('usage', '`compare` is followed by two files, or by one and --live')
    const engine = await openEngine(session, options)
    try {
      const recordings = createRecordings(engine)
      const first = await openSide(recordings, left)
      const second: ComparisonSide =
        right === undefined
          ? { kind: 'live', request: await readRequest(session, engine, options) }
          : await openSide(recordings, right)
      const comparison = await recordings.compare(first, second, { signal, onProgress: createProgressView(terminal) })
      terminal.clearStatus()
      terminal.out(options.json === true ? jsonDocument(comparison) : comparisonText(terminal, comparison))
      return comparison.different === 0 ? exitCodes.done : exitCodes.empty
    } finally {
      await engine.close()
    }
  },
}
