import { implement, ORPCError } from '@orpc/server'
import { failureOf } from '../../../shared/checks/errors.ts'
import { contract } from '../../../shared/contract/index.ts'

const typed = (error: unknown): unknown =>
  error instanceof ORPCError
    ? error
    : new ORPCError('FAILED', { status: 422, message: 'The engine could not do this', data: failureOf(error), defined: true })

/** The contract, to be answered: expected failures leave as `FAILED` with their code and next step, bugs as `internal`. */
export const createImplementer = () =>
  implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw typed(error)
    }
  })
export type Implementer = ReturnType<typeof createImplementer>

/** A stream fails after its procedure has returned, behind the middleware's back. */
export async function* typedStream<Event>(events: AsyncGenerator<Event, void, void>): AsyncGenerator<Event, void, void> {
  try {
    yield* events
  } catch (error) {
    throw typed(error)
  }
}
