import { lookup } from 'node:dns/promises'
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import type { AddressScope } from '../../../shared/checks/facts.ts'
import { classifyAddress } from './address-class.ts'
import { type CertificateFacts, inspectCertificate } from './certificate.ts'
import { type HostParts, parseHost } from './host.ts'
import { type Job, startJob, unlessAborted } from './job.ts'
import { errorCode } from './network-failure.ts'

/** One step of the way to a host. `code` is the system's (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`) or `budget-exhausted`. */
export type StepFacts<T> =
  | { readonly state: 'ok'; readonly elapsedMs: number; readonly found: T }
  | { readonly state: 'failed'; readonly elapsedMs: number; readonly code: string }
  /** An earlier step failed, or the step does not apply (TLS on http). */
  | { readonly state: 'skipped' }

export interface ResolvedAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly kind: AddressScope
}

export interface HttpFacts {
  readonly status: number
  /** The other origin that it redirects to; null where it does not. */
  readonly redirectsTo: string | null
  /** The `x-phoenix-server-version` header. */
  readonly version: string | null
  readonly contentType: string
  /** Server's clock minus this machine's, milliseconds, to about a second (`Date` has whole seconds); null without a `Date`. */
  readonly clockSkewMs: number | null
}

/** The way to a host step by step; nothing in it is a secret, and no key was sent. */
export interface ReachabilityFacts {
  readonly hostname: string
  readonly port: number
  readonly protocol: 'http' | 'https'
  /** What the name or literal address itself says, before DNS. */
  readonly hostKind: AddressScope
  /** True where every resolved address is public; null where none was resolved. */
  readonly publicAddress: boolean | null
  readonly dns: StepFacts<{ readonly addresses: readonly ResolvedAddress[] }>
  readonly tcp: StepFacts<{ readonly address: string }>
  readonly tls: StepFacts<CertificateFacts>
  readonly http: StepFacts<HttpFacts>
}

/**
 * Walks DNS, TCP, TLS and HTTP to a host, one by one, and stops at the first step that fails. `deadline` is a
 * `performance.now()`. Failures are facts of the result; it throws `usage` for a bad host and `cancelled`.
 */
export async function probeReachability(
  host: string,
  { deadline, signal }: { readonly deadline: number; readonly signal: AbortSignal },
): Promise<ReachabilityFacts> {
  const parts = parseHost(host)
  const job = startJob(deadline, signal)
  try {
    const dns = await walk(job, async () => ({ addresses: await resolve(parts.hostname) }))
    const tcp = dns.state === 'ok' ? await walk(job, () => openTcp(dns.found.addresses, parts.port, job.signal)) : skipped
    const secure = parts.protocol === 'https:'
    const tls = tcp.state === 'ok' && secure ? await walk(job, () => trustedHandshake(parts, tcp.found.address, job)) : skipped
    const reached = tcp.state === 'ok' && (!secure || (tls.state === 'ok' && tls.found.trusted))
    const http = reached ? await walk(job, () => askVersion(parts, job.signal)) : skipped
    return {
      hostname: parts.hostname,
      port: parts.port,
      protocol: secure ? 'https' : 'http',
      hostKind: classifyAddress(parts.hostname),
      publicAddress: dns.state === 'ok' ? dns.found.addresses.every(({ kind }) => kind === 'public') : null,
      dns,
      tcp,
      tls,
      http,
    }
  } finally {
    job.close()
  }
}

const skipped = { state: 'skipped' } as const

async function walk<T>(job: Job, step: () => Promise<T>): Promise<StepFacts<T>> {
  const started = performance.now()
  try {
    return { state: 'ok', found: await unlessAborted(step(), job.signal), elapsedMs: performance.now() - started }
  } catch (error) {
    const ended = job.ended('connect', '/')
    if (ended?.code === 'cancelled') throw ended
    const code = ended?.code ?? errorCode(error)
    if (code === null) throw error
    return { state: 'failed', elapsedMs: performance.now() - started, code }
  }
}

async function resolve(hostname: string): Promise<ResolvedAddress[]> {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4, kind: classifyAddress(address) }))
}

/** Tries the addresses in the system's order; fails with the last one's error. */
async function openTcp(addresses: readonly ResolvedAddress[], port: number, signal: AbortSignal): Promise<{ address: string }> {
  let last: unknown = Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  for (const { address } of addresses) {
    try {
      await openOne(address, port, signal)
      return { address }
    } catch (error) {
      last = error
    }
  }
  throw last
}

function openOne(address: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolveOpened, reject) => {
    const socket = net.connect({ host: address, port, signal })
    socket.setTimeout(5_000, () => socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })))
    socket.once('error', reject)
    socket.once('connect', () => {
      resolveOpened()
      socket.destroy()
    })
  })
}

const trustedHandshake = (parts: HostParts, address: string, job: Job): Promise<CertificateFacts> =>
  inspectCertificate({ hostname: parts.hostname, port: parts.port, address }, 10_000, job.signal)

async function askVersion(parts: HostParts, signal: AbortSignal): Promise<HttpFacts> {
  const { request: send } = await (parts.protocol === 'https:' ? import('node:https') : import('node:http'))
  return new Promise((resolveFacts, reject) => {
    const sent = Date.now()
    const address = `${parts.origin}${parts.prefix}/arize_phoenix_version`
    const request = send(address, { agent: false, signal }, (response) => {
      const header = (name: string): string => [response.headers[name] ?? ''].flat()[0] ?? ''
      const now = (sent + Date.now()) / 2
      const date = Date.parse(header('date'))
      resolveFacts({
        status: response.statusCode ?? 0,
        redirectsTo: otherOrigin(parts.origin, address, response.headers.location),
        version: header('x-phoenix-server-version') || null,
        contentType: header('content-type'),
        // `Date` names the second that has begun: half a second more is the best guess.
        clockSkewMs: Number.isNaN(date) ? null : Math.round(date + 500 - now),
      })
      response.destroy()
    })
    request.once('error', reject)
    request.end()
  })
}

function otherOrigin(origin: string, from: string, location: string | undefined): string | null {
  const target = location === undefined ? null : URL.parse(location, from)
  return target === null || target.origin === origin ? null : target.origin
}
