import net from 'node:net'
import tls from 'node:tls'

/** What a server's certificate says, and whether this machine trusts it. */
export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  /** As the certificate spells them: `Nov 22 14:00:00 2026 GMT`. */
  readonly validFrom: string
  readonly validTo: string
  readonly names: readonly string[]
  readonly trusted: boolean
  /** OpenSSL's or Node's code: `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`; null where trusted. */
  readonly reason: string | null
  /** `TLSv1.3`. */
  readonly protocol: string | null
}

/**
 * Reads a server's certificate and sends nothing else. It looks at certificates that are not trusted, because that is what
 * it has to explain; no request ever travels over this connection. Rejects with the socket's error, or at `timeoutMs`.
 */
export function inspectCertificate(
  target: { readonly hostname: string; readonly port: number; readonly address?: string },
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<CertificateFacts> {
  return new Promise((resolve, reject) => {
    const servername = net.isIP(target.hostname) === 0 ? target.hostname : undefined
    const socket = tls.connect({
      host: target.address ?? target.hostname,
      port: target.port,
      rejectUnauthorized: false,
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(target.hostname, certificate),
      ...(servername ? { servername } : {}),
    })
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('no handshake in time'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    )
    const onAbort = () => socket.destroy(new DOMException('cancelled', 'AbortError'))
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    socket.once('error', (error) => {
      finish()
      reject(error)
    })
    socket.once('close', () => {
      finish()
      reject(Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' }))
    })
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate()
      finish()
      resolve({
        subject: nameOf(certificate.subject),
        issuer: nameOf(certificate.issuer),
        validFrom: certificate.valid_from ?? '',
        validTo: certificate.valid_to ?? '',
        names: (certificate.subjectaltname ?? '')
          .split(', ')
          .flatMap((name) => (name === '' ? [] : [name.replace(/^(DNS|IP Address):/, '')])),
        trusted: socket.authorized,
        reason: socket.authorized ? null : reasonOf(socket.authorizationError),
        protocol: socket.getProtocol(),
      })
      socket.destroy()
    })
  })
}

const nameOf = (name: tls.PeerCertificate['subject'] | undefined): string => [name?.CN ?? name?.O ?? ''].flat().join(', ')

/** Node gives the code as text, or the error itself. */
const reasonOf = (error: Error | string | null): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error ?? 'untrusted')
