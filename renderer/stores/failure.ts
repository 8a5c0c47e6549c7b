import { ORPCError } from '@orpc/client'
import { Failure } from '../../shared/contract/errors.ts'

/** What any thrown thing means to a person: the engine's own failure where it is one, an honest stand-in otherwise. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const failure = Failure.safeParse(error.data)
    if (failure.success) return failure.data
  }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled', next: 'Start again when you want to.', check: null }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
    return { code: 'usage', message: 'The engine refused this input', next: 'Check the fields and try again.', check: null }
  return { code: 'internal', message, next: 'Try again; when it stays, report it with this text.', check: null }
}
