/**
 * The types of span that the views tell apart. The first nine are Coval's own span names; the others are OpenInference's
 * kinds. `llm_tool_call` is every tool call, whatever the instrumentation calls it.
 */
export const traceKinds = [
  'conversation',
  'turn',
  'llm',
  'tts',
  'stt',
  'vad',
  'llm_tool_call',
  'pipeline',
  'transport',
  'agent',
  'chain',
  'retriever',
  'embedding',
  'reranker',
  'guardrail',
  'evaluator',
  'prompt',
  'other',
] as const
export type TraceKind = (typeof traceKinds)[number]

const fromOpenInference: ReadonlyMap<string, TraceKind> = new Map<string, TraceKind>([
  ['llm', 'llm'],
  ['tool', 'llm_tool_call'],
  ['agent', 'agent'],
  ['chain', 'chain'],
  ['retriever', 'retriever'],
  ['embedding', 'embedding'],
  ['reranker', 'reranker'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'evaluator'],
  ['prompt', 'prompt'],
])

const fromOperation: ReadonlyMap<string, TraceKind> = new Map<string, TraceKind>([
  ['chat', 'llm'],
  ['text_completion', 'llm'],
  ['generate_content', 'llm'],
  ['execute_tool', 'llm_tool_call'],
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['embeddings', 'embedding'],
  ['tts', 'tts'],
  ['text_to_speech', 'tts'],
  ['stt', 'stt'],
  ['transcription', 'stt'],
  ['speech_to_text', 'stt'],
  ['vad', 'vad'],
])

const fromName: ReadonlyMap<string, TraceKind> = new Map<string, TraceKind>([
  ['llm', 'llm'],
  ['tts', 'tts'],
  ['stt', 'stt'],
  ['vad', 'vad'],
  ['llm_tool_call', 'llm_tool_call'],
  ['turn', 'turn'],
  ['conversation', 'conversation'],
  ['pipeline', 'pipeline'],
  ['transport', 'transport'],
])

/** The attributes that say what type a span is. */
export const kindKeys = ['openinference.span.kind', 'gen_ai.operation.name'] as const

export interface KindFacts {
  /** The name before the import renamed LLM spans to `llm`. */
  readonly phoenixName: string
  readonly openInferenceKind: string | undefined
  readonly operation: string | undefined
}

/**
 * The type of a span. Speech comes first: pipecat marks its `pipecat.stt` and `pipecat.tts` spans with the kind `LLM`, which
 * they are not. A turn or conversation says so in its name even where its kind is CHAIN or AGENT. Then the OpenInference
 * kind (any letter case), then `gen_ai.operation.name`, then the span's name.
 */
export function kindOf(facts: KindFacts): TraceKind {
  const operation = fromOperation.get(facts.operation?.trim().toLowerCase() ?? '')
  const named = kindOfName(facts.phoenixName)
  for (const kind of [operation, named]) if (kind === 'tts' || kind === 'stt' || kind === 'vad') return kind
  const marked = fromOpenInference.get(facts.openInferenceKind?.trim().toLowerCase() ?? '')
  if ((named === 'turn' || named === 'conversation') && (marked === undefined || marked === 'chain' || marked === 'agent'))
    return named
  return marked ?? operation ?? named ?? 'other'
}

/** `pipecat.tts`, `turn 12` and `conversation turn` carry their type as the last word. */
function kindOfName(name: string): TraceKind | undefined {
  const word = /([A-Za-z_]+)(?:[\s_-]*\d+)?$/.exec(name.trim().slice(-100))?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  return fromName.get(word) ?? (/(?:^|_)turn$/.test(word) ? 'turn' : undefined)
}
