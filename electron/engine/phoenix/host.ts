import { CompanionError } from '../../../shared/contract/errors.ts'

/** A Phoenix base URL in parts. `prefix` has no trailing slash; it is empty for a server at the root. */
export interface HostParts {
  readonly origin: string
  readonly prefix: string
  readonly protocol: 'http:' | 'https:'
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number
}

/** Splits a base URL. Throws `usage` for anything that is not an http(s) URL without user info. */
export function parseHost(host: string): HostParts {
  const url = URL.canParse(host) ? new URL(host) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    throw new CompanionError('usage', 'The Phoenix host is not an http or https address.')
  return {
    origin: url.origin,
    prefix: url.pathname.replace(/\/+$/, ''),
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
  }
}
