import { describe, expect, test } from 'vitest'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import type { RedactionLevel } from '../../../shared/contract/recordings.ts'
import { importDecisions, previewDecisions } from '../../../shared/recording/decisions.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, startReplayedEngine } from '../../support/replayed-engine.ts'

const levels: readonly RedactionLevel[] = ['structure', 'text', 'everything']
const never = { signal: new AbortController().signal, onProgress: () => undefined }

/** A few simulations of each recorded project, with every shape of an id that it has. */
const cases = ['support-agent', 'langgraph-agent', 'metadata-agent', 'near-miss-agent', 'odd-values-agent'].flatMap((project) => {
  const { simulations } = readCorpusManifest(project)
  return simulations.slice(0, 6).map((simulation) => ({ project, simulation, id: simulation.simulation_id }))
})

describe('a recorded case decides on another machine as it did on the first', () => {
  test.each(cases)('$project, $id', async ({ project, simulation, id }) => {
    const here = await startReplayedEngine([project])
    const there = await startReplayedEngine([])
    try {
      const request = { ...defaultRequest, connectionId: here.connect(project), simulation: id, window: exactWindow(simulation) }
      const recorder = createRecordings(here.engine)
      const held = await recorder.record(request, never)
      const live = await here.preview(request)
      await here.server.close()
      const player = createRecordings(there.engine)
      for (const level of levels) {
        const draft = await recorder.draft(held.id, level)
        expect(draft.unfaithful).toBe(0)
        const opened = await player.open(draft.fileName, recorder.file(draft.draftId).bytes)
        const replayed = await player.replay(opened.id, never)
        expect(replayed.changed).toEqual([])
        if (level === 'everything') expect(previewDecisions(replayed.preview)).toEqual(previewDecisions(live))
        await player.close(opened.id)
      }
    } finally {
      await there.close()
      await here.close().catch(() => undefined)
    }
  })
})
void importDecisions
