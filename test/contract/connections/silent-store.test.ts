import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { viewStore } from '../../../electron/engine/service/store-settings.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import { listenOn } from '../../support/listen.ts'

/** A server that greets and then says nothing more. */
let clickHouse: Awaited<ReturnType<typeof listenOn>>
/** Settles with the next question that gets no answer. */
let asked: () => Promise<void>
let home: string
let engine: Engine
let client: EngineClient

beforeEach(async () => {
  const waiting: (() => void)[] = []
  const silent = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (body.startsWith('SELECT 1')) response.end('{"1":1}\n')
    else for (const tell of waiting.splice(0)) tell()
  })
  asked = () => new Promise((resolve) => waiting.push(resolve))
  clickHouse = await listenOn(silent)
  home = await mkdtemp(path.join(tmpdir(), 'coval-silent-'))
  engine = createEngine({
    directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
    vault: createMemoryVault('a test'),
    surface: 'test',
  })
  client = createRouterClient(createRouter(engine, '0.0.0'))
  const url = `http://127.0.0.1:${clickHouse.port}`
  await engine.settings.saveStore({ kind: 'server', url, user: 'default', database: 'default', table: 'otel_traces' })
})
afterEach(async () => {
  await engine.close()
  await clickHouse.close()
  await rm(home, { recursive: true, force: true })
})

const source = { kind: 'import', importId: 'any' } as const
const calls: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  'store.save': async (signal) => {
    const saved = await engine.settings.store()
    return client.store.save({ settings: saved, password: null }, { signal })
  },
  'imports.list': (signal) => client.imports.list({ recording: null }, { signal }),
  'trace.listNative': (signal) => client.trace.listNative({ limit: 10 }, { signal }),
  'trace.open': (signal) => client.trace.open({ source }, { signal }),
  'trace.conversation': (signal) => client.trace.conversation({ source, offset: 0, limit: 10 }, { signal }),
  'spans.ofTrace': (signal) => client.spans.ofTrace({ source, traceId: 'a' }, { signal }),
  'aliases.explain': (signal) => client.aliases.explain({ source, extraRules: [] }, { signal }),
  'metrics.builtIn': (signal) => client.metrics.builtIn({ source }, { signal }),
  'transitions.compute': (signal) =>
    client.transitions.compute(
      { sources: 'all', recording: null, mode: 'directly-follows', key: { by: 'kind' }, mostStates: null },
      { signal },
    ),
}

test.each(Object.keys(calls))('%s of a store that has gone silent ends when it is cancelled', async (name) => {
  const cancel = new AbortController()
  const silence = asked()
  const outcome = calls[name]?.(cancel.signal).then(
    () => 'answered',
    () => 'ended',
  )
  await silence
  cancel.abort()
  expect(await outcome).toBe('ended')
})

test('a store that has gone silent is unreachable to whoever looks at it, once their patience ends', async () => {
  const patience = new AbortController()
  const silence = asked()
  const view = viewStore(engine, patience.signal)
  await silence
  patience.abort()
  expect(await view).toMatchObject({ state: 'unreachable', version: null, spans: null })
})
