import type { Connection, ConnectionView, KeyState } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
import { describeKey, type KeyPlace, readKey, viewKey, writeKey } from './bound-key.ts'

export const phoenixAccount = (connectionId: string): string => `phoenix:${connectionId}`

export const originOf = (host: string): string => new URL(host).origin

const placeOf = ({ id, host }: Connection): KeyPlace => ({
  account: phoenixAccount(id),
  origin: originOf(host),
  name: 'connection',
})

/** The API key for the connection, or null when none is saved. Throws `key-origin-mismatch` where it was saved for another origin. */
export const keyFor = (credentials: CredentialStore, connection: Connection): Promise<string | null> =>
  readKey(credentials, placeOf(connection))

/** Saves a key for the connection's present origin. Throws `usage` for one that cannot be sent in a header. */
export const saveKey = (credentials: CredentialStore, connection: Connection, key: string): Promise<KeyState> =>
  writeKey(credentials, placeOf(connection), key)

/** Removes the key, if there is one. */
export async function removeKey(credentials: CredentialStore, connection: Connection): Promise<KeyState> {
  await credentials.remove(phoenixAccount(connection.id))
  return keyState(credentials, connection)
}

/** What may be said about the key; never the key. */
export const keyState = (credentials: CredentialStore, connection: Connection): Promise<KeyState> =>
  describeKey(credentials, placeOf(connection))

/** The connection as the surfaces show it. One whose key cannot be read is shown all the same, and says so. */
export async function viewConnection(
  credentials: CredentialStore,
  connection: Connection,
  { saved = true }: { saved?: boolean } = {},
): Promise<ConnectionView> {
  const key = await viewKey(credentials, placeOf(connection))
  return { ...connection, saved, key, plainHttpWarning: key.configured && isPlainHttpAbroad(connection.host) }
}
