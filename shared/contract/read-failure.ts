import { errorCodes } from './error-codes.ts'
import type { Failure } from './errors.ts'

/** What `Failure` parses, without a schema: the page, whose every call may fail, is drawn before it has any. Null for anything else. */
export function readFailure(data: unknown): Failure | null {
  if (typeof data !== 'object' || data === null) return null
  const { code: given, message, next, check } = data as Readonly<Record<string, unknown>>
  const code = errorCodes.find((known) => known === given)
  if (code === undefined || typeof message !== 'string' || typeof next !== 'string') return null
  return check === null || typeof check === 'string' ? { code, message, next, check } : null
}
