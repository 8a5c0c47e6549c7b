import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Clock, realClock } from '../phoenix/clock.ts'
import { isAtLeast, parseVersion } from '../phoenix/versions.ts'
import {
  globalId,
  invalidToken,
  json,
  methodNotAllowed,
  page,
  type ReplayAnswer,
  readGlobalId,
  readLimit,
  text,
} from './answers.ts'
import { type Faults, type ReplayRequest, spoil, writeBody } from './faults.ts'
import { type Arrivals, hasArrived, indexRows, type ReplayProject, type Row } from './rows.ts'
import { answerSpans, checkSpansQuery, type Knows } from './spans-answer.ts'

export interface ReplayOptions {
  readonly recordings: readonly ReplayProject[]
  /** The version to behave as; an older one ignores the filters that it did not have. Null does not say one, and ignores them all. */
  readonly version?: string | null
  /** Answers a request from a script, before anything else; null leaves it to the rest. */
  readonly script?: (target: string) => ScriptedAnswer | null
  /** Asks for this key, as a Phoenix with authentication does. */
  readonly apiKey?: string | null
  readonly faults?: Faults
  /** Before every answer. */
  readonly delayMs?: number
  /** Lets spans be stored late; without it all are there from the start. */
  readonly arrivals?: Arrivals
  /** By which they are late; the real one unless given. */
  readonly clock?: Clock
  /** Path prefix as on a shared host: `/s/space`. */
  readonly prefix?: string
}

/** An answer exactly as it was, or how the connection ended without one. */
export type ScriptedAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Buffer
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }

export interface ReplayServer {
  /** `http://127.0.0.1:PORT` with the prefix. */
  readonly url: string
  /** Requests so far, in order. */
  readonly requests: readonly ReplayRequest[]
  setFaults(faults: Faults | null): void
  /** Rotates the key while the server runs; null asks for none. */
  setApiKey(apiKey: string | null): void
  close(): Promise<void>
}

interface StoredProject {
  readonly name: string
  readonly id: number
  /** Read at the first request: a big recording costs some seconds. */
  readonly rows: () => readonly Row[]
}

/** The version that brought each parameter of the spans' route. */
const parameterVersions: Record<Parameters<Knows>[0], readonly [number, number, number]> = {
  trace_id: [13, 9, 0],
  parent_id: [13, 15, 0],
  name: [13, 15, 0],
  status_code: [13, 15, 0],
  attribute: [14, 9, 0],
  span_id: [19, 6, 0],
}

