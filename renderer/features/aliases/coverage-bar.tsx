import { type CoveragePart, coverageOf, coverageParts } from '../../../shared/aliases/coverage.ts'
import type { AliasRuleReport } from '../../../shared/contract/aliases.ts'
import classes from './aliases.module.css'

/** Of every span that the rule is about: what came of it. The numbers beside it say the same. */
export function CoverageBar({ rule }: { rule: AliasRuleReport }) {
  const parts = coverageOf(rule)
  const whole = Math.max(
    1,
    coverageParts.reduce((sum, part) => sum + parts[part], 0),
  )
  return (
    <span className={classes.coverage} aria-hidden>
      {coverageParts.map((part) => (
        <span key={part} data-part={part} style={{ width: `${(parts[part] / whole) * 100}%` }} />
      ))}
    </span>
  )
}

const words: Record<CoveragePart, string> = {
  aliased: 'aliased',
  equal: 'equal already',
  waiting: 'rule is off',
  conflict: 'conflict',
  lacking: 'lacking',
}

/** What the bars' colours mean; to who hears the page the bars say nothing, so neither does this. */
export const CoverageLegend = () => (
  <p className={classes.legend} aria-hidden>
    {coverageParts.map((part) => (
      <span key={part}>
        <i className={classes.swatch} data-part={part} />
        {words[part]}
      </span>
    ))}
  </p>
)
