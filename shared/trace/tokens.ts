import { attributeNumber, firstAttribute } from './attributes.ts'
import { isLlmSpan, type TraceSpan } from './model.ts'

/** Current name first, then OpenInference's, then the deprecated one. */
export const inputTokenKeys = ['gen_ai.usage.input_tokens', 'llm.token_count.prompt', 'gen_ai.usage.prompt_tokens'] as const
export const outputTokenKeys = [
  'gen_ai.usage.output_tokens',
  'llm.token_count.completion',
  'gen_ai.usage.completion_tokens',
] as const
export const cachedTokenKeys = ['gen_ai.usage.cache_read.input_tokens', 'llm.token_count.prompt_details.cache_read'] as const
export const reasoningTokenKeys = [
  'gen_ai.usage.reasoning.output_tokens',
  'llm.token_count.completion_details.reasoning',
] as const
export const modelKeys = ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'metrics.model'] as const

/** Tokens of LLM spans. `cached` is a part of `input` and `reasoning` a part of `output`; neither is ever added to them. */
export interface TokenUsage {
  readonly input: number
  readonly output: number
  readonly cached: number
  readonly reasoning: number
  /** LLM spans with an input or output count, of all LLM spans. */
  readonly counted: number
  readonly llmSpans: number
}

export interface SpanTokens {
  readonly input: number | null
  readonly output: number | null
  readonly cached: number | null
  readonly reasoning: number | null
}

export function tokensOf(span: TraceSpan): SpanTokens {
  const read = (keys: readonly string[]): number | null => {
    for (const key of keys) {
      const value = attributeNumber(span.attributes.get(key))
      if (value !== null && value >= 0) return value
    }
    return null
  }
  return {
    input: read(inputTokenKeys),
    output: read(outputTokenKeys),
    cached: read(cachedTokenKeys),
    reasoning: read(reasoningTokenKeys),
  }
}

/** The model that answered, else the one that was asked for; `unknown` is pipecat's way of not saying. */
export function modelOf(span: TraceSpan): string | null {
  for (const key of modelKeys) {
    const model = span.attributes.get(key)?.trim()
    if (model && model !== 'unknown') return model
  }
  return null
}

/** Sums over LLM spans only: agent spans repeat the totals of the calls below them. Which LLM spans repeat another is `countedOnce`'s matter. */
export function sumTokens(spans: Iterable<TraceSpan>): TokenUsage {
  const sum = { input: 0, output: 0, cached: 0, reasoning: 0, counted: 0, llmSpans: 0 }
  for (const span of spans) {
    if (!isLlmSpan(span)) continue
    const tokens = tokensOf(span)
    sum.llmSpans++
    if (tokens.input !== null || tokens.output !== null) sum.counted++
    sum.input += tokens.input ?? 0
    sum.output += tokens.output ?? 0
    sum.cached += tokens.cached ?? 0
    sum.reasoning += tokens.reasoning ?? 0
  }
  return sum
}

export const toolNameKeys = [
  'function.name',
  'tool_call.function.name',
  'gen_ai.tool.name',
  'tool.name',
  'tool_call',
  'tool_call.name',
] as const

/** The tool that a tool-call span called, else what its name says after `execute_tool`. */
export function toolNameOf(span: TraceSpan): string {
  return firstAttribute(span.attributes, toolNameKeys) ?? span.phoenixName.replace(/^execute_tool\s+/, '')
}
