import { defineCheck, nextStep, pass, skip, warn } from './define.ts'
import { hasSpans } from './spans-in-window.ts'
import { count, quote } from './words.ts'

export const twoIdsCheck = defineCheck({
  id: 'two-ids',
  title: 'No trace carries two ids',
  symptom: null,
  keywords: ['conflict', 'two ids', 'session.id', 'shared trace', 'wrong spans', 'another simulation'],
  needs: ['preview'],
  judge({ preview }) {
    if (!hasSpans(preview)) return skip('there are no spans')
    const { conflicts } = preview
    if (conflicts.length === 0) return pass('every trace carries at most one id')
    const shown = conflicts
      .slice(0, 3)
      .map(({ traceId, ids }) => `trace ${traceId}: ${ids.map(({ key, value }) => `${key} = ${quote(value)}`).join(', ')}`)
    return warn(
      [`${count(conflicts.length, 'trace')} with different ids; each is imported for the id that it is asked for`, ...shown],
      nextStep('Start a new trace for each simulation, and set one id on its root span', 'show-near-misses'),
    )
  },
})
