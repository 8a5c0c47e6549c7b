import type { AttributeMap } from '../otlp/span.ts'

/** OpenInference's provider names under their GenAI names, where the two differ. */
const providers: ReadonlyMap<string, string> = new Map([
  ['aws', 'aws.bedrock'],
  ['google', 'gcp.gen_ai'],
  ['mistralai', 'mistral_ai'],
  ['xai', 'x_ai'],
])

/** `gen_ai.provider.name` from `llm.provider`, with `llm.system` telling Azure's and Google's two services apart. */
export function genAiProvider(attributes: AttributeMap): string | undefined {
  const provider = lowerText(attributes, 'llm.provider')
  const system = lowerText(attributes, 'llm.system')
  if (provider === undefined) return undefined
  if (provider === 'azure') return system === 'openai' ? 'azure.ai.openai' : 'azure.ai.inference'
  if (provider === 'google' && system === 'vertexai') return 'gcp.vertex_ai'
  return providers.get(provider) ?? provider
}

const operations: ReadonlyMap<string, string> = new Map([
  ['TOOL', 'execute_tool'],
  ['EMBEDDING', 'embeddings'],
  ['RETRIEVER', 'retrieval'],
  ['AGENT', 'invoke_agent'],
])

/** `gen_ai.operation.name` from the span kind; kinds without a GenAI operation have none. */
export function genAiOperation(attributes: AttributeMap): string | undefined {
  const kind = lowerText(attributes, 'openinference.span.kind')?.toUpperCase()
  if (kind !== 'LLM') return kind === undefined ? undefined : operations.get(kind)
  for (const key of attributes.keys()) {
    if (/^llm\.(?:prompts|choices)(?:\.|$)/.test(key)) return 'text_completion'
  }
  return 'chat'
}

function lowerText(attributes: AttributeMap, key: string): string | undefined {
  const value = attributes.get(key)
  return typeof value === 'string' && value !== '' ? value.toLowerCase() : undefined
}
