import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReplayServer } from '../../../electron/engine/replay/server.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import { type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const apiKey = 'px-typed-canary'
let held: ReplayedEngine
let server: ReplayServer
let client: EngineClient
beforeAll(async () => {
  held = await startReplayedEngine(['support-agent'], { apiKey })
  server = held.server
  client = createRouterClient(createRouter(held.engine, '0.0.0'))
})
afterAll(() => held.close())

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { data: Failure }) => error.data,
  )

test('a typed host and key list the projects, and are kept nowhere', async () => {
  expect(await client.connections.projects({ id: null, host: server.url, key: ` ${apiKey} ` })).toContain('support-agent')
  expect((await client.connections.list()).connections).toEqual([])
  const without = await failureOf(client.connections.projects({ id: null, host: server.url, key: null }))
  const impossible = await failureOf(client.connections.projects({ id: null, host: server.url, key: 'two words' }))
  expect([without?.code, impossible?.code]).toEqual(['phoenix-unauthorized', 'usage'])
  expect(JSON.stringify([without, impossible])).not.toContain('two words')
})

test('a saved key lists for its own origin only: another one that is typed never gets it', async () => {
  const { id } = await client.connections.save({ id: null, name: 'Saved', host: server.url, project: 'support-agent' })
  await client.connections.setKey({ id, key: apiKey })
  expect(await client.connections.projects({ id, host: `${server.url}/`, key: null })).toContain('support-agent')
  const asked = server.requests.length
  const elsewhere = server.url.replace('127.0.0.1', 'localhost')
  expect((await failureOf(client.connections.projects({ id, host: elsewhere, key: null })))?.code).toBe('key-origin-mismatch')
  expect(server.requests.length).toBe(asked)
})
