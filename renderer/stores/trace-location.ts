import { type TraceKind, traceKinds } from '../../shared/trace/kind.ts'

export const traceViews = ['waterfall', 'flame', 'chat'] as const
export type TraceViewName = (typeof traceViews)[number]

export const colourings = ['type', 'status', 'tokens'] as const
export type Colouring = (typeof colourings)[number]

/** What the trace viewer keeps in the link, beside the source. */
export interface TraceLocation {
  readonly view: TraceViewName
  /** The selected span as `formatPlace` writes it; a trace's id alone stands for its first span. */
  readonly span: string | null
  readonly colour: Colouring
  /** Types of span that are shown; empty for all. */
  readonly kinds: readonly TraceKind[]
  /** Whether long idle gaps are cut; null where the simulation decides: cut when they are most of its time. */
  readonly cut: boolean | null
  /** The critical path is marked. */
  readonly path: boolean
  readonly find: string
  /** The id of the one trace that is shown; null for all. */
  readonly only: string | null
}

export const startTrace: TraceLocation = {
  view: 'waterfall',
  span: null,
  colour: 'type',
  kinds: [],
  cut: null,
  path: false,
  find: '',
  only: null,
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null

/** Reads what `traceEntries` wrote; anything unknown falls back to the start. */
export function parseTrace(parameters: URLSearchParams): TraceLocation {
  const gaps = parameters.get('gaps')
  const kinds = parameters.get('kinds')?.split(',') ?? []
  return {
    view: oneOf(traceViews, parameters.get('view')) ?? startTrace.view,
    span: parameters.get('span') || null,
    colour: oneOf(colourings, parameters.get('colour')) ?? startTrace.colour,
    kinds: traceKinds.filter((kind) => kinds.includes(kind)),
    cut: gaps === 'cut' ? true : gaps === 'whole' ? false : null,
    path: parameters.get('path') === 'critical',
    find: (parameters.get('find') ?? '').slice(0, 1000),
    only: parameters.get('only')?.slice(0, 64) || null,
  }
}

/** Parameters of a link; null for what is at its default. */
export function traceEntries(trace: TraceLocation): [string, string | null][] {
  return [
    ['view', trace.view === startTrace.view ? null : trace.view],
    ['span', trace.span],
    ['colour', trace.colour === startTrace.colour ? null : trace.colour],
    ['kinds', trace.kinds.join(',') || null],
    ['gaps', trace.cut === null ? null : trace.cut ? 'cut' : 'whole'],
    ['path', trace.path ? 'critical' : null],
    ['find', trace.find || null],
    ['only', trace.only],
  ]
}

/** A span within its source. `occurrence` tells spans apart that share their ids, in the order of the outline. */
export interface SpanPlace {
  readonly traceId: string
  readonly spanId: string
  readonly occurrence: number
}

/** `trace id/span id`, with `~1` and so on for the later ones of one id. */
export const formatPlace = ({ traceId, spanId, occurrence }: SpanPlace): string =>
  `${traceId}/${spanId}${occurrence > 0 ? `~${occurrence}` : ''}`

/** The inverse of `formatPlace`. `spanId` is empty where the text is a trace's id alone. */
export function parsePlace(text: string | null): SpanPlace | null {
  const match = /^([^/~]{1,64})(?:\/([^/~]{1,64})(?:~(\d{1,6}))?)?$/.exec(text ?? '')
  if (!match) return null
  return { traceId: match[1] ?? '', spanId: match[2] ?? '', occurrence: Number(match[3] ?? 0) }
}
