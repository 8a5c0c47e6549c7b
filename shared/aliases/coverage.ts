import type { AliasRuleReport } from '../contract/aliases.ts'

/** The outcomes of a rule, in the order in which a bar shows them. */
export const coverageParts = ['aliased', 'equal', 'waiting', 'conflict', 'lacking'] as const
export type CoveragePart = (typeof coverageParts)[number]

/**
 * Every span that a rule is about, under one outcome each: those with the source, and the LLM spans that lack both names.
 * `waiting`: they would get the alias, were the rule on.
 */
export function coverageOf(rule: AliasRuleReport): Readonly<Record<CoveragePart, number>> {
  const { aliased, equal, conflicts, withSource, llmLacking } = rule
  return { aliased, equal, waiting: withSource - aliased - equal - conflicts, conflict: conflicts, lacking: llmLacking ?? 0 }
}
