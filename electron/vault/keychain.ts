import { randomBytes } from 'node:crypto'
import type { Credential, CredentialStore } from '../../shared/contract/credentials.ts'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { Keytar } from './keytar.ts'
import { withLimit } from './limit.ts'
import { explainKeychainFailure } from './reason.ts'
import { decodeCredential, encodeCredential } from './stored.ts'

export const serviceName = 'Coval Companion'

const probe = 'probe:'

/** Writes, reads and removes a dummy. Each process has its own, so that two that start together do not disturb each other. */
export async function probeKeychain(keytar: Keytar): Promise<void> {
  const account = `${probe}${randomBytes(8).toString('hex')}`
  await keytar.setPassword(serviceName, account, 'probe')
  const value = await keytar.getPassword(serviceName, account)
  await keytar.deletePassword(serviceName, account)
  if (value !== 'probe') throw new Error('the keychain answered with another value')
}

/** The OS keychain behind the contract. A failing or late call is a `vault-failed`. */
export function createKeychainVault(keytar: Keytar, limitMs: number): CredentialStore {
  async function call<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await withLimit(run, limitMs)
    } catch (error) {
      if (error instanceof CompanionError) throw error
      throw new CompanionError('vault-failed', explainKeychainFailure(error), {}, { cause: error })
    }
  }
  async function get(account: string): Promise<Credential | null> {
    const text = await call(() => keytar.getPassword(serviceName, account))
    return text === null ? null : decodeCredential(account, text)
  }
  return {
    state: async () => ({ kind: 'keychain', reason: null }),
    get,
    peek: async (account) => {
      const credential = await get(account)
      return credential ? { origin: credential.origin } : null
    },
    set: (account, credential) => call(() => keytar.setPassword(serviceName, account, encodeCredential(credential))),
    remove: (account) => call(() => keytar.deletePassword(serviceName, account)),
    accounts: async () => {
      const entries = await call(() => keytar.findCredentials(serviceName))
      // A trial that was interrupted may have left its dummy.
      return entries.map(({ account }) => account).filter((account) => !account.startsWith(probe))
    },
  }
}
