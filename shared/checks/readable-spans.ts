import { defineCheck, nextStep, pass, skip, warn } from './define.ts'
import { hasSpans } from './spans-in-window.ts'
import { count } from './words.ts'

export const readableSpansCheck = defineCheck({
  id: 'readable-spans',
  title: 'Every span can be read',
  symptom: null,
  keywords: ['malformed', 'invalid span', 'damaged', 'missing spans'],
  needs: ['preview'],
  judge({ preview }) {
    const { malformed } = preview
    if (malformed.length > 0)
      return warn(
        [
          `${count(malformed.length, 'span')} could not be read; the others are whole`,
          ...malformed.slice(0, 3).map(({ spanId, index, problem }) => `${spanId ?? `span ${index} of its page`}: ${problem}`),
        ],
        nextStep('Look at how these spans are exported; they stay out of the import'),
      )
    if (!hasSpans(preview)) return skip('there are no spans')
    return pass('no span is missing because it could not be read')
  },
})
