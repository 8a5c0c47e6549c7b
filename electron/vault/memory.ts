import type { Credential, CredentialStore } from '../../shared/contract/credentials.ts'

export interface MemoryVault extends CredentialStore {
  /** For the move into a keychain that answers late. */
  entries(): readonly (readonly [account: string, credential: Credential])[]
}

/** Keeps secrets for this run only. `reason` says in plain words why there is no keychain. */
export function createMemoryVault(reason: string): MemoryVault {
  const held = new Map<string, Credential>()
  return {
    entries: () => [...held],
    state: async () => ({ kind: 'memory', reason }),
    get: async (account) => held.get(account) ?? null,
    peek: async (account) => {
      const credential = held.get(account)
      return credential ? { origin: credential.origin } : null
    },
    set: async (account, { origin, secret }) => {
      held.set(account, { origin, secret })
    },
    remove: async (account) => held.delete(account),
    accounts: async () => [...held.keys()],
  }
}
