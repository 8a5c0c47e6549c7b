import { expect, test } from 'vitest'
import { Targets } from '../../../electron/engine/service/targets.ts'
import {
  connectionFromEnvironment,
  environmentKeyFor,
  openSettings,
  viewConnection,
} from '../../../electron/engine/settings/index.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'

const connection = { id: 'environment', name: 'from the environment', host: 'http://localhost:6006', project: 'default' }

test.each([
  ['no endpoint', { PHOENIX_API_KEY: 'k', PHOENIX_PROJECT_NAME: 'p' }, null],
  ['an endpoint alone', { PHOENIX_COLLECTOR_ENDPOINT: 'http://localhost:6006' }, { connection, apiKey: null }],
  [
    'the path of the collector is cut',
    { PHOENIX_COLLECTOR_ENDPOINT: 'http://localhost:6006/v1/traces/' },
    { connection, apiKey: null },
  ],
  [
    'everything, with other headers ignored',
    {
      PHOENIX_COLLECTOR_ENDPOINT: 'https://app.phoenix.arize.com/s/me/v1/traces',
      PHOENIX_API_KEY: ' canary ',
      PHOENIX_PROJECT_NAME: 'agent',
      PHOENIX_CLIENT_HEADERS: 'api_key=other',
    },
    { connection: { ...connection, host: 'https://app.phoenix.arize.com/s/me', project: 'agent' }, apiKey: 'canary' },
  ],
])('%s', (_, env, expected) => {
  expect(connectionFromEnvironment(env)).toEqual(expected)
})

test.each([
  [{ PHOENIX_COLLECTOR_ENDPOINT: 'ftp://x' }, 'PHOENIX_COLLECTOR_ENDPOINT cannot be used: only http and https'],
  [
    { PHOENIX_COLLECTOR_ENDPOINT: 'http://x', PHOENIX_PROJECT_NAME: 'a/b' },
    'PHOENIX_PROJECT_NAME cannot be used: a project name cannot hold / ? #',
  ],
])('a variable that cannot be used is named', (env, message) => {
  expect(() => connectionFromEnvironment(env)).toThrow(message)
})

test.each([
  ['no key', {}, null, null],
  ['a key alone is for the host that is named', { PHOENIX_API_KEY: 'canary' }, 'canary', null],
  [
    'a key beside an endpoint of the same origin',
    { PHOENIX_API_KEY: 'canary', PHOENIX_COLLECTOR_ENDPOINT: 'http://127.0.0.1:7011/s/other/v1/traces' },
    'canary',
    null,
  ],
  [
    'a key beside another endpoint stays there',
    { PHOENIX_API_KEY: 'canary', PHOENIX_COLLECTOR_ENDPOINT: 'https://app.phoenix.arize.com/s/me' },
    null,
    'https://app.phoenix.arize.com',
  ],
  [
    'another scheme is another origin',
    { PHOENIX_API_KEY: 'canary', PHOENIX_COLLECTOR_ENDPOINT: 'https://127.0.0.1:7011' },
    null,
    'https://127.0.0.1:7011',
  ],
  [
    'an endpoint that cannot be read gives nothing away',
    { PHOENIX_API_KEY: 'canary', PHOENIX_COLLECTOR_ENDPOINT: 'localhost:6006' },
    null,
    'PHOENIX_COLLECTOR_ENDPOINT',
  ],
])('[security] the key of the environment for another host: %s', (_, env, apiKey, belongsTo) => {
  expect(environmentKeyFor(env, 'http://127.0.0.1:7011/s/me')).toEqual({ apiKey, belongsTo })
})

test('the key of a connection that is saved nowhere is used for that connection, and never reaches the vault', async () => {
  const vault = createMemoryVault('for this test')
  await vault.set('phoenix:saved', { origin: 'http://b', secret: 'saved key' })
  const targets = new Targets(openSettings({ directory: '/nowhere' }), vault)
  targets.addTransient({ connection, apiKey: 'canary' })
  const { credentials } = targets
  expect({
    target: await targets.resolve('environment'),
    other: await credentials.get('phoenix:saved'),
    configured: (await viewConnection(credentials, connection)).key.configured,
    change: await credentials.set('phoenix:environment', { origin: 'http://x', secret: 'y' }).catch(({ code }) => code),
    inVault: vault.entries().map(([account]) => account),
  }).toEqual({
    target: { host: 'http://localhost:6006', project: 'default', apiKey: 'canary' },
    other: { origin: 'http://b', secret: 'saved key' },
    configured: true,
    change: 'usage',
    inVault: ['phoenix:saved'],
  })
})
