import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { onSpans } from '../../electron/engine/replay/faults.ts'
import { loadRecordings } from '../../electron/engine/replay/recordings.ts'
import { startReplayServer } from '../../electron/engine/replay/server.ts'
import { createEngine } from '../../electron/engine/service/engine.ts'
import { createRouter } from '../../electron/engine/service/router.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { canaryIn } from '../support/canary.ts'
import { openTransport } from '../support/transports.ts'

const recordings = path.join(import.meta.dirname, '..', 'recordings', 'corpus', 'dev')
/** A key that can be sent in a header, with characters that JSON, URLs and base64 each write differently. */
const canary = 'px-canary/"+\\0?7-and-so-on'
const window = { kind: 'exact', start: '2026-11-22T14:37:52Z', end: '2026-11-22T14:37:56Z' } as const

/** The real engine against a Phoenix that asks for the key, answers well, and then says the key back in every way it can. */
describe('[security] the real engine', () => {
  test.each(['MessagePort', 'HTTP'] as const)('keeps a key to itself over %s, also when Phoenix repeats it', async (name) => {
    const home = await mkdtemp(path.join(tmpdir(), 'coval-canary-'))
    const phoenix = await startReplayServer({ recordings: await loadRecordings(recordings, ['support-agent']), apiKey: canary })
    let close = async () => undefined as unknown
    const transport = await openTransport(name, (vault) => {
      const directories = { config: path.join(home, 'config'), data: path.join(home, 'data') }
      const engine = createEngine({ directories, vault, surface: 'test' })
      close = () => engine.close()
      return createRouter(engine, '0.0.0')
    })
    try {
      const { client } = transport
      const { id } = await client.connections.save({ id: null, name: 'canary', host: phoenix.url, project: 'support-agent' })
      const request: ImportRequest = {
        connectionId: id,
        simulation: 'EUKedLXXcg45RCvErqvvrX',
        window,
        limits: 'simulation',
        strategy: 'auto',
        budgetSeconds: 5,
        replace: true,
      }
      const outcomes: string[] = []
      const runAll = async () => {
        for await (const event of await client.imports.run(request))
          if (event.kind === 'report') outcomes.push(event.report.outcome)
        for await (const event of await client.preview.run(request))
          if (event.kind === 'report') outcomes.push(event.report.outcome)
        for await (const event of await client.checks.run({ request, only: null }))
          if (event.kind === 'report') outcomes.push('checked')
        await client.connections.test({ id }).catch(() => outcomes.push('test failed'))
        await client.connections.projects({ id }).catch(() => outcomes.push('projects failed'))
        await client.connections.list()
      }
      await client.connections.setKey({ id, key: canary })
      await runAll()
      for (const fault of [
        { kind: 'status', status: 500, body: `Bearer ${canary}` },
        { kind: 'status', status: 422, body: JSON.stringify({ detail: [{ msg: canary }] }), contentType: 'application/json' },
        { kind: 'redirect', location: `http://127.0.0.1:9/${encodeURIComponent(canary)}` },
        { kind: 'truncated-json' },
      ] as const) {
        phoenix.setFaults(onSpans(fault))
        await runAll()
      }
      phoenix.setApiKey('another')
      phoenix.setFaults(null)
      await runAll()

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
