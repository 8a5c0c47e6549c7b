import { describe, expect, test } from 'vitest'
import { sliceSpans } from '../../../electron/engine/replay/slice-spans.ts'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import type { RedactionLevel } from '../../../shared/contract/recordings.ts'
import { previewDecisions } from '../../../shared/recording/decisions.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { forgeCase, linesOf } from '../../support/forged-case.ts'
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

/** An answer without the last of its spans that holds this text. */
function withoutSpan(part: string, text: string): string {
  const body = JSON.parse(part) as { kind: string; text: string }
  if (body.kind !== 'body' || !body.text.includes(text)) return part
  const spans = sliceSpans(body.text)
  const kept = spans.toSpliced(
    spans.findLastIndex((span) => span.includes(text)),
    1,
  )
  return JSON.stringify({ ...body, text: `{"data":[${kept.join(',')}],"next_cursor":null}` })
}

test('a case whose answers somebody changed says what it decides otherwise', async () => {
  const [simulation] = readCorpusManifest('support-agent').simulations
  if (simulation === undefined) throw new Error('the recording holds no simulation')
  const here = await startReplayedEngine(['support-agent'])
  try {
    const window = exactWindow(simulation)
    const asked = { ...defaultRequest, connectionId: here.connect('support-agent'), simulation: simulation.simulation_id, window }
    const recordings = createRecordings(here.engine)
    const { draftId } = await recordings.draft((await recordings.record(asked, never)).id, 'everything')
    const { manifest, parts } = linesOf(recordings.file(draftId).bytes)
    const [traceId = ''] = simulation.expected_trace_ids
    const changed = async (file: Buffer) => {
      const opened = await recordings.open('a.cvcase', file)
      return (await recordings.replay(opened.id, never)).changed
    }
    expect(await changed(forgeCase({ manifest, parts }))).toEqual([])
    const forged = forgeCase({ manifest, parts: parts.map((part) => withoutSpan(part, `"trace_id":"${traceId}"`)) })
    expect(await changed(forged)).toEqual(['preview: spans', 'preview: traces', 'import: spans'])
  } finally {
    await here.close()
  }
})
