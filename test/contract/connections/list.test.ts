import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { expect, test } from 'vitest'
import { createEngine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'

test('one key that cannot be read takes no connection away; what is saved nowhere says so', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-connections-'))
  const vault = createMemoryVault('a test')
  const unreadable = new Set<string>()
  const engine = createEngine({
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
  try {
    const client: EngineClient = createRouterClient(createRouter(engine, '0.0.0'))
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
  } finally {
    await engine.close()
    await rm(home, { recursive: true, force: true })
  }
})
