import { createHash, randomUUID } from 'node:crypto'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JudgeDraft, JudgePreview, JudgeResult } from '../../../shared/contract/judges.ts'
import { isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { SourceHeader } from '../../../shared/contract/trace.ts'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import { type JudgePrompt, makeJudgePrompt } from '../../../shared/trace/judge-prompt.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { sweep } from '../phoenix/sweep.ts'
import type { SavedMeasures } from '../settings/saved-measures.ts'
import type { SpanSources } from '../trace/span-sources.ts'
import { askModel, requestBody } from './ask.ts'
import { completionsUrl, judgeAccount, judgeKey } from './endpoint.ts'
import { readVerdict } from './read-verdict.ts'
import type { JudgeResults } from './results.ts'

export interface JudgeParts {
  readonly sources: SpanSources
  readonly measures: SavedMeasures
  readonly credentials: CredentialStore
  readonly results: JudgeResults
  readonly now: () => Date
}

/** Exactly what `runJudge` would send, and where. Sends nothing. */
export async function previewJudge(parts: JudgeParts, source: SpanSource, judge: JudgeDraft): Promise<JudgePreview> {
  const endpoint = await parts.measures.endpoints.get(judge.endpointId)
  const { prompt, header } = await promptOf(parts, source, judge)
  const body = requestBody({ model: endpoint.model, messages: prompt.messages, schema: prompt.schema })
  return {
    url: completionsUrl(endpoint),
    model: endpoint.model,
    messages: prompt.messages.map((message) => ({ ...message })),
    body,
    bytes: Buffer.byteLength(body),
    promptHash: hashOf(prompt),
    leftOut: [...prompt.leftOut],
    partial: header.partial,
    sendsKey: (await parts.credentials.peek(judgeAccount(endpoint.id))) !== null,
    plainHttpWarning: isPlainHttpAbroad(endpoint.baseUrl),
  }
}

/**
 * Sends the prompt of a saved judge and keeps the result. Throws `judge-…`, `key-origin-mismatch`, `cancelled`, and `usage` where
 * `promptHash` is not the prompt's any more; nothing is kept then.
 */
export async function runJudge(
  parts: JudgeParts,
  input: {
    readonly source: SpanSource
    readonly judgeId: string
    readonly promptHash: string | null
    readonly seconds: number
  },
  signal: AbortSignal,
): Promise<JudgeResult> {
  const judge = await parts.measures.judges.get(input.judgeId)
  const endpoint = await parts.measures.endpoints.get(judge.endpointId)
  const { prompt, header } = await promptOf(parts, input.source, judge)
  const promptHash = hashOf(prompt)
  if (input.promptHash !== null && input.promptHash !== promptHash)
    throw new CompanionError('usage', 'The prompt is not the one that was previewed; look at it again')
  const key = await judgeKey(parts.credentials, endpoint)
  const url = completionsUrl(endpoint)
  const begun = performance.now()
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(input.seconds * 1000)])
  const { answer, structured } = await askModel(
    { url, key, model: endpoint.model, messages: prompt.messages, schema: prompt.schema },
    deadline,
  )
  const verdict = readVerdict(answer, judge.scale, structured)
  const secrets = key === null ? [] : [key]
  const result: JudgeResult = {
    id: randomUUID(),
    judgeId: judge.id,
    judgeName: judge.name,
    source: input.source,
    simulation: header.simulation,
    question: judge.question,
    scale: judge.scale,
    value: verdict.value,
    reason: sweep(verdict.reason, secrets),
    model: sweep(verdict.model ?? endpoint.model, secrets),
    requestedModel: endpoint.model,
    origin: new URL(url).origin,
    promptHash,
    partial: header.partial,
    at: parts.now().toISOString(),
    elapsedMs: Math.round(performance.now() - begun),
    tokens: { ...verdict.tokens },
  }
  await parts.results.add(result)
  return result
}

async function promptOf(
  { sources }: JudgeParts,
  source: SpanSource,
  judge: JudgeDraft,
): Promise<{ prompt: JudgePrompt; header: SourceHeader }> {
  const header = await sources.header(source)
  const tree = buildTree(await sources.trace(source))
  if (tree.order.length === 0) throw new CompanionError('usage', 'There are no spans to judge')
  const partial = header.partial?.detail ?? null
  return { prompt: makeJudgePrompt(tree, conversationOf(tree), { ...judge, partial }), header }
}

const hashOf = ({ messages, schema }: JudgePrompt): string =>
  createHash('sha256').update(JSON.stringify({ messages, schema })).digest('hex')
