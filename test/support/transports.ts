import { MessageChannel } from 'node:worker_threads'
import { createRouterClient } from '@orpc/server'
import { type EngineRouter, serveConnections } from '../../electron/engine/process/connection.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import { startWebHost, type WebHost } from '../../electron/web/host.ts'
import { connectByHttp } from '../../renderer/transport/http-link.ts'
import { connectByPorts } from '../../renderer/transport/port-link.ts'
import type { CredentialStore } from '../../shared/contract/credentials.ts'
import type { EngineClient } from '../../shared/contract/index.ts'
import type { ProbeClient } from './probe-contract.ts'
import { createProbeEngine } from './probe-engine.ts'

/** An engine behind one transport, and every message that went to the page, as text. */
export interface Transport<Client = ProbeClient> {
  readonly client: Client
  /** What left the engine for the page, headers included; empty in memory, where nothing is encoded. */
  readonly sent: readonly string[]
  readonly vault: CredentialStore
  readonly malformed: readonly string[]
  /** Sends the engine a message that is not oRPC's. */
  sendMalformed(data: unknown): Promise<void>
  close(): Promise<void>
}

export type TransportName = 'in memory' | 'MessagePort' | 'HTTP'
type MakeRouter = (vault: CredentialStore) => EngineRouter

/** The probe engine, whose procedures do what the tests of the transports need. */
export const transports: Record<TransportName, () => Promise<Transport>> = {
  'in memory': () => openProbe('in memory'),
  MessagePort: () => openProbe('MessagePort'),
  HTTP: () => openProbe('HTTP'),
}

const openProbe = async (name: TransportName): Promise<Transport> =>
  (await openTransport(name, (vault) => createProbeEngine(vault).router)) as Transport

/** Any engine behind the named transport. */
export const openTransport = (name: TransportName, makeRouter: MakeRouter): Promise<Transport<EngineClient>> =>
  open[name](makeRouter)

const open: Record<TransportName, (makeRouter: MakeRouter) => Promise<Transport<EngineClient>>> = {
  'in memory': async (makeRouter) => {
    const vault = createMemoryVault('a test')
    const router = makeRouter(vault)
    return {
      client: createRouterClient(router),
      sent: [],
      malformed: [],
      vault,
      sendMalformed: async () => undefined,
      close: async () => undefined,
    }
  },

  MessagePort: async (makeRouter) => {
    const vault = createMemoryVault('a test')
    const router = makeRouter(vault)
    const { port1, port2 } = new MessageChannel()
    const sent: string[] = []
    const malformed: string[] = []
    const connection = serveConnections(router, (problem) => malformed.push(problem))((data) => {
      sent.push(typeof data === 'string' ? data : Buffer.from(data).toString('latin1'))
      port1.postMessage(data)
    })
    port1.on('message', (data) => connection.receive(data))
    port1.on('close', () => connection.close())
    const page = connectByPorts(({ onPort }) => {
      onPort(
        {
          send: (data) => port2.postMessage(data),
          onMessage: (listener) => port2.on('message', listener),
          close: () => port2.close(),
        },
        1,
      )
      return () => undefined
    })
    return {
      client: page.client,
      sent,
      malformed,
      vault,
      sendMalformed: async (data) => port2.postMessage(data),
      close: async () => page.close(),
    }
  },

  HTTP: async (makeRouter) => {
    const vault = createMemoryVault('a test')
    const router = makeRouter(vault)
    const host = await startWebHost({ root: '/nowhere', router })
    const browser = await enter(host)
    const sent: string[] = []
    const page = connectByHttp({
      origin: host.url,
      fetch: async (request) => {
        const response = await browser(request)
        sent.push(JSON.stringify([...response.headers]))
        if (response.body === null) return response
        const decoder = new TextDecoder()
        const watched = response.body.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              sent.push(decoder.decode(chunk, { stream: true }))
              controller.enqueue(chunk)
            },
          }),
        )
        return new Response(watched, response)
      },
    })
    return {
      client: page.client,
      sent,
      malformed: [],
      vault,
      sendMalformed: async (data) => {
        const body = typeof data === 'string' ? data : Buffer.from(JSON.stringify(data) ?? '')
        const answer = await browser(
          new Request(`${host.url}/rpc/app/info`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
        )
        await answer.arrayBuffer()
      },
      close: async () => {
        page.close()
        await host.close()
      },
    }
  },
}

/** Opens the host's link as a browser does and answers with a `fetch` that carries the cookie and the page's origin. */
export async function enter(host: Pick<WebHost, 'link' | 'url'>): Promise<(request: Request) => Promise<Response>> {
  const entered = await fetch(host.link, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (request) => {
    const headers = new Headers(request.headers)
    headers.set('cookie', cookie)
    headers.set('origin', host.url)
    headers.set('sec-fetch-site', 'same-origin')
    return fetch(new Request(request, { headers }))
  }
}
