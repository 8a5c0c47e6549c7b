import type { Pool } from 'undici'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { inspectCertificate } from './certificate.ts'
import { createConnector } from './connector.ts'
import { type HostParts, parseHost } from './host.ts'
import { startJob } from './job.ts'
import { findNearestNames } from './nearest-names.ts'
import { readPages } from './pages.ts'
import { listProjects } from './projects.ts'
import { type RequestSpec, requestAnswer, type Session } from './request.ts'
import { sweep } from './sweep.ts'
import type { PageOptions, PhoenixClient, PhoenixClientOptions, SpanQuery } from './types.ts'
import { describeServer, parseVersion } from './versions.ts'

const defaultMaxPageBytes = 64 * 2 ** 20
/** A firewall that drops packets is told apart from a slow Phoenix after this time. */
const connectTimeoutMs = 10_000
/** More at once gains nothing: Phoenix is one process, and a large read starves its other users. */
const connections = 4

/**
 * A client for one job. The pool knows one origin only, so that no path through it can carry the key elsewhere.
 * Throws `usage` for a host that is not an address or a key that cannot be sent in a header.
 */
export function createPhoenixClient(options: PhoenixClientOptions): PhoenixClient {
  const host = parseHost(options.host)
  const connector = createConnector(connectTimeoutMs)
  const job = startJob(options.deadline, options.signal, options.clock)
  let opened: Promise<Pool> | null = null
  const openPool = async (): Promise<Pool> => {
    // Half of the engine's code, and nothing that its start needs.
    const { Pool } = await import('undici')
    return new Pool(host.origin, { connect: connector.connect, connections, headersTimeout: 0, bodyTimeout: 0 })
  }
  const session: Session = {
    host,
    pool: () => {
      opened ??= openPool()
      return opened
    },
    connector,
    job,
    apiKey: readKey(options.apiKey),
    maxPageBytes: options.maxPageBytes ?? defaultMaxPageBytes,
    onRequest: options.onRequest,
    capture: options.capture,
    version: null,
    requests: 0,
  }
  const disconnect = async (): Promise<void> => {
    connector.destroy()
    const pool = await opened
    if (pool !== null && !pool.destroyed) await pool.destroy()
  }
  job.signal.addEventListener('abort', () => void disconnect(), { once: true })

  const ask = async (path: string, how: Partial<RequestSpec> = {}) => {
    try {
      return await requestAnswer(session, { path, content: 'json', project: null, signal: job.signal, ...how })
    } catch (error) {
      throw error instanceof CompanionError && error.code === 'phoenix-tls' ? await addCertificate(error, host, session) : error
    }
  }
  const projects = () => listProjects((path) => ask(path))

  return {
    host: host.origin + host.prefix,
    async server() {
      if (session.version === null) {
        const answer = await ask('/arize_phoenix_version', { content: 'text' })
        const text = answer.text.trim()
        session.version ??= parseVersion(text) === null ? null : text
      }
      return describeServer(
        session.version === null ? null : sweep(session.version, session.apiKey === null ? [] : [session.apiKey]),
      )
    },
    projects,
    pages(query: SpanQuery, pageOptions: PageOptions = {}) {
      const askForPage = async (path: string, signal: AbortSignal) => {
        try {
          return await ask(path, { project: query.project, signal })
        } catch (error) {
          if (error instanceof CompanionError && error.code === 'phoenix-project-unknown')
            throw await addNearest(error, query.project, projects)
          throw error
        }
      }
      return readPages(askForPage, query, pageOptions, job.signal)
    },
    get requests() {
      return session.requests
    },
    async close() {
      job.close()
      await disconnect()
    },
  }
}

function readKey(key: string | null): string | null {
  const trimmed = key?.trim() ?? ''
  if (trimmed === '') return null
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new CompanionError('usage', 'The API key holds characters that no key can have.')
  return trimmed
}

/** The unknown project's failure with the names that exist beside it. */
async function addNearest(error: CompanionError, project: string, list: () => Promise<string[]>): Promise<CompanionError> {
  try {
    const names = await list()
    return new CompanionError(error.code, error.message, {
      ...error.facts,
      nearest: findNearestNames(project, names),
      projects: names.length,
    })
  } catch (listing) {
    // Where the names cannot be listed the first failure stands; the job's own end comes first.
    if (listing instanceof CompanionError && (listing.code === 'cancelled' || listing.code === 'budget-exhausted')) return listing
    if (listing instanceof CompanionError) return error
    throw listing
  }
}

/** The TLS failure with what the certificate says. */
async function addCertificate(error: CompanionError, host: HostParts, session: Session): Promise<CompanionError> {
  try {
    const left = Math.max(1, Math.min(3_000, session.job.deadline - session.job.clock.elapsed()))
    const certificate = await inspectCertificate(host, left, session.job.signal)
    const { subject, issuer, validFrom, validTo, names, reason } = certificate
    return new CompanionError(
      error.code,
      error.message,
      { ...error.facts, subject, issuer, validFrom, validTo, names, ...(reason === null ? {} : { reason }) },
      { cause: error.cause },
    )
  } catch {
    // A server that shows no certificate at all (plain http on that port) leaves the first failure as it is.
    return error
  }
}
