import { expect, test } from 'vitest'
import { judgeAccount } from '../../../electron/engine/judges/endpoint.ts'
import { createRemoteVault } from '../../../electron/engine/process/remote-vault.ts'
import { collectSecrets } from '../../../electron/engine/recording/secrets.ts'
import { Targets } from '../../../electron/engine/service/targets.ts'
import { openSettings } from '../../../electron/engine/settings/index.ts'
import { answerVaultCall } from '../../../electron/main/vault-channel.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { FromEngine } from '../../../shared/contract/engine-channel.ts'

/** The vault as the engine of the app has it: main's, over the private channel. */
function overChannel(vault: CredentialStore): CredentialStore {
  const remote = createRemoteVault((message) => {
    const asked = FromEngine.parse(message)
    if (asked.type !== 'vault-call') return
    void answerVaultCall(vault, asked).then((answer) => {
      if (answer.type === 'vault-answer' || answer.type === 'vault-failure') remote.receive(answer)
    })
  })
  return remote.store
}

test('[security] the sweep knows every secret: of Phoenix, store, judges, of kinds to come, of connections that are not saved', async () => {
  const vault = createMemoryVault('a test')
  const saved = ['phoenix:a', 'store:b', judgeAccount('c'), 'another-kind:d']
  for (const account of saved) await vault.set(account, { secret: `secret of ${account}`, origin: 'https://example.com' })
  const settings = { connections: async () => ({ connections: [], activeId: null }) }
  const targets = new Targets(openSettings({ directory: '/nowhere' }), overChannel(vault))
  const connection = { id: 'typed', name: 'typed', host: 'https://example.com', project: 'p', secret: null }
  targets.addTransient({ connection, apiKey: 'a key from the environment' })
  const storeOverride = {
    kind: 'server',
    url: 'https://example.com',
    user: 'u',
    password: 'typed',
    database: 'd',
    table: 't',
  } as const
  const { credentials } = targets
  const secrets = await collectSecrets({ settings, credentials, storeAccount: null, storeOverride })
  expect([...secrets].sort()).toEqual(
    [...saved.map((account) => `secret of ${account}`), 'a key from the environment', 'typed'].sort(),
  )
})
