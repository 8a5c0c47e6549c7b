import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { phoenixAccount, type Settings } from '../settings/index.ts'
import type { StoreLocation } from '../store/types.ts'

export interface SecretPlaces {
  readonly settings: Settings
  readonly credentials: CredentialStore
  readonly transientIds: readonly string[]
  /** The account of the store's password, where the store is a server. */
  readonly storeAccount: string | null
  readonly storeOverride: StoreLocation | undefined
}

/** Every secret that this program knows now. A vault that does not answer throws `vault-failed`: an unswept file is not written. */
export async function collectSecrets({
  settings,
  credentials,
  transientIds,
  storeAccount,
  storeOverride,
}: SecretPlaces): Promise<Set<string>> {
  const { connections } = await settings.connections()
  const accounts = [...connections.map(({ id }) => id), ...transientIds].map(phoenixAccount)
  if (storeAccount !== null) accounts.push(storeAccount)
  const secrets = new Set<string>()
  for (const account of accounts) {
    const credential = await credentials.get(account)
    if (credential !== null) secrets.add(credential.secret)
  }
  if (storeOverride?.kind === 'server' && storeOverride.password !== null) secrets.add(storeOverride.password)
  return secrets
}
