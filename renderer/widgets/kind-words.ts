import type { TraceKind } from '../../shared/trace/kind.ts'

/** What people call the types. */
export const kindWords: Readonly<Record<TraceKind, string>> = {
  conversation: 'conversation',
  turn: 'turn',
  llm: 'llm',
  tts: 'tts',
  stt: 'stt',
  vad: 'vad',
  llm_tool_call: 'tool call',
  pipeline: 'pipeline',
  transport: 'transport',
  agent: 'agent',
  chain: 'chain',
  retriever: 'retriever',
  embedding: 'embedding',
  reranker: 'reranker',
  guardrail: 'guardrail',
  evaluator: 'evaluator',
  prompt: 'prompt',
  other: 'other',
}
