import { whyFewer } from '../report/verdict.ts'
import { defineCheck, nextStep, pass, skip, warn } from './define.ts'
import { hasSpans } from './spans-in-window.ts'
import { amount, count } from './words.ts'

export const limitsCheck = defineCheck({
  id: 'limits',
  title: 'The simulation fits the limits',
  symptom: null,
  keywords: ['partial', 'missing spans', 'cut off', 'cap', '5000', '5,000', 'limit', 'incomplete', 'budget', '90 seconds'],
  needs: ['preview'],
  judge({ preview }) {
    if (!hasSpans(preview)) return skip('there are no spans')
    const { spans, partial } = preview
    const evidence: string[] = []
    // Where nothing matches, the search that ended early was one of other projects.
    const elsewhere = partial?.reason === 'search-cap' && spans.matched === 0
    if (partial !== null && !elsewhere && partial.reason !== 'still-arriving' && partial.reason !== 'malformed-spans')
      evidence.push(partial.detail)
    if (spans.documentedLimits !== null && spans.documentedLimits < spans.matched) {
      evidence.push(
        `by the documented limits Coval takes ${amount(spans.documentedLimits)} of ${count(spans.matched, 'matching span')}${whyFewer(spans.inWindow)}`,
      )
    }
    if (evidence.length > 0)
      return warn(evidence, nextStep('Narrow the window to the simulation’s own start and end', 'change-window'))
    return pass(`${count(spans.matched, 'matching span')}; the documented limit is 5,000 spans of the window`)
  },
})
