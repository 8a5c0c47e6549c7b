import { count } from './metric.ts'
import { compareSpans, isLlmSpan, type SimulationTrace, type TraceSpan, traceOfFacts } from './model.ts'
import { modelOf, sumTokens, type TokenUsage, tokensOf, toolNameOf } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/** What was reported twice, so that no figure counts it twice. */
export interface Repeats {
  /** By index of an LLM span that tells the tokens of another one again: that other one. */
  readonly of: ReadonlyMap<number, number>
  /** LLM spans within another whose counts differ: both count, and the reader has to know. */
  readonly differing: number
}

/**
 * The spans with each id of a trace once: the first in order (start, end), which is also the one that has the children. What was
 * stored twice is measured once.
 */
export function withoutDuplicates(trace: SimulationTrace): { readonly trace: SimulationTrace; readonly dropped: number } {
  // Known parents mean that somebody has looked, and found no id twice.
  if (trace.parents !== undefined) return { trace, dropped: 0 }
  const firsts = new Map<string, TraceSpan>()
  for (const span of trace.spans) {
    const id = idOf(span)
    const first = firsts.get(id)
    if (first === undefined || compareSpans(span, first) < 0) firsts.set(id, span)
  }
  const dropped = trace.spans.length - firsts.size
  if (dropped === 0) return { trace, dropped }
  return { trace: traceOfFacts(trace.spans.filter((span) => firsts.get(idOf(span)) === span)), dropped }
}

const idOf = (span: TraceSpan): string => `${span.traceId} ${span.spanId}`

/**
 * Finds LLM spans that repeat another: a later one of the same id, and one that lies within an LLM span (two instrumentations of one
 * call, or a call and its attempts). The outer one counts where the inner one has the same counts, or all inner ones together
 * have. A tool call or an agent between them makes the inner one a call of its own. O(n).
 */
export function findRepeats(tree: SpanTree): Repeats {
  const { spans } = tree.trace
  const of = duplicatesOf(tree)
  const around = new Int32Array(spans.length).fill(-1)
  const within = new Map<number, number[]>()
  for (const index of tree.order) {
    const above = tree.parent[index] ?? -1
    const parent = spans[above]
    if (parent === undefined) continue
    const isCall = isLlmSpan(parent) && isCounted(parent) && !of.has(above)
    const outer = isCall ? above : parent.kind === 'llm_tool_call' || parent.kind === 'agent' ? -1 : (around[above] ?? -1)
    around[index] = outer
    const span = spans[index]
    if (outer < 0 || span === undefined || of.has(index) || !isLlmSpan(span) || !isCounted(span)) continue
    const inner = within.get(outer)
    if (inner) inner.push(index)
    else within.set(outer, [index])
  }
  let differing = 0
  for (const [outer, inner] of within) {
    const whole = countsOf(spans[outer])
    const parts = inner.map((index) => countsOf(spans[index]))
    const sum = { input: sumOf(parts.map(({ input }) => input)), output: sumOf(parts.map(({ output }) => output)) }
    const all = isSame(sum, whole)
    for (const [place, index] of inner.entries()) {
      if (all || isSame(parts[place] ?? sum, whole)) of.set(index, outer)
      else differing++
    }
  }
  return { of, differing }
}

/** The spans that count: of those that repeat each other the outermost that is among them. */
export function countedOnce(spans: readonly TraceSpan[], { of }: Repeats): readonly TraceSpan[] {
  if (of.size === 0) return spans
  const chosen = new Set(spans.map((span) => span.index))
  return spans.filter(({ index }) => {
    for (let outer = of.get(index); outer !== undefined; outer = of.get(outer)) if (chosen.has(outer)) return false
    return true
  })
}

/** Usage by model of the spans that count, most tokens first; `model` null gathers those that name none, nor do their repeats. */
export function tokensByModel(tree: SpanTree, repeats: Repeats): { model: string | null; usage: TokenUsage }[] {
  const { spans } = tree.trace
  const models = new Map<number, string>()
  for (const [index, outer] of repeats.of) {
    const span = spans[index]
    const model = span === undefined ? null : modelOf(span)
    if (model !== null && !models.has(outer)) models.set(outer, model)
  }
  const byModel = new Map<string | null, TraceSpan[]>()
  for (const span of countedOnce(spans, repeats)) {
    if (!isLlmSpan(span)) continue
    const model = modelOf(span) ?? models.get(span.index) ?? null
    const same = byModel.get(model)
    if (same) same.push(span)
    else byModel.set(model, [span])
  }
  return [...byModel]
    .map(([model, same]) => ({ model, usage: sumTokens(same) }))
    .sort((a, b) => total(b.usage) - total(a.usage) || compareText(a.model ?? '', b.model ?? ''))
}

const total = (usage: TokenUsage): number => usage.input + usage.output
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What a reader of token counts has to know, in sentences; null for nothing. */
export function noteOf({ of, differing }: Repeats): string | null {
  const parts = [
    ...(of.size === 0 ? [] : [`${count(of.size, 'LLM span repeats', 'LLM spans repeat')} another’s tokens, which count once.`]),
    ...(differing === 0
      ? []
      : [`${count(differing, 'LLM span lies', 'LLM spans lie')} within another with other counts; both count.`]),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}

/** Two instrumentations of one tool call: the outer span stands for both. */
export function isRepeatedCall(tree: SpanTree, span: TraceSpan): boolean {
  const parent = tree.trace.spans[tree.parent[span.index] ?? -1]
  return span.kind === 'llm_tool_call' && parent?.kind === 'llm_tool_call' && toolNameOf(parent) === toolNameOf(span)
}

/** By index of a duplicate, the span of its id that stands in its place. */
function duplicatesOf(tree: SpanTree): Map<number, number> {
  const { spans } = tree.trace
  const of = new Map<number, number>()
  const duplicates = [...tree.problems].filter(([, problem]) => problem === 'duplicate').map(([index]) => index)
  if (duplicates.length === 0) return of
  const firsts = new Map(
    spans.filter(({ index }) => tree.problems.get(index) !== 'duplicate').map((span) => [idOf(span), span.index]),
  )
  for (const index of duplicates) {
    const span = spans[index]
    const first = span === undefined ? undefined : firsts.get(idOf(span))
    if (first !== undefined) of.set(index, first)
  }
  return of
}

interface Counts {
  readonly input: number
  readonly output: number
}

function isCounted(span: TraceSpan): boolean {
  const { input, output } = tokensOf(span)
  return input !== null || output !== null
}

function countsOf(span: TraceSpan | undefined): Counts {
  const tokens = span === undefined ? null : tokensOf(span)
  return { input: tokens?.input ?? 0, output: tokens?.output ?? 0 }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
const isSame = (a: Counts, b: Counts): boolean => a.input === b.input && a.output === b.output
