import type { CredentialStore } from '../../shared/contract/credentials.ts'
import { createKeychainVault, probeKeychain } from './keychain.ts'
import { type Keytar, loadKeytar } from './keytar.ts'
import { withLimit } from './limit.ts'
import { createMemoryVault, type MemoryVault } from './memory.ts'
import { explainKeychainFailure } from './reason.ts'

export { leaveProcess } from './leave.ts'
export { isKeychainStuck } from './limit.ts'
export { createMemoryVault } from './memory.ts'

export interface VaultOptions {
  readonly load?: () => Promise<Keytar>
  /** How long one call may take, in milliseconds. */
  readonly limitMs?: number
}

/**
 * Opens the vault: the OS keychain where it answers a trial, else this run's memory. The trial runs at the first use, not
 * here, so that a command that needs no key never unlocks a keyring.
 */
export async function openVault(options: VaultOptions = {}): Promise<CredentialStore> {
  const { load = loadKeytar, limitMs = 5_000 } = options
  let chosen: Promise<CredentialStore> | null = null

  async function choose(): Promise<CredentialStore> {
    const memory = (error: unknown) => createMemoryVault(explainKeychainFailure(error))
    let keytar: Keytar
    try {
      keytar = await load()
    } catch (error) {
      return memory(error)
    }
    const keychain = createKeychainVault(keytar, limitMs)
    let fallback: MemoryVault | null = null
    // A person may type the keyring's password after the limit: then what was saved meanwhile moves over.
    const onLate = () => {
      if (fallback !== null) chosen = moveEntries(fallback, keychain)
    }
    try {
      await withLimit(() => probeKeychain(keytar), limitMs, onLate)
      return keychain
    } catch (error) {
      fallback = memory(error)
      return fallback
    }
  }

  const vault = () => {
    chosen ??= choose()
    return chosen
  }
  return {
    state: async () => (await vault()).state(),
    get: async (account) => (await vault()).get(account),
    peek: async (account) => (await vault()).peek(account),
    set: async (account, credential) => (await vault()).set(account, credential),
    remove: async (account) => (await vault()).remove(account),
    accounts: async () => (await vault()).accounts(),
  }
}

async function moveEntries(memory: MemoryVault, keychain: CredentialStore): Promise<CredentialStore> {
  try {
    for (const [account, credential] of memory.entries()) await keychain.set(account, credential)
    return keychain
  } catch {
    // The keychain failed again: everything is still in memory, with the first reason.
    return memory
  }
}
