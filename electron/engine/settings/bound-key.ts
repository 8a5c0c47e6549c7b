import type { KeyState, VaultState } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

/** Where a key is kept and the one origin that it may be sent to. `name` stands in messages: `connection`, `endpoint`. */
export interface KeyPlace {
  readonly account: string
  readonly origin: string
  readonly name: string
}

/** The key, or null when none is saved. Throws `key-origin-mismatch` where it was saved for another origin. */
export async function readKey(credentials: CredentialStore, place: KeyPlace): Promise<string | null> {
  const credential = await credentials.get(place.account)
  if (credential === null) return null
  if (credential.origin !== place.origin)
    throw new CompanionError(
      'key-origin-mismatch',
      `the saved key belongs to ${credential.origin}, the ${place.name} now goes to ${place.origin}`,
      { savedFor: credential.origin, origin: place.origin },
    )
  return credential.secret
}

/** A key as somebody typed it. Throws `usage` for one that cannot be sent in a header. */
export function readTypedKey(key: string): string {
  const secret = key.trim()
  if (/^[\x21-\x7e]+$/.test(secret)) return secret
  throw new CompanionError('usage', 'an API key is one line of visible ASCII characters, without spaces')
}

/** Saves a key for the place's origin. Throws `usage` for one that cannot be sent in a header. */
export async function writeKey(credentials: CredentialStore, place: KeyPlace, key: string): Promise<KeyState> {
  const secret = readTypedKey(key)
  await credentials.set(place.account, { secret, origin: place.origin })
  return describeKey(credentials, place)
}

/** What may be said about the key; never the key. */
export async function describeKey(credentials: CredentialStore, place: KeyPlace): Promise<KeyState> {
  const kept = await credentials.state()
  const found = await credentials.peek(place.account)
  return {
    configured: found !== null,
    origin: found?.origin ?? null,
    originMismatch: found !== null && found.origin !== place.origin,
    unreadable: null,
    kept,
  }
}

/** The same for a list: a key that the vault cannot read is a state of its own, and takes no other down with it. */
export const viewKey = (credentials: CredentialStore, place: KeyPlace): Promise<KeyState> =>
  describeKey(credentials, place).catch((error: unknown) => unreadableKey(credentials, error))

/** Throws whatever is not the vault's own failure. */
async function unreadableKey(credentials: CredentialStore, error: unknown): Promise<KeyState> {
  if (!(error instanceof CompanionError) || error.code !== 'vault-failed') throw error
  const kept = await credentials.state().catch((): VaultState => ({ kind: 'keychain', reason: null }))
  return { configured: false, origin: null, originMismatch: false, unreadable: error.message, kept }
}
