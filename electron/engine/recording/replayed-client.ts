import { explanations } from '../../../shared/checks/errors.ts'
import { CompanionError, type ErrorCode } from '../../../shared/contract/errors.ts'
import type { PhoenixClient } from '../phoenix/types.ts'

/**
 * A client of a served recording. Where the recorded host could not be reached, the loopback server can only end the connection; here
 * that becomes again what it was.
 */
export function restoreFailures(client: PhoenixClient, takeFailure: () => ErrorCode | null): PhoenixClient {
  const restore = (error: unknown): unknown => {
    const recorded = takeFailure()
    if (!(error instanceof CompanionError) || error.code !== 'phoenix-reset' || recorded === null || recorded === 'phoenix-reset')
      return error
    return new CompanionError(recorded, `${explanations[recorded].meaning} (as recorded)`)
  }
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw restore(error)
    }
  }
  return {
    host: client.host,
    server: () => call(() => client.server()),
    projects: () => call(() => client.projects()),
    async *pages(query, options) {
      try {
        yield* client.pages(query, options)
      } catch (error) {
        throw restore(error)
      }
    },
    get requests() {
      return client.requests
    },
    close: () => client.close(),
  }
}
