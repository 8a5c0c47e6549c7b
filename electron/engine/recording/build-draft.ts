import { createHash, createHmac, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { RedactionLevel } from '../../../shared/contract/recordings.ts'
import { type Body, caseFormat, type Exchange, Manifest, type Part } from '../../../shared/recording/format.ts'
import { caseLimits } from '../../../shared/recording/limits.ts'
import { collectIds, createRedactor, type Redactor } from '../../../shared/recording/redactor.ts'
import type { CapturedExchange } from '../phoenix/types.ts'
import { type HeldJobs, jobsInOrder } from './held-cases.ts'
import type { Sweeper } from './sweep.ts'

const gzip = promisify(zlib.gzip)
const gunzip = promisify(zlib.gunzip)

export interface BuiltLine {
  readonly kind: 'header' | 'manifest' | Part['kind']
  /** Bytes with the line's end, unpacked. */
  readonly bytes: number
  /** A gzip member; the file is all of them, one behind the other. */
  readonly packed: Buffer
}

/** A case as it would be written, and nothing written yet. */
export interface BuiltCase {
  readonly level: RedactionLevel
  readonly manifest: Manifest
  readonly lines: readonly BuiltLine[]
  readonly secretsSwept: number
  readonly secretsTooShort: number
}

export interface BuildOptions {
  readonly level: RedactionLevel
  readonly sweeper: Sweeper
  readonly programVersion: string
}

/**
 * Redacts a case line by line, packs each line and sweeps it before. One answer is unpacked at a time.
 * @throws CompanionError `recording-secret` when a line holds a secret in any spelling
 */
export async function buildCase(held: HeldJobs, { level, sweeper, programVersion }: BuildOptions): Promise<BuiltCase> {
  const exchanges = jobsInOrder(held).flatMap(({ kind, exchanges: captured }) => captured.map((exchange) => ({ kind, exchange })))
  const first = Math.min(...exchanges.map(({ exchange }) => exchange.startedAt))
  const prefix = pathPrefix(held.host)
  const redactor = createRedactor({
    level,
    hash: saltedHash(),
    hint: held.request.simulation,
    project: held.project,
    ids: level === 'everything' ? [] : await collectCaseIds(exchanges.map(({ exchange }) => exchange)),
  })

  const lines: BuiltLine[] = []
  const parts: Manifest['parts'] = []
  let unpacked = 0
  const add = async (part: Part): Promise<void> => {
    const line = await packLine(part.kind, JSON.stringify(part), sweeper)
    lines.push(line)
    parts.push({ kind: part.kind, bytes: line.bytes, sha256: line.sha256 })
    unpacked += line.bytes
  }

  if (held.preview !== null) await add({ kind: 'preview', report: redactor.preview(held.preview) })
  if (held.import !== null) await add({ kind: 'import', report: redactor.import(held.import) })
  if (held.checks !== null) await add({ kind: 'checks', report: redactor.checks(held.checks) })

  const bodies: Buffer[] = []
  const places = new Map<string, number>()
  let complete = [...held.jobs.values()].every((job) => job.complete)
  let reserved = 0
  let phoenix: string | null = null
  for (const { kind, exchange } of exchanges) {
    phoenix = exchange.headers['x-phoenix-server-version'] ?? phoenix
    const plain: Exchange = {
      ...{ kind: 'exchange', job: kind, method: 'GET' },
      target: belowHost(exchange.path, prefix),
      attempt: exchange.attempt,
      startedMs: Math.round(exchange.startedAt - first),
      elapsedMs: Math.round(exchange.elapsedMs),
      status: exchange.status,
      headers: exchange.headers,
      body: null,
      failure: exchange.failure,
    }
    let body: number | null = null
    if (exchange.body !== null) {
      const bytes = await unpackBody(exchange)
      const key = createHash('sha256')
        .update(`${bodyKey(plain)}\n`)
        .update(bytes)
        .digest('hex')
      body = places.get(key) ?? null
      if (body === null && reserved + bytes.length < caseLimits.unpackedBytes / 2) {
        body = bodies.length
        places.set(key, body)
        reserved += bytes.length
        bodies.push(await gzip(JSON.stringify(redactBody(bytes, plain, redactor))))
      }
      complete &&= body !== null
    }
    await add({ ...redactor.exchange(plain), body })
  }
  for (const packed of bodies) await add(JSON.parse((await gunzip(packed)).toString('utf8')) as Body)
  if (unpacked > caseLimits.unpackedBytes || parts.length > caseLimits.parts)
    throw new CompanionError('usage', 'This case is larger than a recording may be; record a shorter window.', {
      bytes: unpacked,
      parts: parts.length,
    })

  const jobs = jobsInOrder(held)
  const manifest = Manifest.parse({
    program: { name: 'coval-companion', version: programVersion, node: process.version },
    phoenix: redactor.phoenixVersion(phoenix),
    recordedAt: redactor.time((jobs[0]?.startedAt ?? new Date(0)).toISOString()),
    startedAt: Object.fromEntries(jobs.map(({ kind, startedAt }) => [kind, redactor.time(startedAt.toISOString())])),
    level,
    connection: { host: redactor.host(held.host), project: redactor.project(held.project), keyConfigured: held.keyConfigured },
    request: redactor.request(held.request),
    complete,
    redaction: redactor.report(),
    swept: sweeper.secrets,
    unfaithful: redactor.unfaithful,
    parts,
  })
  const second = await packLine('manifest', JSON.stringify(manifest), sweeper)
  const header = await packLine('header', JSON.stringify({ 'coval-case': caseFormat, manifest: second.sha256 }), sweeper)
  return {
    ...{ level, manifest, lines: [header, second, ...lines] },
    ...{ secretsSwept: sweeper.secrets, secretsTooShort: sweeper.tooShort },
  }
}

export const fileOf = (built: BuiltCase): Buffer => Buffer.concat(built.lines.map(({ packed }) => packed))

/** Lines as they would be written, from `offset` on. */
export async function readLines(built: BuiltCase, offset: number, limit: number): Promise<{ line: BuiltLine; text: string }[]> {
  return Promise.all(
    built.lines
      .slice(offset, offset + limit)
      .map(async (line) => ({ line, text: (await gunzip(line.packed)).toString('utf8').trimEnd() })),
  )
}

function saltedHash(): (text: string) => Uint8Array {
  const salt = randomBytes(32)
  return (text) => createHmac('sha256', salt).update(text).digest()
}

async function packLine(kind: BuiltLine['kind'], text: string, sweeper: Sweeper): Promise<BuiltLine & { sha256: string }> {
  const spelling = sweeper.find(text)
  if (spelling !== null)
    throw new CompanionError(
      'recording-secret',
      `The recording would hold a secret (${spelling}) in its part "${kind}"; nothing was written.`,
      {
        part: kind,
        spelling,
      },
    )
  const line = Buffer.from(`${text}\n`, 'utf8')
  const sha256 = createHash('sha256').update(line).digest('hex')
  return { kind, bytes: line.length, sha256, packed: await gzip(line) }
}

async function collectCaseIds(exchanges: readonly CapturedExchange[]): Promise<Set<string>> {
  const ids = new Set<string>()
  for (const exchange of exchanges) {
    const text = exchange.body === null ? '' : (await unpackBody(exchange)).toString('utf8')
    for (const id of collectIds([exchange.path, text])) ids.add(id)
  }
  return ids
}

const unpackBody = async ({ body }: CapturedExchange): Promise<Buffer> =>
  body === null ? Buffer.alloc(0) : body.encoding === 'gzip' ? gunzip(body.bytes) : body.bytes

/** Answers of the same bytes to different questions are redacted differently. */
const bodyKey = ({ target, status }: Exchange): string => `${target.split('?')[0]} ${status !== null && status < 300}`

function redactBody(bytes: Buffer, exchange: Exchange, redactor: Redactor): Body {
  const text = decodeUtf8(bytes)
  if (text === null && redactor.level === 'everything')
    return { kind: 'body', encoding: 'base64', text: bytes.toString('base64') }
  return { kind: 'body', encoding: 'utf8', text: redactor.body(text ?? bytes.toString('utf8'), exchange) }
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Answers are text as a rule; the bytes of this one are kept in another form.
    return null
  }
}

const pathPrefix = (host: string): string => new URL(host).pathname.replace(/\/+$/, '')

/** Recordings are served without the host's prefix; a redirect may lead out of it. */
const belowHost = (path: string, prefix: string): string => (path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path)
