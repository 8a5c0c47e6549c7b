import { CompanionError } from '../../../shared/contract/errors.ts'
import type { HostParts } from './host.ts'

const refused = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN', 'ENETDOWN'])
const reset = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
])
const timedOut = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const untrusted =
  /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/

/**
 * Tells apart what stopped a request before it had an answer. Returns null for anything that is not a failure of the
 * network: that is a bug and must be thrown as it is.
 */
export function explainNetworkError(error: unknown, host: HostParts): CompanionError | null {
  const code = errorCode(error)
  if (code === null) return null
  const at = `${host.hostname}:${host.port}`
  const facts = { hostname: host.hostname, port: host.port, reason: code }
  const failure = (kind: CompanionError['code'], message: string) => new CompanionError(kind, message, facts, { cause: error })
  if (refused.has(code))
    return failure('phoenix-refused', `No connection to ${at}: ${code === 'ECONNREFUSED' ? 'refused' : 'no route to it'}.`)
  if (code === 'ENOTFOUND' || code.startsWith('EAI_'))
    return failure('phoenix-dns', `The name ${host.hostname} could not be resolved.`)
  if (timedOut.has(code)) return failure('phoenix-timeout', `${at} did not answer to a connection in time.`)
  if (reset.has(code)) return failure('phoenix-reset', `The connection to ${at} was closed before the answer was complete.`)
  if (untrusted.test(code)) return failure('phoenix-tls', `No trusted TLS connection to ${at} (${code}).`)
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW')
    return failure('phoenix-not-phoenix', `${at} does not answer in HTTP.`)
  return null
}

/** The code of a system, TLS or undici error, also of one that only wraps it. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  // undici gives its parser's error a code only sometimes.
  if (error.name === 'HTTPParserError') return 'HPE_UNKNOWN'
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  return error.cause === undefined ? null : errorCode(error.cause)
}
