import { CompanionError } from '../../../shared/contract/errors.ts'
import { readTraceFile, type TraceFileFormat } from '../../../shared/otlp/otlp-json-read.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros, unixNano } from '../../../shared/otlp/time.ts'
import { unseen } from '../../../shared/otlp/unseen.ts'
import { caseLimits, traceFileValues } from '../../../shared/recording/limits.ts'
import { scanJson } from '../../../shared/recording/scan-json.ts'
import { startReplayServer } from '../replay/server.ts'

export interface ServedTraceFile {
  readonly url: string
  readonly project: string
  readonly spans: number
  /** From the first start to the last, both inside; null for a file without spans. */
  readonly window: { readonly start: string; readonly end: string } | null
  /** What such a file cannot tell, in whole sentences. */
  readonly limits: readonly string[]
  close(): Promise<void>
}

const formatWords: Record<TraceFileFormat, string> = {
  otlp: 'OTLP JSON, as the collector or an SDK writes it',
  'phoenix-otlp': 'Phoenix’s OTLP download',
  'phoenix-page': 'one answer of Phoenix',
  'phoenix-spans': 'Phoenix’s JSONL download',
}

/**
 * Serves a file of spans on loopback, as a Phoenix that does not say its version: its filters are not asked for, every span is read.
 * @throws CompanionError `recording-unreadable` for any other file
 */
export async function serveTraceFile(text: string): Promise<ServedTraceFile> {
  const problem = scanJson(text, { ...caseLimits, values: traceFileValues })
  if (problem !== null) throw unreadable(`it is ${problem}`)
  const read = readTraceFile(text)
  if (!read.ok) throw unreadable(read.line === null ? read.problem : `line ${read.line}: ${read.problem}`)
  const spans = unseen(read.spans, new Set())
  const project = projectOf(spans)
  const newestFirst = [...spans].sort((a, b) => (a.startTime < b.startTime ? 1 : a.startTime > b.startTime ? -1 : 0))
  const server = await startReplayServer({
    recordings: [{ name: project, pages: [writePhoenixPage(newestFirst)] }],
    version: null,
  })
  const [last, first] = [newestFirst[0], newestFirst.at(-1)]
  return {
    url: server.url,
    project,
    spans: spans.length,
    window: first && last ? { start: toIsoMicros(first.startTime), end: toIsoMicros(unixNano(last.startTime + 1000n)) } : null,
    limits: limitsOf(read.format, spans, read.malformed.length, read.more),
    close: () => server.close(),
  }
}

function limitsOf(format: TraceFileFormat, spans: readonly Span[], malformed: number, more: boolean): string[] {
  const limits = [
    `This is ${formatWords[format]}: it holds spans and no requests, so nothing is known of the host, its version, failures and timings.`,
    'It names no window: every span of the file counts as inside it, and spans outside the file cannot be near misses.',
    'What the documented limits would leave cannot be told, because Phoenix counts its newest stored spans, of everybody.',
  ]
  if (spans.some(({ resource }) => resource.size > 0))
    limits.push(
      'Its resource attributes are left out, because Phoenix does not keep them: an id that stands only there is not found.',
    )
  if (malformed > 0) limits.push(`${malformed} of its spans cannot be read.`)
  if (more) limits.push('It is one page of several: spans may be missing.')
  return limits
}

function projectOf(spans: readonly Span[]): string {
  for (const { resource } of spans) {
    const name = resource.get('openinference.project.name')
    if (typeof name === 'string' && /^[^/?#]{1,200}$/.test(name.trim())) return name.trim()
  }
  return 'file'
}

const unreadable = (problem: string): CompanionError =>
  new CompanionError('recording-unreadable', `The file cannot be read: ${problem}`, { problem })
