import { type DiagnosticFacts, failed, known, skipped } from '../../../shared/checks/facts.ts'
import type { ErrorCode } from '../../../shared/contract/errors.ts'
import type { ReachabilityFacts, StepFacts } from '../phoenix/probe.ts'

type Failed = Extract<StepFacts<never>, { state: 'failed' }>

/** The facts of the way to the host: what failed says so with the system's code, what lies behind it is skipped. */
export function reachFacts(probed: ReachabilityFacts): DiagnosticFacts {
  const { hostname, port, dns, tcp, tls, http } = probed
  const at = `${hostname}:${port}`
  const notTls = tls.state === 'ok' && !tls.found.trusted

  const facts: { -readonly [K in keyof DiagnosticFacts]: DiagnosticFacts[K] } = {
    address: known({ hostname, scope: scopeOf(probed), addresses: addressesOf(probed) }),
    dns:
      dns.state === 'ok'
        ? known({ addresses: addressesOf(probed), elapsedMs: dns.elapsedMs })
        : dns.state === 'failed'
          ? failed(codeOf(dns, 'phoenix-dns'), `the name ${hostname} has no address (${inWords(dns.code)})`)
          : skipped('no name was looked up'),
  }
  const unresolved = `${hostname} has no address`
  facts.tcp =
    tcp.state === 'ok'
      ? known({ address: tcp.found.address, port, elapsedMs: tcp.elapsedMs })
      : tcp.state === 'failed'
        ? failed(codeOf(tcp, 'phoenix-refused'), `${at} ${tcpWords(tcp.code)} (${inWords(tcp.code)})`)
        : skipped(unresolved)
  const unconnected = tcp.state === 'skipped' ? unresolved : `${at} does not accept connections`
  facts.tls = tlsFact(probed, tcp.state === 'ok' ? null : unconnected)
  facts.http =
    http.state === 'ok'
      ? known({
          status: http.found.status,
          redirectsTo: http.found.redirectsTo,
          contentType: http.found.contentType,
          version: http.found.version,
          elapsedMs: http.elapsedMs,
        })
      : http.state === 'failed'
        ? failed(codeOf(http, 'phoenix-reset'), `${at} gave no answer over HTTP (${inWords(http.code)})`)
        : skipped(tcp.state === 'ok' ? `there is no trusted TLS connection to ${at}` : unconnected)
  facts.clock =
    http.state === 'ok'
      ? known({ skewMs: http.found.clockSkewMs, uncertaintyMs: 500 + Math.ceil(http.elapsedMs / 2) })
      : skipped(notTls ? `there is no trusted TLS connection to ${at}` : `${at} gave no answer over HTTP`)
  return facts
}

function tlsFact(
  { protocol, tls, hostname, port }: ReachabilityFacts,
  unconnected: string | null,
): DiagnosticFacts['tls'] & object {
  if (unconnected !== null) return skipped(unconnected)
  if (protocol === 'http') return known(null)
  if (tls.state === 'skipped') return skipped('no handshake was tried')
  if (tls.state === 'failed')
    return failed(codeOf(tls, 'phoenix-tls'), `the TLS handshake with ${hostname}:${port} failed (${inWords(tls.code)})`)
  const { trusted, reason, subject, issuer, validFrom, validTo } = tls.found
  if (trusted) return known({ protocol: tls.found.protocol ?? 'TLS', validUntil: validTo, elapsedMs: tls.elapsedMs })
  return failed(
    'phoenix-tls',
    `the certificate of ${subject}, issued by ${issuer}, valid ${validFrom} to ${validTo}, is not trusted (${reason})`,
  )
}

/** A name that resolves counts by its addresses, and one address that is not public is enough to be out of reach. */
function scopeOf({
  hostKind,
  dns,
}: ReachabilityFacts): Extract<DiagnosticFacts['address'], { state: 'known' }>['value']['scope'] {
  if (hostKind !== 'name' || dns.state !== 'ok') return hostKind
  return dns.found.addresses.find(({ kind }) => kind !== 'public')?.kind ?? 'public'
}

const addressesOf = ({ dns }: ReachabilityFacts): string[] =>
  dns.state === 'ok' ? [...new Set(dns.found.addresses.map(({ address }) => address))] : []

function codeOf({ code }: Failed, otherwise: ErrorCode): ErrorCode {
  if (code === 'budget-exhausted' || code === 'ETIMEDOUT') return 'phoenix-timeout'
  if (code === 'ECONNRESET') return 'phoenix-reset'
  return otherwise
}

function tcpWords(code: string): string {
  if (code === 'ECONNREFUSED') return 'refuses connections'
  if (code === 'ETIMEDOUT' || code === 'budget-exhausted') return 'did not answer in time'
  return 'cannot be reached'
}

const inWords = (code: string): string => (code === 'budget-exhausted' ? 'its time was up' : code)
