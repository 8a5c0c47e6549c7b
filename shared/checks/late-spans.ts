import { defineCheck, nextStep, pass, skip, warn } from './define.ts'
import { duration } from './words.ts'

/** Phoenix stored 60–80 spans a second under load: a simulation of some thousand spans needs a minute or two more. */
const settledMs = 120_000

export const lateSpansCheck = defineCheck({
  id: 'late-spans',
  title: 'No more spans are arriving',
  symptom: null,
  keywords: ['late', 'still arriving', 'flush', 'delay', 'incomplete', 'missing root', 'just finished'],
  needs: ['preview', 'window'],
  judge({ preview, window: { endedMsAgo } }) {
    if (preview.window === null) return skip('there is no window')
    if (preview.partial?.reason === 'still-arriving')
      return warn([preview.partial.detail], nextStep('Wait a moment and run it again', 'retry'))
    if (endedMsAgo < 0)
      return warn(
        [`the window ends ${duration(endedMsAgo)} from now`],
        nextStep('Run it again when the simulation is over', 'retry'),
      )
    if (endedMsAgo < settledMs)
      return pass(
        `the window ended ${duration(endedMsAgo)} ago; what matches has stopped growing, but a busy Phoenix may store more`,
      )
    return pass(`the window ended ${duration(endedMsAgo)} ago`)
  },
})
