import type { AliasReport } from '../contract/aliases.ts'
import { defineCheck, type Finding, nextStep, pass, skip, warn } from './define.ts'
import { amount, count } from './words.ts'

export const tokensCheck = defineCheck({
  id: 'tokens',
  title: 'LLM spans have token counts',
  symptom: null,
  keywords: ['token usage', 'tokens', 'llm.token_count', 'gen_ai.usage', 'cost', 'metric empty'],
  needs: ['aliases'],
  judge: ({ aliases }) =>
    judgeSources(
      aliases,
      ['llm.token_count.prompt', 'llm.token_count.completion'],
      'Let the instrumentation record token counts (for streams: ask the provider to include usage)',
    ),
})

/** Whether LLM spans hold what these documented alias rules read. */
export function judgeSources(aliases: AliasReport, sources: readonly string[], advice: string): Finding {
  if (aliases.spans === 0) return skip('there are no spans that would be imported')
  if (aliases.llmSpans === 0)
    return warn(
      [`none of ${count(aliases.spans, 'span')} has openinference.span.kind LLM`],
      nextStep('Instrument the LLM calls with OpenInference, so that metrics find them'),
    )
  const evidence: string[] = []
  let lacking = 0
  for (const source of sources) {
    const rule = aliases.rules.find((each) => each.source === source)
    if (rule === undefined || rule.llmLacking === null) continue
    lacking += rule.llmLacking
    evidence.push(`${source}: missing on ${amount(rule.llmLacking)} of ${count(aliases.llmSpans, 'LLM span')}`)
  }
  return lacking === 0 ? pass(...evidence) : warn(evidence, nextStep(advice))
}
