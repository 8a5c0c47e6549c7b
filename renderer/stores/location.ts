import { aliasBuckets } from '../../shared/contract/alias-buckets.ts'
import type { AliasBucket } from '../../shared/contract/aliases.ts'
import type { LimitsMode, WindowRequest } from '../../shared/contract/import.ts'
import type { TraceVerdict } from '../../shared/contract/preview.ts'
import type { SpanSource } from '../../shared/contract/source.ts'
import type { AnalysisLocation } from './analysis-location.ts'
import { analysisEntries, parseAnalysis, startAnalysis } from './analysis-location.ts'
import type { RecordingsLocation } from './recordings-location.ts'
import { parseRecordings, recordingsEntries, startRecordings } from './recordings-location.ts'
import { formatSource, parseSource } from './span-source.ts'
import type { TraceLocation } from './trace-location.ts'
import { parseTrace, startTrace, traceEntries } from './trace-location.ts'

export const views = [
  'preview',
  'mapping',
  'checks',
  'simulations',
  'trace',
  'metrics',
  'heatmap',
  'recordings',
  'connection',
] as const
export type View = (typeof views)[number]

export const previewTabs = ['traces', 'near-misses', 'simulations'] as const
export type PreviewTab = (typeof previewTabs)[number]

/** A field that the view opens with. */
export const focuses = ['key', 'project', 'test', 'store', 'window'] as const
export type Focus = (typeof focuses)[number]

/**
 * Everything of the page that a link can carry. What destroys or decides (replacing an import, a key, a host) is not
 * in here on purpose: a link may fill the form, never act.
 */
export interface AppLocation {
  readonly view: View
  readonly simulation: string
  readonly window: WindowRequest
  readonly limits: LimitsMode
  /** Seconds. */
  readonly budget: number
  readonly tab: PreviewTab | null
  readonly verdict: TraceVerdict | null
  readonly text: string
  /** A column, with `-` before it for descending. */
  readonly sort: string | null
  /** Milliseconds since the epoch. */
  readonly brush: readonly [number, number] | null
  readonly trace: string | null
  readonly span: string | null
  readonly importId: string | null
  readonly rule: string | null
  readonly bucket: AliasBucket | null
  readonly rules: readonly string[]
  readonly search: string
  /** The connection that the page works with; null for the engine's own choice. */
  readonly connection: string | null
  /** The connection that the Connection view shows; `new` for one to be made. */
  readonly edit: string | null
  readonly focus: Focus | null
  /** The simulation that viewer and metrics look at; null for `importId`, else the newest. */
  readonly source: SpanSource | null
  /** Of the trace viewer. */
  readonly viewer: TraceLocation
  /** Of Metrics and Heatmap. */
  readonly analysis: AnalysisLocation
  /** Of Recordings. */
  readonly recordings: RecordingsLocation
}

export const startLocation: AppLocation = {
  view: 'preview',
  simulation: '',
  window: { kind: 'find' },
  limits: 'simulation',
  budget: 90,
  tab: null,
  verdict: null,
  text: '',
  sort: null,
  brush: null,
  trace: null,
  span: null,
  importId: null,
  rule: null,
  bucket: null,
  rules: [],
  search: '',
  connection: null,
  edit: null,
  focus: null,
  source: null,
  viewer: startTrace,
  analysis: startAnalysis,
  recordings: startRecordings,
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null

function readWindow(text: string | null): WindowRequest {
  const last = /^last-(\d{1,7})$/.exec(text ?? '')
  if (last && Number(last[1]) > 0) return { kind: 'last', seconds: Number(last[1]) }
  const [start, end] = (text ?? '').split('~')
  if (start && end && !Number.isNaN(Date.parse(start)) && !Number.isNaN(Date.parse(end))) return { kind: 'exact', start, end }
  return { kind: 'find' }
}

function writeWindow(window: WindowRequest): string {
  if (window.kind === 'find') return ''
  return window.kind === 'last' ? `last-${window.seconds}` : `${window.start}~${window.end}`
}

function readBrush(text: string | null): readonly [number, number] | null {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '')
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  return from < to ? [from, to] : null
}

/** Reads `#/preview?sim=…`; anything unknown or malformed falls back to the start, because a link is hostile input. */
export function parseLocation(hash: string): AppLocation {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const parameters = new URLSearchParams(query)
  const budget = Number(parameters.get('budget') ?? startLocation.budget)
  const view = oneOf(views, path) ?? startLocation.view
  const span = parameters.get('span')
  return {
    view,
    simulation: parameters.get('sim') ?? '',
    window: readWindow(parameters.get('window')),
    limits: parameters.get('limits') === 'documented' ? 'documented' : 'simulation',
    budget: budget > 0 && budget <= 3600 ? budget : startLocation.budget,
    tab: oneOf(previewTabs, parameters.get('tab')),
    verdict: oneOf(['matched', 'other-simulation', 'no-id'] as const, parameters.get('verdict')),
    text: parameters.get('text') ?? '',
    sort: parameters.get('sort'),
    brush: readBrush(parameters.get('brush')),
    trace: parameters.get('trace'),
    span: view === 'trace' ? null : span,
    importId: parameters.get('import'),
    rule: parameters.get('rule'),
    bucket: oneOf(aliasBuckets, parameters.get('bucket')),
    rules: parameters.get('rules')?.split(',').filter(Boolean) ?? [],
    search: parameters.get('search') ?? '',
    connection: parameters.get('connection'),
    edit: parameters.get('edit'),
    focus: oneOf(focuses, parameters.get('focus')),
    source: parseSource(parameters.get('source')),
    viewer: view === 'trace' ? parseTrace(parameters) : startTrace,
    analysis: parseAnalysis(parameters),
    recordings: parseRecordings(parameters),
  }
}

/** The inverse of `parseLocation`; what is at its default is left out, so that links stay short. */
export function formatLocation(location: AppLocation): string {
  const entries: [string, string | null][] = [
    ['connection', location.connection],
    ['sim', location.simulation],
    ['window', writeWindow(location.window)],
    ['limits', location.limits === startLocation.limits ? null : location.limits],
    ['budget', location.budget === startLocation.budget ? null : String(location.budget)],
    ['tab', location.tab],
    ['verdict', location.verdict],
    ['text', location.text],
    ['sort', location.sort],
    ['brush', location.brush ? `${Math.round(location.brush[0])}-${Math.round(location.brush[1])}` : null],
    ['trace', location.trace],
    ['span', location.view === 'trace' ? null : location.span],
    ['import', location.importId],
    ['rule', location.rule],
    ['bucket', location.bucket],
    ['rules', location.rules.join(',')],
    ['search', location.search],
    ['edit', location.edit],
    ['focus', location.focus],
    ['source', location.source && formatSource(location.source)],
    ...(location.view === 'trace' ? traceEntries(location.viewer) : []),
    ...(location.view === 'metrics' || location.view === 'heatmap' ? analysisEntries(location.analysis) : []),
    ...recordingsEntries(location.recordings),
  ]
  const parameters = new URLSearchParams(entries.filter((entry): entry is [string, string] => Boolean(entry[1])))
  const query = parameters.toString()
  return `#/${location.view}${query ? `?${query}` : ''}`
}
