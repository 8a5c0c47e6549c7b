import type { AliasRuleReport } from '../../../shared/contract/aliases.ts'
import classes from './aliases.module.css'

/** Aliased, in conflict, lacking: of every span that the rule is about. */
export function CoverageBar({ rule }: { rule: AliasRuleReport }) {
  const waiting = rule.enabled ? 0 : rule.withSource
  const whole = Math.max(1, rule.aliased + rule.conflicts + rule.llmLacking + waiting)
  const share = (count: number) => `${(count / whole) * 100}%`
  return (
    <span className={classes.coverage} aria-hidden>
      <span data-part="aliased" style={{ width: share(rule.aliased) }} />
      <span data-part="waiting" style={{ width: share(waiting) }} />
      <span data-part="conflict" style={{ width: share(rule.conflicts) }} />
      <span data-part="lacking" style={{ width: share(rule.llmLacking) }} />
    </span>
  )
}
