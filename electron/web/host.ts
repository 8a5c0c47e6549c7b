import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node'
import { pageHeaders } from '../../shared/page/policy.ts'
import type { EngineRouter } from '../engine/process/connection.ts'
import { largestBody, refuseStranger, rpcPrefix } from './guards.ts'
import { makeNonce, sendPage, sendText } from './page.ts'
import { createSession, type Session } from './session.ts'

export interface WebHostOptions {
  /** The page's built folder. */
  readonly root: string
  readonly router: EngineRouter
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Closes the host. */
  readonly signal?: AbortSignal
}

export interface WebHost {
  /** `http://127.0.0.1:<port>`: without a link it answers nothing but refusals. */
  readonly url: string
  /** Opens the page once. */
  readonly link: string
  /** A further link, for another browser. */
  newLink(): string
  /** Ends every call under way, then the host. */
  close(): Promise<void>
}

const enterPath = '/open'

/** Serves the page and the engine's procedures on loopback, to whoever holds a link. Throws when the port is taken. */
export async function startWebHost({ root, router, port = 0, signal }: WebHostOptions): Promise<WebHost> {
  const handler = new RPCHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: largestBody })] })
  let own: { port: number; session: Session } | null = null

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (own === null) return sendText(response, 503, 'starting')
    const url = parseTarget(request.url)
    if (url === null) return sendText(response, 400, 'not an address of this host')
    const { pathname } = url
    const refusal = refuseStranger({ method: request.method ?? '', pathname, headers: request.headers }, own.port)
    if (refusal) return refuse(request, response, refusal.status, refusal.reason)
    if (pathname === enterPath) {
      const cookie = own.session.redeem(url.searchParams.get('token') ?? '')
      if (cookie === null)
        return sendText(response, 403, 'This link was used already, or is too old. Ask the program for another one.')
      return sendText(response, 303, 'come in', { location: '/', 'set-cookie': cookie })
    }
    if (!own.session.holds(request.headers.cookie))
      return refuse(request, response, 401, 'Open the link that the program printed; this address alone does not let you in.')
    if (!pathname.startsWith(`${rpcPrefix}/`)) return sendPage(response, root, pathname)
    for (const [name, value] of Object.entries(pageHeaders('loopback', makeNonce(), 'html'))) response.setHeader(name, value)
    const { matched } = await handler.handle(request, response, { prefix: rpcPrefix, context: {} })
    if (!matched) sendText(response, 404, 'no such procedure')
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error('[web] a request failed:', error instanceof Error ? error.message : 'unknown')
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'this went wrong')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  const session = createSession(address.port)
  own = { port: address.port, session }

  const url = `http://127.0.0.1:${address.port}`
  const newLink = () => `${url}${enterPath}?token=${session.issueToken()}`
  let closed: Promise<void> | null = null
  const close = () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    return closed
  }
  if (signal?.aborted) await close()
  signal?.addEventListener('abort', () => void close(), { once: true })
  return { url, link: newLink(), newLink, close }
}

/** Only paths: a request for a whole address (a proxy's form) is not for us. */
function parseTarget(target: string | undefined): URL | null {
  if (target === undefined || !target.startsWith('/') || target.startsWith('//')) return null
  try {
    return new URL(target, 'http://127.0.0.1')
  } catch {
    return null
  }
}

/** Refuses without reading the body; the connection ends with the answer, so that no rest of it is taken for a request. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, reason: string): void {
  sendText(response, status, reason, request.method === 'GET' ? {} : { connection: 'close' })
}
