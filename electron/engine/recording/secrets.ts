import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { phoenixAccount, type Settings } from '../settings/index.ts'
import type { StoreLocation } from '../store/types.ts'

export interface SecretPlaces {
  readonly settings: Pick<Settings, 'connections'>
  readonly credentials: CredentialStore
  /** The account of the store's password, where the store is a server. */
  readonly storeAccount: string | null
  readonly storeOverride: StoreLocation | undefined
}

/**
 * Every secret that this program knows now: the vault lists its accounts, so that no kind of key is forgotten; those of connections and
 * store are asked for by name, too, in case a keychain lists less than it holds. A vault that does not answer throws `vault-failed`:
 * an unswept file is not written.
 */
export async function collectSecrets({ settings, credentials, storeAccount, storeOverride }: SecretPlaces): Promise<Set<string>> {
  const { connections } = await settings.connections()
  const accounts = new Set([...(await credentials.accounts()), ...connections.map(({ id }) => phoenixAccount(id))])
  if (storeAccount !== null) accounts.add(storeAccount)
  const secrets = new Set<string>()
  for (const account of accounts) {
    const credential = await credentials.get(account)
    if (credential !== null) secrets.add(credential.secret)
  }
  if (storeOverride?.kind === 'server' && storeOverride.password !== null) secrets.add(storeOverride.password)
  return secrets
}
