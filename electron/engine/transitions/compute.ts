import { CompanionError, type ErrorCode } from '../../../shared/contract/errors.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { MissingSource, StateKeyChoice, TransitionMode } from '../../../shared/contract/transitions.ts'
import { kindKeys } from '../../../shared/trace/kind.ts'
import { countOccurrences, type SimulationTrace, type TraceSpan } from '../../../shared/trace/model.ts'
import { joinShaped, type ShapedColumns, ShapeReader, traceOfShapes } from '../../../shared/trace/shaped-spans.ts'
import { toolNameKeys } from '../../../shared/trace/tokens.ts'
import { type FoldedTransitions, foldRareStates } from '../../../shared/trace/transition-view.ts'
import {
  agentKeys,
  directlyFollows,
  firstFailures,
  type LoggedSimulation,
  type LoggedSpans,
  type StateKey,
} from '../../../shared/trace/transitions.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { NativeGroupFacts, Store } from '../store/types.ts'
import type { SpanSources } from '../trace/span-sources.ts'

export interface TransitionQuestion {
  readonly sources: 'all' | readonly SpanSource[]
  readonly mode: TransitionMode
  readonly key: StateKeyChoice
  readonly mostStates: number | null
}

export interface ComputedTransitions {
  readonly transitions: FoldedTransitions
  /** By `Transitions.simulations`. */
  readonly sources: readonly SpanSource[]
  readonly titles: readonly string[]
  readonly spans: number
  /** Of spans that share their ids, all but the first of each, numbered from 1 in the order of the outline. */
  readonly occurrences: ReadonlyMap<TraceSpan, number>
  readonly partial: number
  readonly missing: readonly MissingSource[]
  /** There are more native traces than were looked at. */
  readonly moreNative: boolean
}

/** Which attributes a state is made of; nothing else is read of them. */
function keysOf(key: StateKeyChoice): string[] {
  switch (key.by) {
    case 'kind':
    case 'name':
    case 'unnumbered':
      return [...kindKeys]
    case 'tool':
      return [...kindKeys, ...toolNameKeys]
    case 'agent':
      return [...agentKeys]
    case 'attribute':
      return [key.attribute]
  }
}

/** What `all` means, and how it is read many at a time; imports that `readMany` leaves out are read one by one. */
export type TransitionStore = Pick<Store, 'listImports' | 'readMany' | 'listNative' | 'readManyNative'>

/** Native simulations of one heatmap, the latest ones. */
const mostNative = 5000

/** How a source that was asked for says that it is not there (any more). */
const gone = new Set<ErrorCode>(['usage', 'no-longer-held', 'recording-gone'])

/**
 * The transitions of simulations, imported and native ones alike. They are read many at a time, of their spans only what makes
 * the state. A chosen one that is gone is left out and told; throws what its reading threw where none is left.
 */
export async function computeTransitions(
  store: TransitionStore,
  spanSources: SpanSources,
  question: TransitionQuestion,
): Promise<ComputedTransitions> {
  const keys = keysOf(question.key)
  const records = new Map((await store.listImports()).map((record) => [record.importId, record]))
  const natives = question.sources === 'all' ? await store.listNative(mostNative) : { groups: [], more: false }
  const wanted = question.sources === 'all' ? everySource(records.keys(), natives.groups) : question.sources
  const shaped = await readShaped(store, wanted, natives.groups, keys)
  const shapes = new ShapeReader()
  const log: LoggedSpans[] = []
  const sources: SpanSource[] = []
  const titles: string[] = []
  const missing: MissingSource[] = []
  const occurrences = new Map<TraceSpan, number>()
  let spans = 0
  let partial = 0
  let failure: CompanionError | null = null
  for (const source of wanted) {
    const record = source.kind === 'import' ? records.get(source.importId) : undefined
    const columns = shaped.get(source)
    let trace: SimulationTrace
    let title = record?.simulation ?? (source.kind === 'native' ? source.id : (record?.importId ?? ''))
    let isPartial = (record?.partial ?? null) !== null
    if (columns !== undefined) trace = traceOfShapes(columns, shapes)
    else {
      try {
        const other = await spanSources.outlinedTrace(source, keys)
        trace = other.trace
        title = record?.simulation ?? other.header.title
        isPartial ||= other.header.partial !== null
      } catch (error) {
        if (!(error instanceof CompanionError) || !gone.has(error.code)) throw error
        failure ??= error
        missing.push({ source, message: error.message })
        continue
      }
    }
    spans += trace.spans.length
    countOccurrences(trace.spans, occurrences)
    if (isPartial) partial++
    // Two imports may be of one simulation: the log tells them apart.
    log.push({ id: `${log.length}`, tree: { trace } })
    sources.push(source)
    titles.push(title)
  }
  if (log.length === 0 && failure !== null) throw failure
  const key: StateKey = question.key
  const computed = question.mode === 'directly-follows' ? directlyFollows(log, key) : firstFailures(withTrees(log), key)
  const transitions = question.mostStates === null ? { ...computed, folded: null } : foldRareStates(computed, question.mostStates)
  return { transitions, sources, titles, spans, occurrences, partial, missing, moreNative: natives.more }
}

/** Every import, then every native simulation; a native trace that names none is no simulation that we know of. */
const everySource = (importIds: Iterable<string>, groups: readonly NativeGroupFacts[]): SpanSource[] => [
  ...[...importIds].map((importId) => ({ kind: 'import' as const, importId })),
  ...groups.flatMap(({ simulation }) =>
    simulation === null ? [] : [{ kind: 'native' as const, by: 'simulation' as const, id: simulation }],
  ),
]

/** What can be read many at a time: imports of the store, and the native simulations of `groups`. */
async function readShaped(
  store: TransitionStore,
  wanted: readonly SpanSource[],
  groups: readonly NativeGroupFacts[],
  keys: readonly string[],
): Promise<Map<SpanSource, ShapedColumns>> {
  const imports = await store.readMany(
    wanted.flatMap((source) => (source.kind === 'import' ? [source.importId] : [])),
    keys,
  )
  const traceIds = new Map(groups.flatMap(({ simulation, traceIds }) => (simulation === null ? [] : [[simulation, traceIds]])))
  const traces = await store.readManyNative([...traceIds.values()].flat(), keys)
  const shaped = new Map<SpanSource, ShapedColumns>()
  for (const source of wanted) {
    const parts =
      source.kind === 'import'
        ? [imports.get(source.importId)]
        : source.kind === 'native' && source.by === 'simulation'
          ? (traceIds.get(source.id) ?? []).map((traceId) => traces.get(traceId))
          : []
    const [first, ...rest] = parts.filter((part) => part !== undefined)
    if (first !== undefined) shaped.set(source, joinShaped([first, ...rest]))
  }
  return shaped
}

/** One after another: a failure is told by what stands below it, and no tree is needed for longer than its own simulation. */
function* withTrees(log: readonly LoggedSpans[]): Generator<LoggedSimulation> {
  for (const { id, tree } of log) yield { id, tree: buildTree(tree.trace) }
}
