import { gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../../shared/contract/errors.ts'
import type { Body, Case, Exchange, RecordedJob } from '../../../shared/recording/format.ts'
import { answerKind } from '../../../shared/recording/redact-exchange.ts'
import { type Clock, createSkippingClock } from '../phoenix/clock.ts'
import type { ReplayProject } from '../replay/rows.ts'
import { type ScriptedAnswer, startReplayServer } from '../replay/server.ts'
import { sliceSpans } from '../replay/slice-spans.ts'

export interface ServedCase {
  readonly url: string
  /** Spans that the recorded answers hold, each counted once. */
  readonly spans: number
  /** A job of this kind begins: requests are answered as those of the recorded one were, from the first on, and by its clock. */
  begin(job: RecordedJob): Clock
  /** Why the last connection ended without an answer, where that was recorded: a loopback server cannot refuse as a network does. */
  takeFailure(): ErrorCode | null
  close(): Promise<void>
}

/**
 * Serves a case on loopback. A request that was recorded gets the recorded answers, one after the other, the last one for good; any
 * other request is answered from all recorded spans by the rules of a Phoenix. So what was asked decides the same, and new questions
 * (another simulation, another window) have answers as far as the spans go.
 */
export async function serveCase(held: Case): Promise<ServedCase> {
  let scripts = scriptsOf(held, null)
  const projects = projectsOf(held)
  let failure: ErrorCode | null = null
  let tell: (exchange: Exchange) => void = () => undefined
  const server = await startReplayServer({
    recordings: projects,
    version: held.manifest.phoenix,
    script: (target) => {
      const script = scripts.get(keyOf(target))
      const exchange = script && (script.length > 1 ? script.shift() : script[0])
      if (exchange === undefined) return null
      if (exchange.failure !== null) failure = exchange.failure
      tell(exchange)
      return answerOf(exchange, held.bodies)
    },
  })
  return {
    url: server.url,
    spans: projects.reduce((sum, { pages }) => sum + pages.reduce((spans, page) => spans + sliceSpans(page).length, 0), 0),
    begin(job) {
      scripts = scriptsOf(held, job)
      failure = null
      const clock = createSkippingClock()
      const own = held.exchanges.filter((exchange) => exchange.job === job)
      const begun = own.reduce((least, { startedMs }) => Math.min(least, startedMs), Number.POSITIVE_INFINITY)
      tell = (exchange) => {
        if (exchange.job === job) clock.reach(exchange.startedMs + exchange.elapsedMs - begun)
      }
      return clock
    },
    takeFailure() {
      const taken = failure
      failure = null
      return taken
    },
    close: () => server.close(),
  }
}

/**
 * What each request was answered, in order: to a job of this kind, where one of those asked it, else to whoever asked. One that was
 * no longer needed has no answer to give.
 */
function scriptsOf(held: Case, job: RecordedJob | null): Map<string, Exchange[]> {
  const own = scriptOf(held.exchanges.filter((exchange) => exchange.job === job))
  return new Map([...scriptOf(held.exchanges), ...own])
}

function scriptOf(exchanges: readonly Exchange[]): Map<string, Exchange[]> {
  const scripts = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    if (exchange.failure === 'cancelled') continue
    // An answer that did not fit into memory is made from the spans.
    if (exchange.body === null && exchange.failure === null) continue
    const key = keyOf(exchange.target)
    const script = scripts.get(key)
    if (script) script.push(exchange)
    else scripts.set(key, [exchange])
  }
  return scripts
}

/** The same request, in whatever order its parameters stand. */
function keyOf(target: string): string {
  const [path = '', query = ''] = target.split('?', 2)
  return `${path}?${query.split('&').sort().join('&')}`
}

function answerOf(exchange: Exchange, bodies: readonly Body[]): ScriptedAnswer {
  const body = exchange.body === null ? undefined : bodies[exchange.body]
  // A silence that used up the budget ends at once: whoever replays it need not wait for it again (see restoreFailures).
  if (exchange.status === null || body === undefined) return { kind: 'reset' }
  const bytes = Buffer.from(body.text, body.encoding)
  const { 'content-encoding': encoding, ...headers } = exchange.headers
  const packed = encoding === 'gzip'
  return {
    kind: 'answer',
    status: exchange.status,
    headers: {
      ...headers,
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
    },
    body: packed ? gzipSync(bytes, { level: 1 }) : bytes,
  }
}

/** Every recorded span once, by project: those of the whole window in its order, then those that only other questions showed. */
function projectsOf({ exchanges, bodies }: Case): ReplayProject[] {
  const byProject = new Map<string, Map<string, string>>()
  const ordered = [...exchanges].sort((a, b) => Number(isFiltered(a)) - Number(isFiltered(b)))
  for (const { target, status, body } of ordered) {
    const held = body === null ? undefined : bodies[body]
    if (answerKind(target) !== 'spans' || status !== 200 || held === undefined || held.encoding !== 'utf8') continue
    const project = projectIn(target)
    const spans = byProject.get(project) ?? new Map<string, string>()
    byProject.set(project, spans)
    for (const [id, raw] of readableSpans(held.text)) if (!spans.has(id)) spans.set(id, raw)
  }
  return [...byProject].map(([name, spans]) => ({
    name,
    pages: [`{"data":[${[...spans.values()].join(',')}],"next_cursor":null}`],
  }))
}

const isFiltered = ({ target }: Exchange): boolean => /[?&](?:trace_id|parent_id|attribute)=/.test(target)

function projectIn(target: string): string {
  const segment = /\/projects\/([^/?]*)\//.exec(target)?.[1] ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    // No name of a project; its spans are then found under the text as it is.
    return segment
  }
}

/** The spans of an answer that a server could have stored; what is no page has none. */
function readableSpans(text: string): [string, string][] {
  let raws: string[]
  try {
    raws = sliceSpans(text)
  } catch {
    // The answer itself is served as recorded; it only adds nothing to other questions.
    return []
  }
  return raws.flatMap((raw): [string, string][] => {
    const span = parse(raw)
    if (typeof span !== 'object' || span === null || !('span_id' in span) || !('trace_id' in span) || !('status' in span))
      return []
    const { span_id: spanId, trace_id: traceId, status } = span
    if (typeof spanId !== 'string' || typeof traceId !== 'string' || typeof status !== 'object' || status === null) return []
    return [[`${traceId} ${spanId}`, raw]]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
