import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'

let home: string
let engine: Engine
let client: EngineClient
/** Accounts whose entry the vault cannot read. */
const unreadable = new Set<string>()

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'coval-connections-'))
  const vault = createMemoryVault('a test')
  engine = createEngine({
    directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
    vault: {
      ...vault,
      peek: (account) =>
        unreadable.has(account)
          ? Promise.reject(new CompanionError('vault-failed', 'the entry is of a newer version'))
          : vault.peek(account),
      remove: async (account) => unreadable.delete(account) || vault.remove(account),
    },
    surface: 'test',
  })
  client = createRouterClient(createRouter(engine, '0.0.0'))
})
afterEach(async () => {
  unreadable.clear()
  await engine.close()
  await rm(home, { recursive: true, force: true })
})

test('one key that cannot be read takes no connection away; what is saved nowhere says so', async () => {
  const save = (name: string) => client.connections.save({ id: null, name, host: `https://${name}.example`, project: 'p' })
  const broken = await save('broken')
  const { id } = await save('whole')
  await client.connections.setKey({ id, key: 'a-key' })
  unreadable.add(`phoenix:${broken.id}`)
  await client.demo.start()

  const { connections } = await client.connections.list()
  expect(connections.map(({ name, saved, key }) => [name, saved, key.configured, key.unreadable])).toEqual([
    ['broken', true, false, 'the entry is of a newer version'],
    ['whole', true, true, null],
    ['Demo recording', false, false, null],
  ])

  // It can still be removed, with its entry.
  await client.connections.remove({ id: broken.id })
  expect((await client.connections.list()).connections.map(({ name }) => name)).toEqual(['whole', 'Demo recording'])
})

test('one key that cannot be read takes no endpoint of a judge away', async () => {
  const save = (name: string) =>
    client.judges.saveEndpoint({ id: null, name, baseUrl: `https://${name}.example/v1`, model: 'a-model' })
  const broken = await save('broken')
  const { id } = await save('whole')
  await client.judges.setKey({ id, key: 'a-key' })
  unreadable.add(`judge:${broken.id}`)

  const endpoints = await client.judges.listEndpoints()
  expect(endpoints.map(({ name, key }) => [name, key.configured, key.unreadable])).toEqual([
    ['broken', false, 'the entry is of a newer version'],
    ['whole', true, null],
  ])
  expect(await client.judges.removeKey({ id: broken.id })).toMatchObject({ configured: false, unreadable: null })
})
