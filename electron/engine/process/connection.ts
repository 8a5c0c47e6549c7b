import type { Context, Router } from '@orpc/server'
// Of oRPC's adapters this one hands messages over one by one and answers with a promise: the message-port adapter drops
// that promise, so that one malformed message is an unhandled rejection, which ends the process.
import { RPCHandler } from '@orpc/server/bun-ws'
import type { Contract } from '../../../shared/contract/index.ts'

/** Procedures take no context: everything they need is in the services that the router was made with. */
export type EngineRouter = Router<Contract, Record<never, never>>

/** One page's calls. The wire format is that of oRPC's message-port link. */
export interface EngineConnection {
  receive(data: unknown): void
  /** Aborts whatever the page had under way. */
  close(): void
}

/**
 * Serves `router` to one page. `send` carries an answer to the page; `onMalformed` is told about messages that are not oRPC's,
 * without their content.
 */
export function serveConnections(router: EngineRouter, onMalformed: (problem: string) => void) {
  const handler = new RPCHandler<Context>(router)
  return (send: (data: string | Uint8Array) => void): EngineConnection => {
    const socket = {
      send(message: string | ArrayBufferLike | Uint8Array): number {
        send(typeof message === 'string' || message instanceof Uint8Array ? message : new Uint8Array(message))
        return 0
      },
    }
    return {
      receive(data) {
        if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
          onMalformed('a message that is neither text nor bytes')
          return
        }
        handler.message(socket, data, { context: {} }).catch((error: unknown) => {
          onMalformed(error instanceof Error ? error.name : typeof error)
        })
      },
      close: () => handler.close(socket),
    }
  }
}
