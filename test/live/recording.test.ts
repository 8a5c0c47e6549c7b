import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/service/engine.ts'
import { createRecordings } from '../../electron/engine/service/recordings.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import type { RedactionLevel } from '../../shared/contract/recordings.ts'
import { previewDecisions } from '../../shared/recording/decisions.ts'
import { canaryIn } from '../support/canary.ts'
import { readCorpusManifest } from '../support/corpus.ts'
import { feedRecording } from '../support/feed.ts'
import { createSystemKey, type RunningPhoenix, startPhoenix } from '../support/phoenix.ts'
import { realParts } from '../support/real-parts.ts'
import { defaultRequest } from '../support/replayed-engine.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const simulations = readCorpusManifest('metadata-agent').simulations.slice(0, 3)

describe.runIf(realParts.phoenix !== null).each([
  ['open', false],
  ['with authentication', true],
] as const)('a case recorded against a live Phoenix, %s', (_, auth) => {
  let phoenix: RunningPhoenix
  let key: string | null
  let home: string
  let here: Engine
  let there: Engine

  const engineIn = (name: string): Engine =>
    createEngine({
      directories: { config: path.join(home, name, 'config'), data: path.join(home, name, 'data') },
      vault: createMemoryVault('a test'),
      surface: 'test',
    })

  beforeAll(async () => {
    phoenix = await startPhoenix({ executable: realParts.phoenix ?? '', auth })
    key = auth ? (await createSystemKey(phoenix)).key : null
    await feedRecording({ url: phoenix.url, recording: 'metadata-agent', apiKey: key })
    home = await mkdtemp(path.join(tmpdir(), 'coval-recording-'))
    here = engineIn('here')
    there = engineIn('there')
    here.targets.addTransient({
      connection: { id: 'live', name: 'live', host: phoenix.url, project: 'metadata-agent' },
      apiKey: key,
    })
  })
  afterAll(async () => {
    await here.close()
    await there.close()
    await rm(home, { recursive: true, force: true })
  })

  test('gives the same decisions when the Phoenix is gone, at every level, and never holds the key', async () => {
    const recorder = createRecordings(here)
    const files: { level: RedactionLevel; bytes: Buffer; live: unknown }[] = []
    for (const { simulation_id: simulation } of simulations) {
      const request = { ...defaultRequest, connectionId: 'live', simulation }
      const { report } = await here.preview(request, { signal: never.signal, onEvent: () => undefined })
      const held = await recorder.record(request, never)
      for (const level of ['structure', 'text', 'everything'] as const) {
        const draft = await recorder.draft(held.id, level)
        files.push({ level, bytes: recorder.file(draft.draftId).bytes, live: previewDecisions(report) })
      }
    }
    await phoenix.stop()
    const player = createRecordings(there)
    for (const { level, bytes, live } of files) {
      const opened = await player.open(`${level}.cvcase`, bytes)
      const { preview, changed } = await player.replay(opened.id, never)
      expect({ level, changed }).toEqual({ level, changed: [] })
      if (level === 'everything') expect(JSON.stringify(previewDecisions(preview))).toBe(JSON.stringify(live))
      if (key !== null) expect(canaryIn([gunzipSync(bytes).toString('utf8'), bytes.toString('latin1')], key)).toEqual([])
      await player.close(opened.id)
    }
  })
})
