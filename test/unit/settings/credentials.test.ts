import { expect, test } from 'vitest'
import { isLoopback, keyFor, removeKey, saveKey, viewConnection } from '../../../electron/engine/settings/index.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const kept = { kind: 'memory', reason: 'for this test' }
const connection = { id: 'a', name: 'a', host: 'https://phoenix.example/s/one', project: 'p' }

test('[security] a key is saved for the origin, used below any path of it, and refused for another', async () => {
  const vault = createMemoryVault('for this test')
  const before = await keyFor(vault, connection)
  const state = await saveKey(vault, connection, ' canary-key \n')
  const moved = { ...connection, host: 'https://elsewhere.example' }
  expect({
    before,
    state,
    same: await keyFor(vault, { ...connection, host: 'https://phoenix.example' }),
    moved: await keyFor(vault, moved).catch(({ code, message }) => ({ code, message })),
    view: await viewConnection(vault, moved),
    removed: await removeKey(vault, connection),
    after: await keyFor(vault, connection),
  }).toEqual({
    before: null,
    state: { configured: true, origin: 'https://phoenix.example', originMismatch: false, unreadable: null, kept },
    same: 'canary-key',
    moved: {
      code: 'key-origin-mismatch',
      message: 'the saved key belongs to https://phoenix.example, the connection now goes to https://elsewhere.example',
    },
    view: {
      ...moved,
      saved: true,
      key: { configured: true, origin: 'https://phoenix.example', originMismatch: true, unreadable: null, kept },
      plainHttpWarning: false,
    },
    removed: { configured: false, origin: null, originMismatch: false, unreadable: null, kept },
    after: null,
  })
})

test('a connection whose key cannot be read is shown with the reason; a bug is thrown', async () => {
  const vault = createMemoryVault('for this test')
  const failing = (error: Error) => ({ ...vault, peek: () => Promise.reject(error) })
  const view = (error: Error) => viewConnection(failing(error), connection)
  expect(await view(new CompanionError('vault-failed', 'the keychain did not answer in time'))).toEqual({
    ...connection,
    saved: true,
    key: { configured: false, origin: null, originMismatch: false, unreadable: 'the keychain did not answer in time', kept },
    plainHttpWarning: false,
  })
  await expect(view(new TypeError('a bug'))).rejects.toThrow('a bug')
})

test.each(['', 'two words', 'line\nbreak', 'ключ'])(
  'a key that no header can carry is refused without repeating it: %j',
  async (key) => {
    const failure = await saveKey(createMemoryVault(''), connection, key).catch((error) => error)
    expect({ code: failure.code, repeats: key !== '' && failure.message.includes(key) }).toEqual({
      code: 'usage',
      repeats: false,
    })
  },
)

test.each([
  ['http://localhost:6006', false],
  ['http://app.localhost', false],
  ['http://127.8.0.1', false],
  ['http://[::1]:6006', false],
  ['http://[::ffff:127.0.0.1]', false],
  ['https://phoenix.example', false],
  ['http://phoenix.example', true],
  ['http://10.0.0.4:6006', true],
  ['http://localhost.example', true],
  ['http://127.0.0.1.example', true],
])('a key over plain http is warned about where it leaves the machine: %s', async (host, warning) => {
  const vault = createMemoryVault('')
  await saveKey(vault, { ...connection, host }, 'k')
  const { plainHttpWarning } = await viewConnection(vault, { ...connection, host })
  const withoutKey = await viewConnection(createMemoryVault(''), { ...connection, host })
  expect({ plainHttpWarning, withoutKey: withoutKey.plainHttpWarning }).toEqual({ plainHttpWarning: warning, withoutKey: false })
})

test('a name that only begins like the loopback is not it', () => {
  expect(['localhost.', 'LOCALHOST', 'xlocalhost', '1270.0.0.1', '128.0.0.1'].map(isLoopback)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
