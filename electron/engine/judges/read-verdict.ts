import * as z from 'zod'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JudgeScale } from '../../../shared/contract/judges.ts'

const Completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
})

export interface Verdict {
  readonly value: boolean | string | number
  readonly reason: string
  /** As the endpoint named it; null where it did not. */
  readonly model: string | null
  readonly tokens: { readonly input: number | null; readonly output: number | null }
}

/**
 * The verdict in an endpoint's answer. Throws `judge-unusable` for anything that is not exactly one of the answers that were
 * asked for: a guess would be a score that nobody gave.
 *
 * `structured`: the endpoint took the schema, which forbids further members. OpenAI's strict mode keeps it, and Ollama, vLLM and
 * llama.cpp make a grammar of it, so a further member means that the schema was ignored, and that something was said beside the
 * answer (`answer_if_unsure`). Without a schema only words asked for the form, and small models add members to it as they like;
 * reason and answer are then read, and what stands beside them is not.
 */
export function readVerdict(answer: unknown, scale: JudgeScale, structured: boolean): Verdict {
  const completion = Completion.safeParse(answer)
  if (!completion.success) throw unusable('the answer is no chat completion')
  const choice = completion.data.choices[0]
  if (choice?.message.refusal) throw unusable('the model refused to answer')
  if (choice?.finish_reason === 'length') throw unusable('the answer was cut off')
  const content = choice?.message.content ?? ''
  if (content.trim() === '') throw unusable('the answer is empty')
  const members = { reason: z.string().max(20_000), answer: answerOf(scale) }
  const json = jsonOf(content)
  const parsed = (structured ? z.strictObject(members) : z.object(members)).safeParse(json)
  if (!parsed.success) throw unusable(outsideOf(scale, json) ?? 'the answer is not of the form that was asked for')
  const { model, usage } = completion.data
  return {
    value: parsed.data.answer,
    reason: parsed.data.reason,
    model: model ?? null,
    tokens: { input: usage?.prompt_tokens ?? null, output: usage?.completion_tokens ?? null },
  }
}

function answerOf(scale: JudgeScale): z.ZodType<boolean | string | number> {
  switch (scale.kind) {
    case 'binary':
      return z.boolean()
    case 'categorical':
      return z.enum(scale.categories)
    case 'numerical':
      return z.number().min(scale.min).max(scale.max)
  }
}

/** Servers that make a grammar of the schema let any number pass: said as such, because another range mends it. */
function outsideOf(scale: JudgeScale, json: unknown): string | null {
  const number = z.object({ answer: z.number() }).safeParse(json).data?.answer
  if (scale.kind !== 'numerical' || number === undefined || (number >= scale.min && number <= scale.max)) return null
  return `the answer ${number} lies outside of ${scale.min} to ${scale.max}`
}

/** JSON as it is, or as the only thing within a fence of Markdown; nothing is picked out of prose. */
function jsonOf(content: string): unknown {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(content)?.[1]
  try {
    return JSON.parse(fenced ?? content) as unknown
  } catch {
    return undefined
  }
}

const unusable = (fact: string): CompanionError => new CompanionError('judge-unusable', fact)
