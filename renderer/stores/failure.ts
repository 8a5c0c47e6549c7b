import { ORPCError } from '@orpc/client'
import { CancelledError } from '@tanstack/react-query'
import type { Failure } from '../../shared/contract/errors.ts'
import { readFailure } from '../../shared/contract/read-failure.ts'

/** What any thrown thing means to a person: the engine's own failure where it is one, an honest stand-in otherwise. */
export function toFailure(error: unknown): Failure {
  const failure = error instanceof ORPCError ? readFailure(error.data) : null
  if (failure !== null) return failure
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError'))
    return { code: 'cancelled', message: 'Cancelled', next: 'Start again when you want to.', check: null }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
    return { code: 'usage', message: 'The engine refused this input', next: 'Check the fields and try again.', check: null }
  return { code: 'internal', message, next: 'Try again; when it stays, report it with this text.', check: null }
}
