import { CompanionError, type ErrorCode } from '../../../../shared/contract/errors.ts'

/** ClickHouse's own error numbers (src/Common/ErrorCodes.cpp) that mean more than "failed". */
const codesByNumber: Readonly<Record<string, ErrorCode>> = {
  81: 'store-schema', // UNKNOWN_DATABASE
  164: 'store-read-only', // READONLY
  242: 'store-read-only', // TABLE_IS_READ_ONLY
  497: 'store-read-only', // ACCESS_DENIED
  192: 'store-unauthorized', // UNKNOWN_USER
  193: 'store-unauthorized', // WRONG_PASSWORD
  194: 'store-unauthorized', // REQUIRED_PASSWORD
  195: 'store-unauthorized', // IP_ADDRESS_NOT_ALLOWED
  516: 'store-unauthorized', // AUTHENTICATION_FAILED
  243: 'store-full', // NOT_ENOUGH_SPACE
}

const codesByErrno: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'store-unreachable',
  ECONNRESET: 'store-unreachable',
  ECONNABORTED: 'store-unreachable',
  EHOSTUNREACH: 'store-unreachable',
  ENETUNREACH: 'store-unreachable',
  ENOTFOUND: 'store-unreachable',
  EAI_AGAIN: 'store-unreachable',
  EPIPE: 'store-unreachable',
  ETIMEDOUT: 'store-unreachable',
  ENOSPC: 'store-full',
  EDQUOT: 'store-full',
  EFBIG: 'store-full',
  EACCES: 'store-read-only',
  EPERM: 'store-read-only',
  EROFS: 'store-read-only',
}

const fullDisk = /No space left on device|Disk quota exceeded|File too large|errno: (28|122|27)\b/
const tlsFailure = /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_|EPROTO|HPE_)/
const silentServer = /^Timeout error|socket hang up|Parse Error|network socket disconnected/i

export interface ErrorContext {
  readonly location: string
  readonly secret: string | null
  readonly signal?: AbortSignal | undefined
}

/** ClickHouse's own error number, where the failure came from ClickHouse. */
export function clickHouseNumber(error: unknown): string | null {
  const number = error instanceof CompanionError ? error.facts.number : undefined
  return typeof number === 'string' ? number : null
}

/** Turns whatever the client threw into one of the store's codes. The message holds neither the password nor a row. */
export function toStoreError(error: unknown, context: ErrorContext): CompanionError {
  if (error instanceof CompanionError) return error
  if (context.signal?.aborted) return new CompanionError('cancelled', 'the store was told to stop')
  const swept = (fact: string) => withoutSecret(fact, context.secret)
  // Before anything is cut: no piece of the password is left at the edge.
  const text = swept(error instanceof Error ? error.message : String(error))
  const { code, type: said } = readCodes(error)
  const type = swept(said)
  const number = /^\d+$/.test(code) ? code : null
  const say = (errorCode: ErrorCode, fact: string) =>
    new CompanionError(errorCode, `${context.location}: ${fact}`, number === null ? {} : { number, type })

  if (fullDisk.test(text)) return say('store-full', 'no space is left')
  if (number !== null)
    return say(codesByNumber[number] ?? 'store-failed', `ClickHouse answered ${type || number}: ${firstWords(text)}`)
  const errno = codesByErrno[code]
  if (errno !== undefined) return say(errno, code)
  if (tlsFailure.test(code)) return say('store-unreachable', `no secure connection (${code})`)
  if (silentServer.test(text)) return say('store-unreachable', 'the server did not answer')
  // A proxy or another program answered: its body is no fact worth keeping.
  return say('store-failed', text.length > 200 || /[<{\n]/.test(text) ? 'the answer is not ClickHouse’s' : text)
}

/** The first error with a code, also behind `cause` and in the parts of an AggregateError (one per address tried). */
function readCodes(error: unknown): { code: string; type: string } {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = next(at), depth++) {
    const { code, type } = at as { code?: unknown; type?: unknown }
    if (typeof code === 'string' || typeof code === 'number')
      return { code: String(code), type: typeof type === 'string' ? type : '' }
  }
  return { code: '', type: '' }
}

const next = (error: Error): unknown => (error instanceof AggregateError ? error.errors[0] : error.cause)

/** ClickHouse quotes the offending row after these words; the sentence before them is the fact. */
const firstWords = (text: string): string =>
  (text.split(/: \(at row|: \(while reading|, before: |: While executing|\n/)[0] ?? '').slice(0, 300)

const withoutSecret = (text: string, secret: string | null): string => (secret ? text.replaceAll(secret, '…') : text)
