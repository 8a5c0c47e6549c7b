import type { KeyState } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JudgeEndpoint, JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { isPlainHttpAbroad } from '../settings/credentials.ts'

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

/** The key, or null when none is saved. Throws `key-origin-mismatch` where it was saved for another origin. */
export async function judgeKey(credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<string | null> {
  const credential = await credentials.get(judgeAccount(endpoint.id))
  if (credential === null) return null
  const origin = originOf(endpoint)
  if (credential.origin !== origin)
    throw new CompanionError(
      'key-origin-mismatch',
      `the saved key belongs to ${credential.origin}, the endpoint now goes to ${origin}`,
      { savedFor: credential.origin, origin },
    )
  return credential.secret
}

/** Saves a key for the endpoint's present origin. Throws `usage` for one that cannot be sent in a header. */
export async function saveJudgeKey(credentials: CredentialStore, endpoint: JudgeEndpoint, key: string): Promise<KeyState> {
  const secret = key.trim()
  if (!/^[\x21-\x7e]+$/.test(secret))
    throw new CompanionError('usage', 'an API key is one line of visible ASCII characters, without spaces')
  await credentials.set(judgeAccount(endpoint.id), { secret, origin: originOf(endpoint) })
  return judgeKeyState(credentials, endpoint)
}

/** What may be said about the key; never the key. */
export async function judgeKeyState(credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<KeyState> {
  const kept = await credentials.state()
  const found = await credentials.peek(judgeAccount(endpoint.id))
  return {
    configured: found !== null,
    origin: found?.origin ?? null,
    originMismatch: found !== null && found.origin !== originOf(endpoint),
    kept,
  }
}

export async function viewEndpoint(credentials: CredentialStore, endpoint: JudgeEndpoint): Promise<JudgeEndpointView> {
  return { ...endpoint, key: await judgeKeyState(credentials, endpoint), plainHttpWarning: isPlainHttpAbroad(endpoint.baseUrl) }
}
