import { expect, test } from 'vitest'
import { openVault, type VaultOptions } from '../../../electron/vault/index.ts'
import type { Keytar } from '../../../electron/vault/keytar.ts'

const credential = { origin: 'https://phoenix.example', secret: 'canary-3f9a' }

/** A keychain in memory; `block` makes every call wait until `release`. */
function createKeytar() {
  const entries = new Map<string, string>()
  const calls: string[] = []
  let gate: Promise<void> | null = null
  let release: () => void = () => undefined
  const enter = async (call: string) => {
    calls.push(call)
    await gate
  }
  const keytar: Keytar = {
    async getPassword(service, account) {
      await enter('get')
      return entries.get(`${service}/${account}`) ?? null
    },
    async setPassword(service, account, password) {
      await enter('set')
      entries.set(`${service}/${account}`, password)
    },
    async deletePassword(service, account) {
      await enter('delete')
      return entries.delete(`${service}/${account}`)
    },
    async findCredentials(service) {
      await enter('list')
      const held = [...entries].filter(([key]) => key.startsWith(`${service}/`))
      return held.map(([key, password]) => ({ account: key.slice(service.length + 1), password }))
    },
  }
  const block = () => {
    gate = new Promise((resolve) => {
      release = () => {
        gate = null
        resolve()
      }
    })
  }
  return { keytar, entries, calls, block, release: () => release() }
}

const open = (keytar: Keytar, options: VaultOptions = {}) => openVault({ load: async () => keytar, limitMs: 40, ...options })
const loading = (error: Error) => openVault({ load: () => Promise.reject(error) })

test('a keychain that answers the trial keeps the secret with its origin, and nothing of the trial', async () => {
  const { keytar, entries } = createKeytar()
  const vault = await open(keytar)
  await vault.set('phoenix:a', credential)
  expect({
    state: await vault.state(),
    get: await vault.get('phoenix:a'),
    peek: await vault.peek('phoenix:a'),
    entries: [...entries].map(([key, text]) => [key, JSON.parse(text)]),
  }).toEqual({
    state: { kind: 'keychain', reason: null },
    get: credential,
    peek: { origin: credential.origin },
    entries: [['Coval Companion/phoenix:a', { version: 1, ...credential }]],
  })
})

test('every account is listed, in the keychain and in memory, but no trial that was left behind', async () => {
  const { keytar, entries } = createKeytar()
  entries.set('Coval Companion/probe:0123456789abcdef', 'probe')
  const vaults = [await open(keytar), await loading(new Error('Cannot find module'))]
  for (const vault of vaults) for (const account of ['phoenix:a', 'judge:b', 'another:c']) await vault.set(account, credential)
  const accounts = await Promise.all(vaults.map((vault) => vault.accounts()))
  expect(accounts).toEqual(vaults.map(() => ['phoenix:a', 'judge:b', 'another:c']))
})

test('removing tells whether there was something', async () => {
  const vault = await open(createKeytar().keytar)
  await vault.set('phoenix:a', credential)
  expect([await vault.remove('phoenix:a'), await vault.remove('phoenix:a'), await vault.get('phoenix:a')]).toEqual([
    true,
    false,
    null,
  ])
})

test('the keychain is not touched before it is needed, and tried once', async () => {
  const { keytar, calls } = createKeytar()
  const vault = await open(keytar)
  const before = [...calls]
  await Promise.all([vault.state(), vault.get('phoenix:a'), vault.state()])
  expect({ before, after: calls }).toEqual({ before: [], after: ['set', 'get', 'delete', 'get'] })
})

test.each([
  ["Cannot find package 'keytar'", 'the keychain module (keytar) is not installed'],
  ['libsecret-1.so.0: cannot open shared object file', 'libsecret, through which the keychain is reached, is not installed'],
  ['something new', 'the keychain answered: something new'],
])('without the module secrets stay in memory: %s', async (message, reason) => {
  const vault = await loading(new Error(message))
  await vault.set('phoenix:a', credential)
  expect({ state: await vault.state(), get: await vault.get('phoenix:a'), peek: await vault.peek('phoenix:a') }).toEqual({
    state: { kind: 'memory', reason },
    get: credential,
    peek: { origin: credential.origin },
  })
})

test('a keychain that forgets what it was given is not used', async () => {
  const { keytar } = createKeytar()
  const vault = await open({ ...keytar, getPassword: async () => null })
  expect(await vault.state()).toEqual({
    kind: 'memory',
    reason: 'the keychain did not give back what was saved in it',
  })
})

test('a keychain that waits for a person is not waited for; what was saved meanwhile moves when it answers', async () => {
  const { keytar, entries, block, release } = createKeytar()
  block()
  const vault = await open(keytar)
  await vault.set('phoenix:a', credential)
  const waiting = await vault.state()
  release()
  await expect.poll(() => vault.state()).toEqual({ kind: 'keychain', reason: null })
  expect({ waiting, get: await vault.get('phoenix:a'), kept: [...entries.keys()] }).toEqual({
    waiting: {
      kind: 'memory',
      reason: 'the keychain did not answer in time; it may be locked and waiting for its password',
    },
    get: credential,
    kept: ['Coval Companion/phoenix:a'],
  })
})

test('a call that hangs later fails in time, the next ones at once, and it works again when the keychain does', async () => {
  const { keytar, calls, block, release } = createKeytar()
  const vault = await open(keytar)
  await vault.set('phoenix:a', credential)
  block()
  const failures = [await vault.get('phoenix:a').catch(String), await vault.get('phoenix:a').catch(String)]
  const asked = calls.length
  release()
  await expect.poll(() => vault.get('phoenix:a').catch(() => null)).toEqual(credential)
  expect({ failures, asked }).toEqual({
    failures: [
      'CompanionError: the keychain did not answer within 0.04 seconds; it may be locked and waiting for its password',
      'CompanionError: the keychain has still not answered an earlier request',
    ],
    asked: 5,
  })
})

test.each(['not json', '{}', '{"version":2,"origin":"https://a","secret":"canary-3f9a"}'])(
  'an entry in another form is refused without showing it: %s',
  async (text) => {
    const { keytar, entries } = createKeytar()
    const vault = await open(keytar)
    entries.set('Coval Companion/phoenix:a', text)
    const failures = await Promise.all([vault.get('phoenix:a').catch((e) => e), vault.peek('phoenix:a').catch((e) => e)])
    const message = 'the keychain entry of phoenix:a is not in a form that this version reads'
    expect(failures.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'vault-failed', message },
      { code: 'vault-failed', message },
    ])
  },
)

test('a failing call is told in plain words', async () => {
  const { keytar } = createKeytar()
  let broken = false
  const vault = await open({
    ...keytar,
    setPassword: async (...entry) => {
      if (broken) throw new Error('Cannot create an item in a locked collection')
      return keytar.setPassword(...entry)
    },
  })
  await vault.state()
  broken = true
  await expect(vault.set('phoenix:a', credential)).rejects.toMatchObject({
    code: 'vault-failed',
    message: 'the keychain is locked, and it was not unlocked',
  })
})
