import * as z from 'zod'
import { aliasBuckets } from './alias-buckets.ts'

export const AliasBucket = z.enum(aliasBuckets)
export type AliasBucket = z.infer<typeof AliasBucket>

export const AliasRuleReport = z.object({
  id: z.string(),
  source: z.string(),
  alias: z.string(),
  /** `page`: Coval's documented rule. `ours`: a further rule of this program, off unless switched on. */
  origin: z.enum(['page', 'ours']),
  enabled: z.boolean(),
  withSource: z.number(),
  aliased: z.number(),
  /** Spans that carry the alias already with the value that it would get: nothing is added, nothing is lost. */
  equal: z.number(),
  conflicts: z.number(),
  llmSpans: z.number(),
  /** LLM spans that hold neither the source nor the alias; null for a rule about spans of another kind. */
  llmLacking: z.number().nullable(),
  samples: z.array(
    z.object({
      traceId: z.string(),
      spanId: z.string(),
      spanName: z.string(),
      before: z.string(),
      after: z.string(),
      conflict: z.boolean(),
    }),
  ),
})
export type AliasRuleReport = z.infer<typeof AliasRuleReport>

export const AliasReport = z.object({
  spans: z.number(),
  llmSpans: z.number(),
  rules: z.array(AliasRuleReport),
  /** Which names became `llm`, most frequent first. */
  renamed: z.array(z.object({ name: z.string(), spans: z.number() })),
  /** What will be missing later, in whole sentences: "Token usage cannot be computed for 3 LLM spans because …". */
  consequences: z.array(z.object({ ruleId: z.string(), spans: z.number(), text: z.string() })),
})
export type AliasReport = z.infer<typeof AliasReport>

export const AliasSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  spanName: z.string(),
  source: z.string().nullable(),
  alias: z.string().nullable(),
})
export type AliasSpan = z.infer<typeof AliasSpan>
