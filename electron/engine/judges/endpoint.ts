import type { KeyState } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JudgeEndpoint, JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
import { describeKey, type KeyPlace, readKey, viewKey, writeKey } from '../settings/bound-key.ts'

export const judgeAccount = (endpointId: string): string => `judge:${endpointId}`

/** The base URL without a slash at its end. Throws `usage` for one that is no plain http(s) address. */
export function readBaseUrl(text: string): string {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CompanionError('usage', 'The base URL of the endpoint is not an http or https URL')
  if (url.username !== '' || url.password !== '') throw new CompanionError('usage', 'A key does not belong in the base URL')
  if (url.search !== '' || url.hash !== '') throw new CompanionError('usage', 'The base URL ends before ? and #')
  return url.origin + url.pathname.replace(/\/+$/, '')
}

export const completionsUrl = (endpoint: Pick<JudgeEndpoint, 'baseUrl'>): string =>
  `${readBaseUrl(endpoint.baseUrl)}/chat/completions`

const originOf = (endpoint: Pick<JudgeEndpoint, 'baseUrl'>): string => new URL(readBaseUrl(endpoint.baseUrl)).origin

const placeOf = (endpoint: JudgeEndpoint): KeyPlace => ({
  account: judgeAccount(endpoint.id),
  origin: originOf(endpoint),
  name: 'endpoint',
})

/** The key, or null when none is saved. Throws `key-origin-mismatch` where it was saved for another origin. */
export const judgeKey = (credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<string | null> =>
  readKey(credentials, placeOf(endpoint))

/** Saves a key for the endpoint's present origin. Throws `usage` for one that cannot be sent in a header. */
export const saveJudgeKey = (credentials: CredentialStore, endpoint: JudgeEndpoint, key: string): Promise<KeyState> =>
  writeKey(credentials, placeOf(endpoint), key)

/** What may be said about the key; never the key. */
export const judgeKeyState = (credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<KeyState> =>
  describeKey(credentials, placeOf(endpoint))

/** The endpoint as the surfaces show it. One whose key cannot be read is shown all the same, and says so. */
export async function viewEndpoint(credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<JudgeEndpointView> {
  const key = await viewKey(credentials, placeOf(endpoint))
  return { ...endpoint, key, plainHttpWarning: isPlainHttpAbroad(endpoint.baseUrl) }
}
