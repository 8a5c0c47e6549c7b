import type { AliasBucket, AliasReport, AliasRuleReport, AliasSpan } from '../contract/aliases.ts'
import { attributeText } from '../otlp/attributes.ts'
import type { AttributeValue, Span } from '../otlp/span.ts'
import { describeConsequences } from './consequences.ts'
import { isLlmSpan } from './normalise.ts'
import { type AliasRule, aliasRules, aliasValue, enabledRules } from './rules.ts'

const samplesPerRule = 5
const mostNames = 1000
const longestText = 500

/** How one rule meets one span. `equal`: the alias is there already with the same value, so nothing is added and nothing is lost. */
export type AliasState = 'aliased' | 'equal' | 'conflict' | 'lacking' | 'none'

/** Counts of one rule over all spans that were added. */
export interface RuleTally {
  readonly rule: AliasRule
  readonly enabled: boolean
  withSource: number
  aliased: number
  equal: number
  conflicts: number
  llmLacking: number
  /** LLM spans whose token count is no number. */
  llmNotNumeric: number
  readonly samples: AliasRuleReport['samples']
}

export interface AliasTally {
  /** Adds a span as Phoenix returned it; a span from the store goes through `denormaliseSpan` first. */
  add(span: Span): void
  report(): AliasReport
}

/** Counts what the alias rules do to spans, one span at a time; keeps counts and a few samples, never spans. */
export function createAliasTally(extraRules: readonly string[] = []): AliasTally {
  const enabled = new Set(enabledRules(extraRules))
  const tallies: RuleTally[] = aliasRules.map((rule) => ({
    rule,
    enabled: enabled.has(rule),
    withSource: 0,
    aliased: 0,
    equal: 0,
    conflicts: 0,
    llmLacking: 0,
    llmNotNumeric: 0,
    samples: [],
  }))
  const names = new Map<string, number>()
  const totals = { spans: 0, llmSpans: 0, almostLlm: 0 }

  return {
    add(span) {
      const llm = isLlmSpan(span)
      totals.spans++
      if (llm) {
        totals.llmSpans++
        const seen = names.get(span.name)
        if (seen !== undefined || names.size < mostNames) names.set(span.name, (seen ?? 0) + 1)
      } else if (isAlmostLlm(span)) totals.almostLlm++
      for (const tally of tallies) addToTally(tally, span, llm)
    },
    report() {
      return {
        ...{ spans: totals.spans, llmSpans: totals.llmSpans },
        rules: tallies.map((tally) => reportRule(tally, totals.llmSpans)),
        renamed: [...names]
          .map(([name, spans]) => ({ name, spans }))
          .sort((a, b) => b.spans - a.spans || (a.name < b.name ? -1 : 1)),
        consequences: describeConsequences(tallies, totals),
      }
    },
  }
}

/** The spans of one rule and bucket, in the order given; names are those of Phoenix, long values are cut. */
export function listAliasSpans(
  spans: Iterable<Span>,
  ruleId: string,
  bucket: AliasBucket,
  extraRules: readonly string[] = [],
): AliasSpan[] {
  const rule = aliasRules.find(({ id }) => id === ruleId)
  if (!rule) return []
  const enabled = enabledRules(extraRules).includes(rule)
  const listed: AliasSpan[] = []
  for (const span of spans) {
    if (stateOf(rule, span, enabled, isLlmSpan(span)) !== bucket) continue
    const { traceId, spanId, name: spanName, attributes } = span
    const alias = attributes.get(rule.alias) ?? (bucket === 'aliased' ? aliasValue(rule, attributes) : undefined)
    listed.push({ traceId, spanId, spanName, source: textOrNull(attributes.get(rule.source)), alias: textOrNull(alias) })
  }
  return listed
}

/** `aliased` only for an enabled rule; `lacking` only for an LLM span, of a rule about those. */
function stateOf(rule: AliasRule, span: Span, enabled: boolean, llm: boolean): AliasState {
  const value = aliasValue(rule, span.attributes)
  const present = span.attributes.get(rule.alias)
  if (value === undefined) return llm && rule.ofLlm && present === undefined ? 'lacking' : 'none'
  if (present === undefined) return enabled ? 'aliased' : 'none'
  // Compared as the store holds them: there, the integer 12 and the text "12" are the same.
  return attributeText(present) === attributeText(value) ? 'equal' : 'conflict'
}

function addToTally(tally: RuleTally, span: Span, llm: boolean): void {
  const { rule } = tally
  const state = stateOf(rule, span, tally.enabled, llm)
  const value = aliasValue(rule, span.attributes)
  if (value !== undefined) tally.withSource++
  if (state === 'aliased') tally.aliased++
  if (state === 'equal') tally.equal++
  if (state === 'conflict') tally.conflicts++
  if (state === 'lacking') tally.llmLacking++
  const effective = span.attributes.get(rule.alias) ?? value
  if (llm && rule.numeric && effective !== undefined && !isNumeric(effective)) tally.llmNotNumeric++
  if (state !== 'aliased' && state !== 'conflict') return
  const conflict = state === 'conflict'
  if (tally.samples.filter((sample) => sample.conflict === conflict).length >= samplesPerRule) return
  tally.samples.push({
    traceId: span.traceId,
    spanId: span.spanId,
    spanName: cut(span.name),
    before: cut(attributeText(value ?? null)),
    after: cut(attributeText(effective ?? null)),
    conflict,
  })
}

function reportRule(tally: RuleTally, llmSpans: number): AliasRuleReport {
  const { rule, enabled, withSource, aliased, equal, conflicts, samples } = tally
  const llmLacking = rule.ofLlm ? tally.llmLacking : null
  const { id, source, alias, origin } = rule
  return { id, source, alias, origin, enabled, withSource, aliased, equal, conflicts, llmSpans, llmLacking, samples }
}

const isAlmostLlm = (span: Span): boolean => {
  const kind = span.attributes.get('openinference.span.kind')
  return typeof kind === 'string' && kind.length < 20 && kind.trim().toUpperCase() === 'LLM'
}

const isNumeric = (value: AttributeValue): boolean =>
  typeof value === 'bigint' || /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(cut(attributeText(value)))

const textOrNull = (value: AttributeValue | undefined): string | null => (value === undefined ? null : cut(attributeText(value)))
const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)
