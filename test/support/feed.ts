import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Span } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import { encodeTraceRequest } from './otlp-protobuf.ts'
import { readSentSpans } from './sent-spans.ts'

/** The recordings that live in the repository. */
export const corpus = path.join(import.meta.dirname, '..', 'recordings', 'corpus')

export interface FeedOptions {
  readonly url: string
  /** The recorded project: `support-agent`. */
  readonly recording: string
  /** The project to store it as; the recording's own name unless given. */
  readonly project?: string
  readonly apiKey?: string | null
  /** Moves every time so that the last span ended so many milliseconds ago. Ids stay. An import waits for what may follow a span of now. */
  readonly endedAgoMs?: number
  /** What is changed in each span before it is sent. */
  readonly change?: (span: Span) => Span
  readonly batch?: number
}

/** Sends a recorded project to a Phoenix by OTLP and waits until every span is stored. Answers the spans as they were sent. */
export async function feedRecording(options: FeedOptions): Promise<Span[]> {
  const sent = await readSentSpans(path.join(corpus, 'dev', options.recording, 'sent.jsonl.gz'))
  const recorded = options.change ? sent.map(options.change) : sent
  const { endedAgoMs } = options
  const spans = endedAgoMs === undefined ? recorded : shift(recorded, millisecondsAgo(endedAgoMs) - latestEnd(recorded))
  await sendSpans({ ...options, project: options.project ?? options.recording, spans })
  return spans
}

/** Sends spans in batches and waits until Phoenix has stored them all: its 200 comes before that. */
export async function sendSpans(options: {
  readonly url: string
  readonly project: string
  readonly spans: readonly Span[]
  readonly apiKey?: string | null
  readonly batch?: number
}): Promise<void> {
  const batch = options.batch ?? 200
  const headers = {
    'content-type': 'application/x-protobuf',
    ...(options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {}),
  }
  const resource = new Map([
    ['openinference.project.name', options.project],
    ['service.name', options.project],
  ])
  for (let at = 0; at < options.spans.length; at += batch) {
    const body = encodeTraceRequest(options.spans.slice(at, at + batch), resource)
    const response = await fetch(`${options.url}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(body) })
    if (!response.ok) throw new Error(`Phoenix did not take the spans: ${response.status} ${await response.text()}`)
  }
  const wanted = new Set(options.spans.map(({ spanId }) => spanId)).size
  const deadline = Date.now() + 60_000 + wanted * 100
  for (;;) {
    const stored = await countSpans(options)
    if (stored >= wanted) return
    if (Date.now() > deadline) throw new Error(`Phoenix stored ${stored} of ${wanted} spans of ${options.project} in time`)
    // Counting thousands of spans takes Phoenix seconds in which it stores none.
    await wait(Math.max(100, wanted))
  }
}

async function countSpans({ url, project, apiKey }: { url: string; project: string; apiKey?: string | null }): Promise<number> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  const seen = new Set<string>()
  let cursor: string | null = null
  do {
    const behind: string = cursor === null ? '' : `&cursor=${cursor}`
    const response = await fetch(`${url}/v1/projects/${encodeURIComponent(project)}/spans/otlpv1?limit=1000${behind}`, {
      headers,
    })
    // A project appears with its first stored span.
    if (response.status === 404) return 0
    if (!response.ok) throw new Error(`Phoenix did not count: ${response.status} ${await response.text()}`)
    const page = (await response.json()) as { data: { span_id: string }[]; next_cursor: string | null }
    for (const { span_id } of page.data) seen.add(span_id)
    cursor = page.next_cursor
  } while (cursor !== null)
  return seen.size
}

/** Moves every time of every span. */
export function shift(spans: readonly Span[], nanoseconds: bigint): Span[] {
  return spans.map((span) => ({
    ...span,
    startTime: unixNano(span.startTime + nanoseconds),
    endTime: unixNano(span.endTime + nanoseconds),
    events: span.events.map((event) => ({ ...event, time: unixNano(event.time + nanoseconds) })),
  }))
}

const millisecondsAgo = (milliseconds: number): bigint => BigInt(Date.now() - milliseconds) * 1_000_000n
const latestEnd = (spans: readonly Span[]): bigint =>
  spans
    .map(({ endTime }) => endTime)
    .sort((a, b) => Number(a - b))
    .at(-1) ?? 0n
