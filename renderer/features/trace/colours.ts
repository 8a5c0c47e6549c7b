import type { TraceKind } from '../../../shared/trace/kind.ts'
import { isLlmSpan, type TraceSpan } from '../../../shared/trace/model.ts'
import { tokensOf } from '../../../shared/trace/tokens.ts'
import type { Colouring } from '../../stores/trace-location.ts'

/** Spans of no known type take one of these by their name, so that each name has a colour of its own. */
const otherShades = 4

/** Steps of the scale of tokens; a step is half as many as the next. */
export const tokenSteps = 5

/** The name of a colour: `--kind-llm`, `--status-error`, `--tokens-3`. Defined in trace.module.css for both themes. */
export type ColourName = `--${string}`

export const kindColour = (kind: TraceKind): ColourName => (kind === 'other' ? '--kind-other-0' : `--kind-${kind}`)

/** The colour of each span, by index into `names`. */
export interface SpanColours {
  readonly names: readonly ColourName[]
  readonly of: Uint8Array
  /** The largest number of tokens of one LLM span; 0 where none counts. */
  readonly mostTokens: number
}

export function colourSpans(spans: readonly TraceSpan[], by: Colouring): SpanColours {
  const names: ColourName[] = []
  const places = new Map<ColourName, number>()
  const of = new Uint8Array(spans.length)
  const put = (index: number, name: ColourName) => {
    const known = places.get(name)
    if (known === undefined) places.set(name, names.push(name) - 1)
    of[index] = known ?? names.length - 1
  }
  const tokens = by === 'tokens' ? spans.map(tokenCount) : []
  const mostTokens = tokens.reduce((most: number, count) => Math.max(most, count ?? 0), 0)
  for (const span of spans) {
    if (by === 'type') put(span.index, span.kind === 'other' ? otherColour(span.phoenixName) : kindColour(span.kind))
    else if (by === 'status') put(span.index, `--status-${span.status.toLowerCase()}`)
    else put(span.index, tokenColour(tokens[span.index] ?? null, mostTokens))
  }
  return { names, of, mostTokens }
}

/** Input and output of one LLM call; null for other spans, and where the call does not say. */
export function tokenCount(span: TraceSpan): number | null {
  if (!isLlmSpan(span)) return null
  const { input, output } = tokensOf(span)
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0)
}

/** The least number of tokens of a step of the scale. */
export const tokenFloor = (step: number, most: number): number => (step === 0 ? 0 : Math.ceil(most / 2 ** (tokenSteps - step)))

function tokenColour(count: number | null, most: number): ColourName {
  if (count === null) return '--tokens-none'
  for (let step = tokenSteps - 1; step > 0; step--) if (count >= tokenFloor(step, most)) return `--tokens-${step}`
  return '--tokens-0'
}

function otherColour(name: string): ColourName {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = (hash * 31 + name.charCodeAt(at)) | 0
  return `--kind-other-${Math.abs(hash) % otherShades}`
}
