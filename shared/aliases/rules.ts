import type { AttributeMap, AttributeValue } from '../otlp/span.ts'
import { genAiOperation, genAiProvider } from './gen-ai-values.ts'

/** Adds `alias` beside `source`. */
export interface AliasRule {
  readonly id: string
  readonly source: string
  readonly alias: string
  readonly origin: 'page' | 'ours'
  /** Whether an LLM span can be expected to hold it. */
  readonly ofLlm: boolean
  /** What cannot be shown of an LLM span that holds neither name, as the start of a sentence with the count; page rules only. */
  readonly lacking: ((spans: string) => string) | null
  /** The alias must be a number to be of use. */
  readonly numeric: boolean
  /** Makes the alias's value where it is not the source's own. `undefined`: no alias for this span. */
  readonly convert?: (attributes: AttributeMap) => AttributeValue | undefined
}

/** The rules of Coval's page (spec 4); always on. */
export const pageRules: readonly AliasRule[] = [
  tokens('input-tokens', 'llm.token_count.prompt', 'gen_ai.usage.input_tokens'),
  tokens('output-tokens', 'llm.token_count.completion', 'gen_ai.usage.output_tokens'),
  text('input', 'input.value', 'input', (spans) => `No input can be shown for ${spans}`),
  text('output', 'output.value', 'output', (spans) => `No output can be shown for ${spans}`),
]

/**
 * Further rules, off unless switched on by id. From the table by which OpenInference itself writes GenAI attributes
 * (`_genai_conversion.py` of openinference-instrumentation), as far as it maps one attribute to one; reasoning tokens are not in
 * that table, their name is that of the GenAI semantic conventions.
 */
export const extraRules: readonly AliasRule[] = [
  ours('cache-read-tokens', 'llm.token_count.prompt_details.cache_read', 'gen_ai.usage.cache_read.input_tokens'),
  ours('cache-creation-tokens', 'llm.token_count.prompt_details.cache_write', 'gen_ai.usage.cache_creation.input_tokens'),
  ours('reasoning-tokens', 'llm.token_count.completion_details.reasoning', 'gen_ai.usage.reasoning.output_tokens'),
  ours('model', 'llm.model_name', 'gen_ai.request.model'),
  ours('provider', 'llm.provider', 'gen_ai.provider.name', genAiProvider),
  ours('operation', 'openinference.span.kind', 'gen_ai.operation.name', genAiOperation),
  ours('conversation', 'session.id', 'gen_ai.conversation.id'),
  { ...ours('agent-name', 'agent.name', 'gen_ai.agent.name'), ofLlm: false },
  { ...ours('tool-name', 'tool.name', 'gen_ai.tool.name'), ofLlm: false },
]

export const aliasRules: readonly AliasRule[] = [...pageRules, ...extraRules]

/** The rules that are on when `extra` are switched on, in the order in which they are applied. Unknown ids are ignored. */
export function enabledRules(extra: readonly string[] = []): readonly AliasRule[] {
  return extra.length === 0 ? pageRules : aliasRules.filter((rule) => rule.origin === 'page' || extra.includes(rule.id))
}

/** What a rule would write for a span; `undefined` where the source is missing or has the empty value. */
export function aliasValue(rule: AliasRule, attributes: AttributeMap): AttributeValue | undefined {
  const source = attributes.get(rule.source)
  if (source === undefined || source === null) return undefined
  return rule.convert ? rule.convert(attributes) : source
}

function tokens(id: string, source: string, alias: string): AliasRule {
  const lacking = (spans: string): string => `Token usage cannot be computed for ${spans}`
  return { id, source, alias, origin: 'page', ofLlm: true, lacking, numeric: true }
}

function text(id: string, source: string, alias: string, lacking: (spans: string) => string): AliasRule {
  return { id, source, alias, origin: 'page', ofLlm: true, lacking, numeric: false }
}

function ours(id: string, source: string, alias: string, convert?: AliasRule['convert']): AliasRule {
  const rule: AliasRule = { id, source, alias, origin: 'ours', ofLlm: true, lacking: null, numeric: false }
  return convert ? { ...rule, convert } : rule
}
