import { readWords } from '../report/read.ts'
import { defineCheck, fail, nextStep, pass } from './define.ts'
import { explanations } from './errors.ts'
import { count } from './words.ts'

export const windowReadCheck = defineCheck({
  id: 'window-read',
  title: 'The window can be read',
  symptom: null,
  keywords: ['timeout', 'budget', '90 seconds', '422', '500', 'too large', 'truncated', 'malformed', 'reset', 'slow'],
  examines: ['preview'],
  judge(_, { preview }) {
    if (preview.state === 'failed') {
      const { next } = explanations[preview.code]
      return fail([`${preview.message} (${preview.code})`], nextStep(typeof next === 'string' ? next : next({}), 'retry'))
    }
    const { requests, elapsedMs, strategy } = preview.value
    const took = `${count(requests, 'request')} in ${(elapsedMs / 1000).toFixed(1)} s`
    if (strategy === null) return pass(took)
    const { kind, reason } = strategy
    const why = reason === null ? '' : `, because ${reason}`
    return pass(`${took}; Phoenix was asked for ${readWords[kind]}${why}`)
  },
})
