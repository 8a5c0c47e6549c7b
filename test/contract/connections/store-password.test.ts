import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { storeAccount } from '../../../electron/engine/service/stores.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { StoreSettings } from '../../../shared/contract/connection.ts'
import { VaultCall } from '../../../shared/contract/engine-channel.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import { listenOn } from '../../support/listen.ts'

let home: string
let engine: Engine
let client: EngineClient
const vault = createMemoryVault('a test')
const accounts = () => vault.entries().map(([account]) => account)
const server = (url: string, user = 'default') =>
  ({ kind: 'server', url, user, database: 'default', table: 'otel_traces' }) as const

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'coval-password-'))
  engine = createEngine({
    directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
    vault,
    surface: 'test',
  })
  client = createRouterClient(createRouter(engine, '0.0.0'))
})
afterEach(async () => {
  await engine.close()
  await rm(home, { recursive: true, force: true })
})

test('a password belongs to user and server; none that no setting names any more stays behind', async () => {
  const [first, second] = [server('http://127.0.0.1:1'), server('http://127.0.0.1:1', 'other')]
  await client.store.save({ settings: first, password: 'one' })
  const states = [await client.store.password({ settings: first }), await client.store.password({ settings: second })]
  expect(states.map(({ configured }) => configured)).toEqual([true, false])

  await client.store.save({ settings: second, password: 'two' })
  expect(accounts()).toEqual(['store:other@http://127.0.0.1:1'])
  // A change of the database alone keeps it.
  await client.store.save({ settings: { ...second, database: 'traces' }, password: null })
  expect(accounts()).toEqual(['store:other@http://127.0.0.1:1'])
  expect(await client.store.removePassword({ settings: second })).toEqual({ configured: false, plainHttpAbroad: false })
  expect(accounts()).toEqual([])

  await client.store.save({ settings: second, password: 'three' })
  await client.store.save({ settings: { kind: 'embedded', path: null, table: 'otel_traces' }, password: null })
  expect(accounts()).toEqual([])
})

test('the password of the store stays while an import runs', async () => {
  const silent = createServer(() => undefined)
  const { port, close } = await listenOn(silent)
  const connected = new Promise<void>((resolve) => silent.once('connection', () => resolve()))
  const settings = server(`http://127.0.0.1:${port}`)
  await engine.settings.saveStore(settings)
  await engine.credentials.set(storeAccount(settings), { secret: 'kept', origin: settings.url })
  const connection = { id: null, name: 'One', host: 'http://127.0.0.1:1', project: 'demo' }
  const { id: connectionId } = await engine.settings.saveConnection(connection)
  const cancel = new AbortController()
  const request = {
    connectionId,
    simulation: 'sim',
    window: { kind: 'find' },
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 60,
    replace: false,
  } as const
  const importing = engine.import(request, { signal: cancel.signal, onProgress: () => undefined }).catch(() => undefined)
  await connected
  const failure = await client.store.removePassword({ settings }).catch((error) => error)
  expect([failure, accounts()]).toEqual([
    expect.objectContaining({ data: expect.objectContaining({ code: 'usage' }) }),
    [storeAccount(settings)],
  ])
  cancel.abort()
  await importing
  expect(await client.store.removePassword({ settings })).toMatchObject({ configured: false })
  await close()
})

test('plain http to another machine is told', async () => {
  const abroad = async (url: string) => (await client.store.password({ settings: server(url) })).plainHttpAbroad
  expect([await abroad('http://ch.example:8123'), await abroad('https://ch.example'), await abroad('http://[::1]:8123')]).toEqual(
    [true, false, false],
  )
})

test('a test of a store that never answers ends when it is cancelled', async () => {
  const silent = createServer(() => undefined)
  const { port, close } = await listenOn(silent)
  const cancel = new AbortController()
  const connected = new Promise<void>((resolve) => silent.once('connection', () => resolve()))
  const outcome = client.store
    .test({ settings: server(`http://127.0.0.1:${port}`), password: null }, { signal: cancel.signal })
    .then(
      () => 'answered',
      () => 'ended',
    )
  await connected
  cancel.abort()
  expect(await outcome).toBe('ended')
  await close()
})

test('the longest user and server that can be saved pass to the vault', () => {
  const settings = StoreSettings.parse(server(`https://${'h'.repeat(1_990)}:1`, 'u'.repeat(500)))
  if (settings.kind !== 'server') throw new Error('it is a server')
  expect(VaultCall.safeParse({ method: 'peek', account: storeAccount(settings) }).success).toBe(true)
})
