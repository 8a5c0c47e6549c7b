import { defineCheck, nextStep, pass, skip, warn } from './define.ts'
import { duration } from './words.ts'

const toleratedMs = 5_000

export const clockCheck = defineCheck({
  id: 'clock',
  title: 'The clocks agree',
  symptom: null,
  keywords: ['clock skew', 'time', 'ntp', 'wrong time', 'time zone', 'window off'],
  needs: ['clock'],
  judge({ clock: { skewMs, uncertaintyMs } }) {
    if (skewMs === null) return skip('the server sends no date')
    const direction = skewMs < 0 ? 'behind' : 'ahead of'
    if (Math.abs(skewMs) - uncertaintyMs <= toleratedMs)
      return pass(`the server’s clock agrees with this machine’s to within ${duration(Math.abs(skewMs) + uncertaintyMs)}`)
    return warn(
      [`the server’s clock is ${duration(skewMs)} ${direction} this machine’s (± ${duration(uncertaintyMs)})`],
      nextStep('Set both clocks by NTP; until then widen the window by that much', 'change-window'),
    )
  },
})