/** Serves recorded projects on a random loopback port, as Phoenix would. Close it: nothing else ends it. */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const version = options.version === undefined ? '20.26.1' : options.version
  const parsed = parseVersion(version ?? '') ?? [0, 0, 0]
  const knows: Knows = (parameter) => isAtLeast(parsed, parameterVersions[parameter])
  const projects = options.recordings.map((recording, index) => storeProject(recording, index, options.arrivals))
  const requests: ReplayRequest[] = []
  const { clock = realClock } = options
  const started = clock.elapsed()
  const prefix = options.prefix ?? ''
  let apiKey = options.apiKey ?? null
  let faults = options.faults ?? null
  let origin = ''

  const storedNow = (project: StoredProject, request: ReplayRequest): readonly Row[] => {
    if (!options.arrivals) return project.rows()
    const elapsed = clock.elapsed() - started
    return project.rows().filter((row) => hasArrived(row.arrival, elapsed, request.number - 1))
  }

  const answer = (request: ReplayRequest): ReplayAnswer => {
    const path = request.path.startsWith(`${prefix}/`) ? request.path.slice(prefix.length) : null
    if (path === '/healthz') return text('OK')
    if (path === '/arize_phoenix_version') return text(version ?? 'unknown')
    if (path?.startsWith('/v1/') && request.authorization !== 'accepted' && apiKey !== null) return invalidToken(origin)
    if (path === '/v1/projects' && request.method === 'GET') return answerProjects(request)
    if (request.project === null || path === null) return page
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed
    const refused = checkSpansQuery(request.query)
    if (refused) return refused
    const project = findProject(projects, request.project)
    const rows = project === null ? [] : storedNow(project, request)
    // A project appears with its first stored span.
    if (project === null || (rows.length === 0 && project.rows().length > 0)) return unknownProject(request.project)
    return answerSpans(rows, request.query, knows)
  }

  const answerProjects = (request: ReplayRequest): ReplayAnswer => {
    const limit = readLimit(request.query.get('limit'), null)
    if (typeof limit !== 'number') return limit
    const cursor = request.query.get('cursor') ?? ''
    const from = readGlobalId(cursor)
    if (cursor !== '' && from === null) return text(`Invalid cursor format: ${cursor}`, 422)
    const there = projects.filter((project) => (options.arrivals ? storedNow(project, request).length > 0 : true)).reverse()
    const behind = there.filter(({ id }) => from === null || id <= from.id)
    const next = behind[limit]
    const data = behind.slice(0, limit).map(({ name, id }) => ({ name, description: null, id: globalId('Project', id) }))
    return json(JSON.stringify({ data, next_cursor: next ? globalId('Project', next.id) : null }))
  }

  const { createServer } = await import('node:http')
  const server = createServer((incoming, response) => {
    const request = readRequest(incoming, requests.length + 1, prefix, apiKey)
    requests.push(request)
    respond(request, incoming, response).catch((error: unknown) => {
      // A bug of this server must read as one, not as a fault on demand.
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`replay server: ${String(error)}`)
    })
  })

  const respond = async (request: ReplayRequest, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    incoming.resume()
    const scripted = options.script?.(incoming.url ?? '/') ?? null
    if (scripted !== null) return sendScripted(scripted, incoming, response)
    const fault = faults?.(request) ?? null
    if (options.delayMs) await wait(options.delayMs)
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'delay') await wait(fault.ms)
    if (fault?.kind === 'reset' && fault.afterBytes === 0) {
      incoming.socket.resetAndDestroy()
      return
    }
    const right = answer(request)
    const sent = fault ? spoil(right, fault) : right
    // 12.0.0 was seen to send no gzip; every recorded 20.26.1 answer is packed where the client takes it.
    const packed = request.acceptsGzip && parsed[0] >= 13
    const body = packed ? gzipSync(sent.body, { level: 1 }) : Buffer.from(sent.body)
    response.writeHead(sent.status, {
      'content-type': sent.contentType,
      ...('withoutVersion' in sent || version === null ? {} : { 'x-phoenix-server-version': version }),
      ...(packed ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
      ...sent.headers,
    })
    await writeBody(response, body, fault)
  }

  origin = await listen(server)
  return {
    url: origin + prefix,
    requests,
    setFaults: (next) => {
      faults = next
    },
    setApiKey: (next) => {
      apiKey = next
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function sendScripted(scripted: ScriptedAnswer, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (scripted.kind) {
    case 'silence':
      return
    case 'reset':
      incoming.socket.resetAndDestroy()
      return
    case 'answer':
      response.writeHead(scripted.status, { ...scripted.headers })
      response.end(scripted.body)
  }
}

function storeProject(recording: ReplayProject, index: number, arrivals: Arrivals | undefined): StoredProject {
  let rows: readonly Row[] | null = null
  return {
    name: recording.name,
    id: index + 1,
    rows: () => {
      rows ??= indexRows(recording, (index + 1) * 1_000_000, arrivals)
      return rows
    },
  }
}

function readRequest(incoming: IncomingMessage, number: number, prefix: string, apiKey: string | null): ReplayRequest {
  const [path = '/', search = ''] = (incoming.url ?? '/').split('?', 2)
  const segment = /^\/v1\/projects\/([^/]+)\/spans\/otlpv1$/.exec(path.startsWith(prefix) ? path.slice(prefix.length) : path)?.[1]
  const project = segment === undefined ? null : decode(segment)
  const authorization = incoming.headers.authorization
  const accepted = /^bearer (.*)$/i.exec(authorization ?? '')?.[1] === apiKey
  return {
    number,
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    // A slash, also an encoded one, makes it another path.
    project: project?.includes('/') ? null : project,
    authorization: authorization === undefined ? 'none' : accepted || apiKey === null ? 'accepted' : 'refused',
    acceptsGzip: /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? '')),
  }
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A stray % is no project's name; the path then means nothing.
    return null
  }
}

function findProject(projects: readonly StoredProject[], identifier: string): StoredProject | null {
  const byId = readGlobalId(identifier)
  if (byId?.type === 'Project') return projects.find(({ id }) => id === byId.id) ?? null
  return projects.find(({ name }) => name === identifier) ?? null
}

const unknownProject = (identifier: string): ReplayAnswer =>
  text(`Project with ${readGlobalId(identifier)?.type === 'Project' ? 'ID' : 'name'} ${identifier} not found`, 404)

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
