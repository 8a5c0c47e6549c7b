import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ReplayProject } from '../../electron/engine/replay/rows.ts'
import { parsePhoenixPage } from '../../shared/otlp/phoenix-wire.ts'
import type { Span } from '../../shared/otlp/span.ts'
import { readCasePages } from './case-pages.ts'
import { readSentSpans } from './sent-spans.ts'

const recordings = path.join(import.meta.dirname, '..', 'recordings', 'corpus')

/** One simulation of a recording, and what an import of it must find. */
export interface RecordedSimulation {
  readonly simulation_id: string
  readonly where: string
  readonly case?: string
  readonly window_start_unix_nano: string
  readonly window_end_unix_nano: string
  readonly expected_spans_trace_level_exact: number
  readonly expected_spans_as_phoenix_returns_them: number
  readonly expected_trace_ids: readonly string[]
}

export interface RecordedManifest {
  readonly spans_total: number
  readonly traces_total: number
  readonly simulations: readonly RecordedSimulation[]
}

const inRecordings = (...parts: string[]): string => path.join(recordings, ...parts)

export const corpusProjects: readonly string[] = readdirSync(inRecordings('dev'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

/** Two projects are the demo's, which is such a case, too; nothing is there twice. */
const ofDemo: ReadonlySet<string> = new Set(['busy-agent', 'near-miss-agent'])

/** The case that holds every page of a project, and may hold those of others. */
export const caseOfProject = (project: string): string =>
  ofDemo.has(project)
    ? path.join(recordings, '..', '..', '..', 'recordings', 'demo.cvcase')
    : inRecordings('dev', project, 'answers.cvcase')

/** The answers of Phoenix, first page first. */
export function readCorpusPages(project: string): string[] {
  if (!corpusProjects.includes(project)) throw new Error(`no recorded project is named ${project}`)
  return readCasePages(caseOfProject(project), project)
}

/** Recorded projects, for a server that answers from them. */
export const readCorpusProjects = (names: readonly string[]): ReplayProject[] =>
  [...names].sort().map((name) => ({ name, pages: readCorpusPages(name) }))

/** What came with each page, and its size and checksum as Phoenix answered it: a witness beside the cases. */
export interface RecordedPage {
  readonly url: string
  readonly status: number
  readonly bytes: number
  readonly next_cursor: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly sha256: string
}

export const readPageFacts = (project: string): RecordedPage[] =>
  JSON.parse(readFileSync(inRecordings('dev', project, 'pages.json'), 'utf8')) as RecordedPage[]

const known = new Map<string, readonly Span[]>()

/** Every span of a project, in Phoenix's order. */
export function readCorpusSpans(project: string): readonly Span[] {
  const spans = known.get(project) ?? readCorpusPages(project).flatMap((page) => parsePhoenixPage(page).spans)
  known.set(project, spans)
  return spans
}

export const readCorpusManifest = (project: string): RecordedManifest =>
  JSON.parse(readFileSync(inRecordings('dev', project, 'manifest.json'), 'utf8')) as RecordedManifest

/** The spans of a simulation's window: start inclusive, end exclusive, to the microsecond. */
export function spansOfWindow(project: string, simulation: RecordedSimulation): Span[] {
  const [start, end] = windowOf(simulation)
  return readCorpusSpans(project).filter((span) => span.startTime >= start && span.startTime < end)
}

/** Cut to the microsecond, as the query of the import carries it. */
export const windowOf = (simulation: RecordedSimulation): [bigint, bigint] => [
  (BigInt(simulation.window_start_unix_nano) / 1000n) * 1000n,
  (BigInt(simulation.window_end_unix_nano) / 1000n) * 1000n,
]

export const readSent = (project: string): Promise<Span[]> => readSentSpans(inRecordings('dev', project, 'sent.jsonl.gz'))

/** One odd request and what Phoenix answered. */
export interface RecordedAnswer {
  readonly case: string
  readonly request: { readonly method: string; readonly url: string }
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** All of `errors/` but the table of filters. */
export const readRecordedAnswers = (): RecordedAnswer[] =>
  readdirSync(inRecordings('errors'))
    .filter((name) => name.endsWith('.json') && name !== 'filters.json')
    .map((name) => JSON.parse(readFileSync(inRecordings('errors', name), 'utf8')) as RecordedAnswer)
