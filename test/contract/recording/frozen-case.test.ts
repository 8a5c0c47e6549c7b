import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import { startReplayedEngine } from '../../support/replayed-engine.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const frozen = path.join(import.meta.dirname, '../../recordings/cases/structure-v1.cvcase')

/** Written by an earlier program and never made anew: whoever changes the format brings an upgrade for it. */
test('a file of format 1 that was written long ago still opens and decides the same', async () => {
  const here = await startReplayedEngine([])
  try {
    const recordings = createRecordings(here.engine)
    const opened = await recordings.open('structure-v1.cvcase', await readFile(frozen))
    const { recorded, level } = { recorded: opened.held, level: opened.held?.manifest.level }
    const replayed = await recordings.replay(opened.id, never)
    expect([level, recorded?.preview?.format, replayed.changed]).toEqual(['structure', 1, []])
    expect(replayed.preview.spans).toEqual(recorded?.preview?.spans)
    expect(replayed.preview.nearMisses.map(({ kind }) => kind)).toEqual(recorded?.preview?.nearMisses.map(({ kind }) => kind))
    expect([replayed.preview.outcome, replayed.import.outcome]).toEqual(['matched', 'imported'])
  } finally {
    await here.close()
  }
})
