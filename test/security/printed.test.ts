import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { connectByHttp } from '../../renderer/transport/http-link.ts'
import { buildWhereOlder } from '../support/build-once.ts'
import { canaryIn } from '../support/canary.ts'
import { readCorpusProjects } from '../support/corpus.ts'
import { startEngineProcess } from '../support/engine-process.ts'
import { exerciseKey } from '../support/exercise-key.ts'
import { endServing, serveApp } from '../support/served-app.ts'
import { enter } from '../support/transports.ts'

/** A key that can be sent in a header, with characters that JSON, URLs and base64 each write differently. */
const canary = 'px-canary/"+\\0?7-and-so-on'
const malformed = [canary, JSON.stringify({ i: canary, p: { u: `/${canary}%%%`, b: canary } }), `{"key":"${canary}`]

describe('[security] what a process prints', () => {
  let home: string
  let phoenix: ReplayServer
  beforeAll(() => buildWhereOlder())
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-printed-'))
    phoenix = await startReplayServer({ recordings: readCorpusProjects(['support-agent']), apiKey: canary })
  })
  afterEach(async () => {
    await phoenix.close()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('is no key where it is the engine, also when Phoenix repeats it and messages are malformed', async () => {
    const engine = await startEngineProcess(home)
    try {
      const outcomes = await exerciseKey(engine.client, phoenix, canary)
      expect(outcomes.slice(0, 3)).toEqual(['imported', 'matched', 'checked'])
      for (const data of [...malformed, { key: canary }]) engine.sendMalformed(data)
      await engine.client.app.info()
    } finally {
      await engine.close()
    }
    const printed = engine.printed.join('')
    expect(printed).toContain('[engine] dropped a malformed message')
    expect(canaryIn([printed], canary)).toEqual([])
  })

  test('is no key where it is the loopback host', async () => {
    const { child, link } = await serveApp(home)
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => printed.push(piece.toString()))
    try {
      const origin = new URL(link).origin
      const browser = await enter({ link, url: origin })
      const page = connectByHttp({ origin, fetch: browser })
      const outcomes = await exerciseKey(page.client, phoenix, canary)
      expect(outcomes.slice(0, 3)).toEqual(['imported', 'matched', 'checked'])
      for (const body of malformed) {
        const headers = { 'content-type': 'application/json' }
        const answer = await browser(new Request(`${origin}/rpc/connections/setKey`, { method: 'POST', headers, body }))
        await answer.arrayBuffer()
      }
      page.close()
    } finally {
      await endServing(child)
    }
    expect(canaryIn([printed.join('')], canary)).toEqual([])
  })
})
