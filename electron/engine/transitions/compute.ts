import type { SpanSource } from '../../../shared/contract/source.ts'
import type { StateKeyChoice, TransitionMode } from '../../../shared/contract/transitions.ts'
import { kindKeys } from '../../../shared/trace/kind.ts'
import { countOccurrences, type TraceSpan } from '../../../shared/trace/model.ts'
import { ShapeReader, traceOfShapes } from '../../../shared/trace/shaped-spans.ts'
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
import type { Store } from '../store/types.ts'
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

/** The imports that `all` means, and how they are read many at a time; those that `readMany` leaves out are read one by one. */
export type TransitionStore = Pick<Store, 'listImports' | 'readMany'>

/** The transitions of simulations. Imports are read many at a time, of their spans only what makes the state. */
export async function computeTransitions(
  store: TransitionStore,
  spanSources: SpanSources,
  question: TransitionQuestion,
): Promise<ComputedTransitions> {
  const records = new Map((await store.listImports()).map((record) => [record.importId, record]))
  const wanted: readonly SpanSource[] =
    question.sources === 'all' ? [...records.keys()].map((importId) => ({ kind: 'import', importId })) : question.sources
  const keys = keysOf(question.key)
  const imports = await store.readMany(
    wanted.flatMap((source) => (source.kind === 'import' ? [source.importId] : [])),
    keys,
  )
  const shapes = new ShapeReader()
  const log: LoggedSpans[] = []
  const sources: SpanSource[] = []
  const titles: string[] = []
  const occurrences = new Map<TraceSpan, number>()
  let spans = 0
  let partial = 0
  for (const source of wanted) {
    const record = source.kind === 'import' ? records.get(source.importId) : undefined
    const columns = source.kind === 'import' ? imports.get(source.importId) : undefined
    // An import that is not there (any more) fails in words of its own.
    const other = columns === undefined ? await spanSources.outlinedTrace(source, keys) : null
    const trace = other?.trace ?? (columns === undefined ? null : traceOfShapes(columns, shapes))
    if (trace === null) continue
    spans += trace.spans.length
    countOccurrences(trace.spans, occurrences)
    if ((record?.partial ?? other?.header.partial ?? null) !== null) partial++
    const title = record?.simulation ?? other?.header.title ?? record?.importId ?? ''
    // Two imports may be of one simulation: the log tells them apart.
    log.push({ id: `${log.length}`, tree: { trace } })
    sources.push(source)
    titles.push(title)
  }
  const key: StateKey = question.key
  const computed = question.mode === 'directly-follows' ? directlyFollows(log, key) : firstFailures(withTrees(log), key)
  const transitions = question.mostStates === null ? { ...computed, folded: null } : foldRareStates(computed, question.mostStates)
  return { transitions, sources, titles, spans, occurrences, partial }
}

/** One after another: a failure is told by what stands below it, and no tree is needed for longer than its own simulation. */
function* withTrees(log: readonly LoggedSpans[]): Generator<LoggedSimulation> {
  for (const { id, tree } of log) yield { id, tree: buildTree(tree.trace) }
}
