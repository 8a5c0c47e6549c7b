import type { IncomingHttpHeaders } from 'node:http'

/** A refusal: the status, and words for whoever reads the answer by hand. */
export interface Refusal {
  readonly status: number
  readonly reason: string
}

export interface RequestFacts {
  readonly method: string
  readonly pathname: string
  readonly headers: IncomingHttpHeaders
}

/** A procedure's input is a form or a pasted id; nothing comes near this many bytes. */
export const largestBody = 1_000_000
export const rpcPrefix = '/rpc'

/** The names under which this host answers; anything else is another site's name for our address (DNS rebinding). */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}

/**
 * Decides who is answered at all, before the cookie is looked at: our own names, our own origin, requests that no other site
 * caused. Null lets the request pass.
 */
export function refuseStranger({ method, pathname, headers }: RequestFacts, port: number): Refusal | null {
  const host = headers.host ?? ''
  if (!ownHosts(port).includes(host)) return { status: 421, reason: 'this host answers under its own address only' }
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return { status: 403, reason: 'another origin' }
  // Browsers say who caused a request: `none` is an address that a person typed or opened from outside a browser.
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { status: 403, reason: 'caused by another site' }
  if (pathname === rpcPrefix || pathname.startsWith(`${rpcPrefix}/`)) return refuseCall(method, headers)
  return method === 'GET' ? null : { status: 405, reason: 'only GET' }
}

/** Procedures: only POST, only JSON, only from our own page, only so many bytes. */
function refuseCall(method: string, headers: IncomingHttpHeaders): Refusal | null {
  if (method !== 'POST') return { status: 405, reason: 'only POST' }
  // Every browser sends an origin with POST; a request without one is no page's.
  if (headers.origin === undefined) return { status: 403, reason: 'no origin' }
  if (!/^application\/json(?:;|$)/i.test(headers['content-type'] ?? '')) return { status: 415, reason: 'only JSON' }
  if (headers['content-disposition'] !== undefined) return { status: 415, reason: 'no files' }
  if (Number(headers['content-length'] ?? 0) > largestBody) return { status: 413, reason: 'too large' }
  return null
}
