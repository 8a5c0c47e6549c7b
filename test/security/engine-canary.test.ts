import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { startReplayServer } from '../../electron/engine/replay/server.ts'
import { createEngine } from '../../electron/engine/service/engine.ts'
import { createRouter } from '../../electron/engine/service/router.ts'
import { canaryIn } from '../support/canary.ts'
import { readCorpusProjects } from '../support/corpus.ts'
import { exerciseKey } from '../support/exercise-key.ts'
import { openTransport } from '../support/transports.ts'

/** A key that can be sent in a header, with characters that JSON, URLs and base64 each write differently. */
const canary = 'px-canary/"+\\0?7-and-so-on'

/** The real engine against a Phoenix that asks for the key, answers well, and then says the key back in every way it can. */
describe('[security] the real engine', () => {
  test.each(['MessagePort', 'HTTP'] as const)('keeps a key to itself over %s, also when Phoenix repeats it', async (name) => {
    const home = await mkdtemp(path.join(tmpdir(), 'coval-canary-'))
    const phoenix = await startReplayServer({ recordings: readCorpusProjects(['support-agent']), apiKey: canary })
    let close = async () => undefined as unknown
    const transport = await openTransport(name, (vault) => {
      const directories = { config: path.join(home, 'config'), data: path.join(home, 'data') }
      const engine = createEngine({ directories, vault, surface: 'test' })
      close = () => engine.close()
      return createRouter(engine, '0.0.0')
    })
    try {
      const outcomes = await exerciseKey(transport.client, phoenix, canary)
      expect(outcomes.slice(0, 3)).toEqual(['imported', 'matched', 'checked'])
      expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(10)
      expect(transport.sent.length).toBeGreaterThan(50)
      expect(canaryIn(transport.sent, canary)).toEqual([])
      expect(canaryIn(await filesBelow(home), canary)).toEqual([])
    } finally {
      await transport.close()
      await close()
      await phoenix.close()
      await rm(home, { recursive: true, force: true })
    }
  })
})

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(path.join(entry.parentPath, entry.name), 'latin1'))
  return Promise.all(files)
}
