import type { AliasReport } from '../contract/aliases.ts'
import type { RuleTally } from './explain.ts'

interface Totals {
  readonly spans: number
  readonly llmSpans: number
  /** Spans whose kind is LLM in other letters. */
  readonly almostLlm: number
}

/** The `ruleId` of consequences that come from the rule that names LLM spans `llm`. */
export const llmNameRule = 'llm-name'

/** What will be missing later, in whole sentences, the rules of the page only: nothing depends on the others. */
export function describeConsequences(tallies: readonly RuleTally[], totals: Totals): AliasReport['consequences'] {
  const found: AliasReport['consequences'] = []
  if (totals.almostLlm > 0) {
    const text = `${count(totals.almostLlm, 'span')} not named \`llm\` because \`openinference.span.kind\` is not exactly \`LLM\`.`
    found.push({
      ruleId: llmNameRule,
      spans: totals.almostLlm,
      text: text.replace(' not', totals.almostLlm === 1 ? ' is not' : ' are not'),
    })
  }
  if (totals.spans > 0 && totals.llmSpans === 0) {
    const text = 'No LLM metric can be computed because no span has `openinference.span.kind` = `LLM`.'
    found.push({ ruleId: llmNameRule, spans: totals.spans, text })
  }
  for (const { rule, llmLacking, llmNotNumeric, conflicts } of tallies) {
    if (!rule.lacking) continue
    if (llmLacking > 0) {
      const why = `neither \`${rule.source}\` nor \`${rule.alias}\` is there`
      found.push({ ruleId: rule.id, spans: llmLacking, text: `${rule.lacking(count(llmLacking, 'LLM span'))} because ${why}.` })
    }
    if (llmNotNumeric > 0) {
      const why = `the value of \`${rule.alias}\` is not a number`
      found.push({
        ruleId: rule.id,
        spans: llmNotNumeric,
        text: `${rule.lacking(count(llmNotNumeric, 'LLM span'))} because ${why}.`,
      })
    }
    if (conflicts > 0) {
      const keep = conflicts === 1 ? 'keeps its' : 'keep their'
      const text = `${count(conflicts, 'span')} ${keep} own \`${rule.alias}\`, which differs from \`${rule.source}\`: the alias was not added.`
      found.push({ ruleId: rule.id, spans: conflicts, text })
    }
  }
  return found
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
