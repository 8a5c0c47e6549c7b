import type { Span } from '../../shared/otlp/span.ts'

/** What one of Coval's four rules must come to, counted over the spans as they were sent. */
export interface SentRule {
  readonly source: string
  readonly alias: string
  readonly withSource: number
  readonly aliased: number
  readonly equal: number
  readonly conflicts: number
  /** LLM spans that carry neither name. */
  readonly lacking: number
}

/** The table of Coval's page. */
const table = [
  ['llm.token_count.prompt', 'gen_ai.usage.input_tokens'],
  ['llm.token_count.completion', 'gen_ai.usage.output_tokens'],
  ['input.value', 'input'],
  ['output.value', 'output'],
] as const

const isLlm = ({ attributes }: Span) => attributes.get('openinference.span.kind') === 'LLM'

/** Counts with nothing of the app's own code, so that the two can differ. */
export function countSentRules(spans: readonly Span[]): SentRule[] {
  return table.map(([source, alias]) => {
    const sources = spans.filter(({ attributes }) => attributes.has(source))
    const both = sources.filter(({ attributes }) => attributes.has(alias))
    const equal = both.filter(({ attributes }) => attributes.get(alias) === attributes.get(source))
    return {
      source,
      alias,
      withSource: sources.length,
      aliased: sources.length - both.length,
      equal: equal.length,
      conflicts: both.length - equal.length,
      lacking: spans.filter((span) => isLlm(span) && !span.attributes.has(source) && !span.attributes.has(alias)).length,
    }
  })
}

/** How many LLM spans were sent under each name, the most first. */
export function countSentNames(spans: readonly Span[]): [name: string, spans: number][] {
  const names = new Map<string, number>()
  for (const { name } of spans.filter(isLlm)) names.set(name, (names.get(name) ?? 0) + 1)
  return [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}
