import * as z from 'zod'
import { KeyState } from './connection.ts'
import { Partial } from './import.ts'
import { procedure } from './procedure.ts'
import { SpanSource } from './source.ts'

/** Where a model answers: the base URL of an OpenAI-compatible API, such as `http://127.0.0.1:11434/v1`. The key is in the vault. */
export const JudgeEndpointDraft = z.object({
  name: z.string().trim().min(1).max(100),
  baseUrl: z.string().trim().min(1).max(2000),
  model: z.string().trim().min(1).max(300),
})
export type JudgeEndpointDraft = z.infer<typeof JudgeEndpointDraft>
export const JudgeEndpoint = JudgeEndpointDraft.extend({ id: z.string() })
export type JudgeEndpoint = z.infer<typeof JudgeEndpoint>
export const JudgeEndpointView = JudgeEndpoint.extend({
  key: KeyState,
  /** Prompts (and a key) would travel over plain http to a host that is not loopback. */
  plainHttpWarning: z.boolean(),
})
export type JudgeEndpointView = z.infer<typeof JudgeEndpointView>

/** `binary`: yes or no. `categorical`: one of the categories. `numerical`: a number from `min` to `max`. */
export const JudgeScale = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('binary') }),
  z.object({ kind: z.literal('categorical'), categories: z.array(z.string().trim().min(1).max(100)).min(2).max(50) }),
  z.object({ kind: z.literal('numerical'), min: z.number(), max: z.number() }).refine((scale) => scale.min < scale.max, {
    message: 'the least score must lie below the most',
  }),
])
export type JudgeScale = z.infer<typeof JudgeScale>

export const JudgeDraft = z.object({
  name: z.string().trim().min(1).max(100),
  endpointId: z.string(),
  /** What is asked of the simulation. */
  question: z.string().trim().min(1).max(10_000),
  scale: JudgeScale,
  /** Bytes of transcript and span summary that may be sent; what is left out is said in the prompt. */
  maxBytes: z.number().int().min(2000).max(1_000_000).default(60_000),
})
export type JudgeDraft = z.infer<typeof JudgeDraft>
export const Judge = JudgeDraft.extend({ id: z.string() })
export type Judge = z.infer<typeof Judge>

/** Exactly what `judges.run` would send, and where. */
export const JudgePreview = z.object({
  url: z.string(),
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user']), content: z.string() })),
  /** The request's body, byte for byte. */
  body: z.string(),
  bytes: z.number(),
  /** SHA-256 of the messages and the answer's schema, hex. The same spans give the same hash. */
  promptHash: z.string(),
  /** What the byte limit left out, and what was shortened, in sentences. */
  leftOut: z.array(z.string()),
  /** The import is; the prompt says so. */
  partial: Partial.nullable(),
  sendsKey: z.boolean(),
  plainHttpWarning: z.boolean(),
})
export type JudgePreview = z.infer<typeof JudgePreview>

export const JudgeResult = z.object({
  id: z.string(),
  judgeId: z.string(),
  judgeName: z.string(),
  source: SpanSource,
  simulation: z.string().nullable(),
  question: z.string(),
  scale: JudgeScale,
  /** True or false, one of the categories, or a number within the scale. */
  value: z.union([z.boolean(), z.string(), z.number()]),
  reason: z.string(),
  /** As the endpoint named it, and as it was asked for. */
  model: z.string(),
  requestedModel: z.string(),
  origin: z.string(),
  promptHash: z.string(),
  /** The import that was judged is; also null in results that were kept before this was. */
  partial: Partial.nullable().default(null),
  at: z.string(),
  elapsedMs: z.number(),
  tokens: z.object({ input: z.number().nullable(), output: z.number().nullable() }),
})
export type JudgeResult = z.infer<typeof JudgeResult>

const ById = z.object({ id: z.string() })

export const judgesContract = {
  listEndpoints: procedure.output(z.array(JudgeEndpointView)),
  /** Creates (id null) or changes one. A changed origin makes a saved key unusable until it is typed again. */
  saveEndpoint: procedure.input(JudgeEndpointDraft.extend({ id: z.string().nullable() })).output(JudgeEndpointView),
  removeEndpoint: procedure.input(ById).output(z.void()),
  setKey: procedure.input(ById.extend({ key: z.string().min(1).max(10_000) })).output(KeyState),
  removeKey: procedure.input(ById).output(KeyState),
  list: procedure.output(z.array(Judge)),
  save: procedure.input(JudgeDraft.extend({ id: z.string().nullable() })).output(Judge),
  remove: procedure.input(ById).output(z.void()),
  /** Sends nothing. Also for a judge that is not saved. */
  preview: procedure.input(z.object({ source: SpanSource, judge: JudgeDraft })).output(JudgePreview),
  /**
   * Sends what `preview` shows and keeps the result. `promptHash`: the preview that was agreed to; `usage` when it would now be
   * another one. An answer that cannot be used fails with `judge-unusable`, and nothing is kept.
   */
  run: procedure
    .input(
      z.object({
        source: SpanSource,
        judgeId: z.string(),
        promptHash: z.string().nullable(),
        seconds: z.number().min(1).max(600).default(120),
      }),
    )
    .output(JudgeResult),
  /** Newest first; of one source, or all. */
  results: procedure.input(z.object({ source: SpanSource.nullable() })).output(z.array(JudgeResult)),
  removeResult: procedure.input(ById).output(z.void()),
}
