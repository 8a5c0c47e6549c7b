/**
 * Words of attribute and span names that say nothing about anybody: those of OpenInference, of OpenTelemetry's GenAI and general
 * conventions, and those that names of ids are made of. A name stays readable when every word of it is here.
 */
const words = new Set(
  `a active address agent agents aggregation ai all and annotation annotations api app apply args arguments arize as assistant attribute attributes audio
  auto available azure base batch bedrock body bool bot bytes cache cached call callback calls cap chain chat child chunk chunks client cloud code
  cohere column completion completions config connection content contents context conversation cost count coval coverage crew cumulative data date db decision
  default description detail details dimension dimensions dir document documents dotproduct duration embedding embeddings end ended entity entry environment error
  escaped eval evaluate evaluation evaluator event events exception execute execution exit explanation external extra field file files final finish first
  flow format frequency function functions gcp gemini gen generate generation generations global google graph group guardrail handle handler headers history host http
  id identifier image images import in index indices infer inference info init initial input inputs int interaction invocation invoke item items job json key keys kind
  label langchain langgraph last latency latest length level lib library limit link links list llm llama llms local log logger logprobs loop main max
  memory message messages metadata method metric metrics mime min mistral mode model models module multi name names namespace net network new next node none
  null num number object of ok on openai openinference operation operator option options order origin os output outputs page param parameters params parent part
  parse parts path pause peer penalty phase phoenix pipeline plan planner port predict prefill presence process processor prompt prompts protocol provider query queue
  rank rate raw read reason reasoning record region relevance remote render request requests rerank reranker reranking resource response responses result results
  retrieval retrieve retriever retry return role root route router routing row rpc run runnable running runs sampled schema scope score scores sdk search
  second seconds security seed send sequence server service session sessions set setup shape signature sim simulation size source span spans speech split stack stacktrace start started state
  status step steps stop store stored stream streaming string stt sub success summary supervisor support system tag tags task tasks team telemetry temperature template test text thread
  thinking time timeout timestamp to token tokens tool tools top total trace traces transcript transcription transform transport tts turn turns type types unit update uri
  url usage use user util association caller channel character characters checkpoint core customer depth direction enabled filter final frame has incomplete
  instructions integration interrupted is language lc ls minutes ms muted ns outcome processing properties reasons required sample seconds settings slot tier title traceloop
  triggers ttfb vad versions was utterance value values variable variables vector version video voice wait weight window with workflow write xai`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Names that are longer or looser than others may be, and known all the same. */
const wellKnownNames = new Set(['First Token Stream Event', 'time_to_last_transcription_seconds'])

/** Words that are also what people are called, when they stand alone and begin with a capital. */
const personal = /^(?:Max|Min|Sim|Page)$/

/**
 * True where a name is made of known words only: split at case changes, digits and punctuation. Few words, because many make a
 * sentence; few digits, because more are an id, a date, an address or a telephone number.
 */
export function isKnownName(name: string): boolean {
  if (wellKnownNames.has(name)) return true
  if (name.length > 100 || !/^[\w .:/()<>-]*$/.test(name) || !hasFewDigits(name)) return false
  const parts = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((part) => part !== '')
  const most = name.trim().includes(' ') ? 3 : 4
  return parts.length > 0 && parts.length <= most && parts.every((part) => words.has(part.toLowerCase()) && !personal.test(part))
}

/** One number below a thousand (`turn 35`), or two of one digit (`step 3 of 5`). */
function hasFewDigits(name: string): boolean {
  const groups = name.match(/\d+/g) ?? []
  return groups.length < 2 ? (groups[0]?.length ?? 0) <= 3 : groups.length === 2 && groups.every((group) => group.length === 1)
}

/** A segment of an attribute name between dots that is made of known words; list indexes are judged by what stands before them. */
export const isKnownSegment = (segment: string): boolean => !segment.includes(' ') && isKnownName(segment)

/** A list index: behind the known name of a list, and never one behind the other. */
export const isListIndex = (segment: string, before: string | undefined): boolean =>
  before !== undefined &&
  /^(?:0|[1-9]\d{0,3})$/.test(segment) &&
  isKnownSegment(before) &&
  (/..[^su]s$/.test(before.toLowerCase()) || listWords.has(before.toLowerCase()))

/** Lists that are called by the singular. */
const listWords = new Set(['prompt', 'completion', 'list', 'message', 'item', 'step', 'turn', 'choice'])

const spanKinds = new Set([
  'LLM',
  'CHAIN',
  'TOOL',
  'RETRIEVER',
  'EMBEDDING',
  'AGENT',
  'RERANKER',
  'GUARDRAIL',
  'EVALUATOR',
  'PROMPT',
  'UNKNOWN',
])

/** Values that stay, by the name of their attribute: closed lists only, so that nothing else can hide among them. */
export function isKnownValue(key: string, value: string): boolean {
  if (value.length > 40) return false
  if (key === 'openinference.span.kind') return spanKinds.has(value.trim().toUpperCase())
  if (/(?:^|\.)role$/.test(key)) return roles.has(value)
  if (/mime_type$/.test(key)) return mimeTypes.has(value)
  if (key === 'llm.provider' || key === 'llm.system' || key === 'gen_ai.system' || key === 'gen_ai.provider.name')
    return providers.has(value.toLowerCase())
  if (key === 'gen_ai.operation.name') return operations.has(value)
  if (/(?:^|\.)finish_reasons?(?:\.|$)/.test(key)) return finishReasons.has(value)
  return false
}

const roles = new Set(['user', 'assistant', 'system', 'tool', 'developer', 'function', 'model', 'human', 'ai'])
const mimeTypes = new Set(['text/plain', 'application/json', 'text/markdown', 'text/html'])
const providers = new Set([
  'openai',
  'anthropic',
  'azure',
  'google',
  'aws',
  'cohere',
  'mistralai',
  'xai',
  'deepseek',
  'vertexai',
  'gemini',
  'groq',
  'meta',
  'ollama',
  'aws.bedrock',
  'gcp.gemini',
  'gcp.vertex_ai',
  'gcp.gen_ai',
  'azure.ai.openai',
  'azure.ai.inference',
  'mistral_ai',
  'x_ai',
])
const operations = new Set([
  'chat',
  'text_completion',
  'embeddings',
  'execute_tool',
  'retrieval',
  'invoke_agent',
  'create_agent',
  'generate_content',
])
const finishReasons = new Set([
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'function_call',
  'end_turn',
  'max_tokens',
  'tool_use',
])

/** Attributes whose numbers stay: counts, costs and settings of a model, by their whole names. */
const numberKeys = new Set([
  ...['prompt', 'completion', 'total'].map((part) => `llm.token_count.${part}`),
  ...['audio', 'cache_read', 'cache_write', 'cache_input'].map((part) => `llm.token_count.prompt_details.${part}`),
  ...['audio', 'reasoning'].map((part) => `llm.token_count.completion_details.${part}`),
  ...['prompt', 'completion', 'total'].map((part) => `llm.cost.${part}`),
  ...['input', 'cache_input', 'cache_read', 'cache_write', 'audio'].map((part) => `llm.cost.prompt_details.${part}`),
  ...['output', 'reasoning', 'audio'].map((part) => `llm.cost.completion_details.${part}`),
  ...['input', 'output', 'total', 'prompt', 'completion'].map((part) => `gen_ai.usage.${part}_tokens`),
  ...['cache_read.input', 'cache_creation.input', 'reasoning.output'].map((part) => `gen_ai.usage.${part}_tokens`),
  ...['temperature', 'top_p', 'top_k', 'max_tokens', 'frequency_penalty', 'presence_penalty'].map(
    (part) => `gen_ai.request.${part}`,
  ),
])
const mostDigits = 7

/** A number that stays, as it is written. More digits than a count or a cost has could be somebody's. */
export const isKnownNumber = (key: string, written: string): boolean =>
  numberKeys.has(key) && written.length <= 12 && written.replace(/\D/g, '').length <= mostDigits
export const isNumberKey = (key: string): boolean => numberKeys.has(key)
