import type { CheckResult, NextStep } from '../contract/checks.ts'
import type { DiagnosticFacts, Fact, FactName, FactValues } from './facts.ts'

export type Finding = Pick<CheckResult, 'verdict' | 'evidence' | 'next'>
export type Examined<T> = Exclude<Fact<T>, { state: 'skipped' }>

/** What makes a check findable. */
interface About<Id extends string> {
  readonly id: Id
  readonly title: string
  /** In the words of Coval's page, where the page lists it. */
  readonly symptom: string | null
  readonly keywords: readonly string[]
}

export interface Check<Id extends string = string> extends About<Id> {
  /** Every fact that the check reads; it can be evaluated once they are gathered. */
  readonly reads: readonly FactName[]
  evaluate(facts: DiagnosticFacts): Finding
}

/**
 * A check over facts that it `needs` (their values; the check is skipped while one is not known) and facts that it `examines`
 * (their failure is what the check is about; skipped only when nobody looked).
 */
export function defineCheck<const Id extends string, Needs extends FactName = never, Examines extends FactName = never>(
  definition: About<Id> & {
    readonly needs?: readonly Needs[]
    readonly examines?: readonly Examines[]
    readonly judge: (
      values: { readonly [K in Needs]: FactValues[K] },
      examined: { readonly [K in Examines]: Examined<FactValues[K]> },
    ) => Finding
  },
): Check<Id> {
  const { id, title, symptom, keywords, needs = [], examines = [], judge } = definition
  return {
    id,
    title,
    symptom,
    keywords,
    reads: [...needs, ...examines],
    evaluate(facts) {
      for (const name of [...needs, ...examines]) {
        const fact = facts[name]
        if (fact === undefined) return skip('this was not looked at')
        if (fact.state === 'skipped') return skip(fact.reason)
      }
      for (const name of needs) {
        const fact = facts[name]
        if (fact?.state === 'failed') return skip(fact.message)
      }
      const values = Object.fromEntries(needs.map((name) => [name, readValue(facts[name])]))
      const examined = Object.fromEntries(examines.map((name) => [name, facts[name]]))
      // The loops above have established what the types of `judge` claim.
      return judge(values as never, examined as never)
    },
  }
}

const readValue = (fact: Fact<unknown> | undefined): unknown => (fact?.state === 'known' ? fact.value : undefined)

export const pass = (...evidence: string[]): Finding => ({ verdict: 'pass', evidence, next: null })
export const warn = (evidence: readonly string[], next: NextStep): Finding => ({ verdict: 'warn', evidence: [...evidence], next })
export const fail = (evidence: readonly string[], next: NextStep): Finding => ({ verdict: 'fail', evidence: [...evidence], next })
export const skip = (reason: string): Finding => ({ verdict: 'skipped', evidence: [reason], next: null })

export const nextStep = (text: string, action: NextStep['action'] = null, value: string | null = null): NextStep => ({
  text,
  action,
  value,
})

/** Evaluates one check and adds what makes it findable. */
export function evaluateCheck(check: Check, facts: DiagnosticFacts): CheckResult {
  const { id, title, symptom, keywords } = check
  return { id, title, symptom, keywords: [...keywords], ...check.evaluate(facts) }
}
