import net from 'node:net'
import tls from 'node:tls'
import type { buildConnector } from 'undici'

/** Opens the sockets of one client, knows which are still connecting, and can drop them all at once. */
export interface Connector {
  readonly connect: buildConnector.connector
  /** True while a socket is being opened (name, TCP, TLS). */
  readonly connecting: boolean
  destroy(): void
}

class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT'
}

/** `timeoutMs` bounds one connection from name lookup to the end of the TLS handshake. */
export function createConnector(timeoutMs: number): Connector {
  const opening = new Set<net.Socket>()
  const connect: buildConnector.connector = (options, callback) => {
    const hostname = options.hostname.replace(/^\[|\]$/g, '')
    const secure = options.protocol === 'https:'
    const port = Number(options.port || (secure ? 443 : 80))
    const servername = net.isIP(hostname) === 0 ? hostname : undefined
    const socket = secure
      ? tls.connect({ host: hostname, port, ALPNProtocols: ['http/1.1'], ...(servername ? { servername } : {}) })
      : net.connect({ host: hostname, port, autoSelectFamily: true })
    opening.add(socket)
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(`no connection within ${timeoutMs} ms`)), timeoutMs)
    const finish = (error: Error | null) => {
      clearTimeout(timer)
      if (!opening.delete(socket)) return
      if (error) callback(error, null)
      else callback(null, socket)
    }
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 60_000)
    socket.once(secure ? 'secureConnect' : 'connect', () => finish(null))
    socket.once('error', finish)
    socket.once('close', () => finish(new Error('closed while connecting')))
  }
  return {
    connect,
    get connecting() {
      return opening.size > 0
    },
    destroy() {
      for (const socket of opening) socket.destroy()
    },
  }
}
