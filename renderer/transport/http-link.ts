import { type ClientContext, type ClientLink, createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { engineDown } from './engine-down.ts'
import { guardCall } from './guard.ts'
import type { Connection } from './port-link.ts'
import { createStatus, type DownReason } from './status.ts'

export interface HttpOptions {
  /** The host's origin, `http://127.0.0.1:<port>`. */
  readonly origin: string
  /** The browser's own, or a test's that carries the cookie. */
  readonly fetch?: (request: Request) => Promise<Response>
  /** Whether somebody can see the page; yes, unless given. */
  readonly isSeen?: () => boolean
}

/** How often a host that is asked nothing is looked at, while somebody sees the page. */
const lookMs = 10_000
const firstDelayMs = 500
const longestDelayMs = 5_000

/** The network failed, or the host no longer lets this page in; everything else is an answer. */
class HostLost extends Error {
  override readonly name = 'HostLost'
  readonly reason: DownReason
  constructor(reason: DownReason) {
    super(reason)
    this.reason = reason
  }
}

/**
 * A client over HTTP, and a status that follows what the calls meet, and a look now and then. While the host is away it is asked
 * again, ever slower.
 */
export function connectByHttp(options: HttpOptions): Connection {
  const { origin, fetch: send = (request) => fetch(request), isSeen = () => true } = options
  const status = createStatus()
  let timer: ReturnType<typeof setTimeout> | null = null
  let delay = firstDelayMs
  let closed = false

  async function ask(request: Request): Promise<Response> {
    // A call without input has no body, and then no type; the host takes JSON only.
    if (request.method === 'POST' && !request.headers.has('content-type')) request.headers.set('content-type', 'application/json')
    let response: Response
    try {
      response = await send(request)
    } catch (error) {
      if (request.signal.aborted) throw error
      throw new HostLost('unreachable')
    }
    if (response.status === 401) throw new HostLost('expired')
    return response
  }

  function noteLost(reason: DownReason): void {
    status.set({ phase: 'down', reason })
    if (timer !== null || closed) return
    timer = setTimeout(async () => {
      timer = null
      delay = Math.min(delay * 2, longestDelayMs)
      await see()
    }, delay)
  }

  /** Looks whether the host answers this page. */
  async function see(): Promise<void> {
    try {
      const response = await ask(new Request(`${origin}/`, { cache: 'no-store' }))
      await response.body?.cancel()
      delay = firstDelayMs
      if (!closed) status.set({ phase: 'up' })
    } catch (error) {
      noteLost(error instanceof HostLost ? error.reason : 'unreachable')
    }
  }

  const overHttp = new RPCLink({ url: `${origin}/rpc`, fetch: (request) => ask(request) })
  const link: ClientLink<ClientContext> = {
    async call(path, input, options) {
      const output = await guardCall(
        () => overHttp.call(path, input, options),
        (error) => {
          if (error instanceof ORPCError || options.signal?.aborted) return error
          // Events stop with an error of the network's own where the host ends in the middle of them.
          const reason = error instanceof HostLost ? error.reason : 'unreachable'
          noteLost(reason)
          return engineDown(reason)
        },
      )
      status.set({ phase: 'up' })
      return output
    },
  }
  const watch = setInterval(() => {
    if (timer === null && isSeen()) void see()
  }, lookMs)
  void see()
  return {
    client: createORPCClient(link),
    status,
    close() {
      closed = true
      clearInterval(watch)
      if (timer !== null) clearTimeout(timer)
      status.set({ phase: 'down', reason: 'unreachable' })
    },
  }
}
