import type { Pool } from 'undici'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type Answer, type Expectation, judgeAnswer } from './answer.ts'
import { readBody } from './body.ts'
import type { Connector } from './connector.ts'
import type { HostParts } from './host.ts'
import { type Job, type Step, unlessAborted } from './job.ts'
import { explainNetworkError } from './network-failure.ts'
import { maxAttempts, parseRetryAfter, retryDelay } from './retry.ts'
import { type CapturedExchange, capturedHeaders, type PhoenixClientOptions } from './types.ts'

const maxRedirects = 5

/** What a client's requests share. `version` and `requests` are kept up to date by them. */
export interface Session {
  readonly host: HostParts
  /** The same pool each time, loaded and made when it is first asked for. */
  pool(): Promise<Pool>
  readonly connector: Connector
  readonly job: Job
  readonly apiKey: string | null
  readonly maxPageBytes: number
  readonly onRequest: PhoenixClientOptions['onRequest']
  readonly capture: PhoenixClientOptions['capture']
  version: string | null
  requests: number
}

/** A request as its caller sees it; `path` starts behind the host's prefix. */
export interface RequestSpec {
  readonly path: string
  readonly content: Expectation['content']
  readonly project: string | null
  /** Ends this request alone; the job's signal is heeded in any case. */
  readonly signal: AbortSignal
}

type Outcome =
  | { readonly phase: 'answered'; readonly answer: Answer }
  | { readonly phase: 'redirected'; readonly location: string }
  | { readonly phase: 'failed'; readonly error: CompanionError; readonly retryAfterMs: number | null; readonly retry: boolean }

/** One request with its retries and redirects. Throws `CompanionError`; anything else that it throws is a bug. */
export async function requestAnswer(session: Session, spec: RequestSpec): Promise<Answer> {
  let path = session.host.prefix + spec.path
  const { clock } = session.job
  let redirects = 0
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptOnce(session, spec, path, attempt)
    if (outcome.phase === 'answered') return outcome.answer
    if (outcome.phase === 'redirected') {
      path = followRedirect(session.host, path, outcome.location, ++redirects)
      attempt--
      continue
    }
    if (!outcome.retry || attempt >= maxAttempts) throw outcome.error
    const delay = retryDelay(attempt, outcome.retryAfterMs)
    // Waiting into the deadline would only turn a clear failure into "the budget ended".
    if (clock.elapsed() + delay >= session.job.deadline) throw outcome.error
    try {
      await clock.sleep(delay, spec.signal)
    } catch (error) {
      throw stopped(session, spec, 'retry-wait', path) ?? error
    }
  }
}

async function attemptOnce(session: Session, spec: RequestSpec, path: string, attempt: number): Promise<Outcome> {
  const { host } = session
  const ended = stopped(session, spec, 'connect', path)
  if (ended) throw ended
  const { clock } = session.job
  const started = clock.elapsed()
  let step: Step = 'answer'
  let status: number | null = null
  let bytes = 0
  const seen: Pick<Writable<CapturedExchange>, 'headers' | 'body' | 'failure'> = { headers: {}, body: null, failure: null }
  session.requests++
  try {
    const sent = session
      .pool()
      .then((pool) => pool.request({ method: 'GET', path, headers: requestHeaders(session, spec), signal: spec.signal }))
    const response = await unlessAborted(sent, spec.signal)
    status = response.statusCode
    step = 'body'
    const header = (name: string): string | undefined => [response.headers[name]].flat()[0]
    const version = header('x-phoenix-server-version') ?? null
    session.version = version ?? session.version
    if (session.capture) seen.headers = pickHeaders(header)
    const body = await readBody(
      response.body,
      { encoding: header('content-encoding'), length: header('content-length') },
      session.maxPageBytes,
    )
    bytes = body.bytes
    if (session.capture) seen.body = { bytes: body.packed, encoding: body.encoding }
    const location = header('location')
    if (location !== undefined && [301, 302, 303, 307, 308].includes(status)) return { phase: 'redirected', location }
    const answer: Answer = { status, contentType: header('content-type') ?? '', version, text: body.text, bytes }
    const error = judgeAnswer(answer, expectationOf(session, spec, path))
    if (error === null) return { phase: 'answered', answer }
    return {
      phase: 'failed',
      error,
      retry: [429, 502, 503, 504].includes(status),
      retryAfterMs: parseRetryAfter(header('retry-after'), Date.now()),
    }
  } catch (error) {
    const end = stopped(session, spec, step === 'answer' && session.connector.connecting ? 'connect' : step, path)
    if (end) {
      seen.failure = end.code
      throw end
    }
    if (error instanceof CompanionError) {
      seen.failure = error.code
      throw error
    }
    const failure = explainNetworkError(error, host)
    if (failure === null) throw error
    seen.failure = failure.code
    return { phase: 'failed', error: failure, retry: failure.code === 'phoenix-reset', retryAfterMs: null }
  } finally {
    const elapsedMs = clock.elapsed() - started
    session.onRequest?.({ url: host.origin + path, status, bytes, elapsedMs, attempt })
    session.capture?.({ path, attempt, startedAt: started, elapsedMs, status, ...seen })
  }

  function requestHeaders({ apiKey }: Session, { content }: RequestSpec): Record<string, string> {
    return {
      accept: content === 'json' ? 'application/json' : 'text/plain',
      'accept-encoding': 'gzip',
      'user-agent': 'coval-companion',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    }
  }

  function expectationOf({ apiKey, version }: Session, { content, project }: RequestSpec, at: string): Expectation {
    return {
      path: at.split('?')[0] ?? at,
      content,
      project,
      keySent: apiKey !== null,
      knownPhoenix: version !== null,
      secrets: apiKey === null ? [] : [apiKey],
    }
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function pickHeaders(read: (name: string) => string | undefined): CapturedExchange['headers'] {
  const found = capturedHeaders.flatMap((name) => {
    const value = read(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}

/** The failure by which the job, or this request alone, was stopped; null while neither was. */
function stopped(session: Session, spec: RequestSpec, step: Step, path: string): CompanionError | null {
  const ended = session.job.ended(step, path.split('?')[0] ?? path)
  if (ended) return ended
  return spec.signal.aborted ? new CompanionError('cancelled', 'The request is no longer needed.') : null
}

/** The path that a redirect leads to. Throws `phoenix-redirect` for another origin: the key and the request stay here. */
function followRedirect(host: HostParts, path: string, location: string, count: number): string {
  const target = URL.canParse(location, host.origin + path) ? new URL(location, host.origin + path) : null
  if (target === null || target.origin !== host.origin)
    throw new CompanionError(
      'phoenix-redirect',
      `The host redirects to another place: ${target?.origin ?? 'unreadable address'}.`,
      {
        from: host.origin,
        to: target?.origin ?? '',
      },
    )
  if (count > maxRedirects)
    throw new CompanionError('phoenix-redirect', `The host redirects more than ${maxRedirects} times.`, {
      from: host.origin,
      to: host.origin,
    })
  return target.pathname + target.search
}
