import { defineCheck, fail, nextStep, pass } from './define.ts'

export const httpCheck = defineCheck({
  id: 'http',
  title: 'The host answers over HTTP',
  symptom: null,
  keywords: ['http', 'timeout', 'reset', 'no answer', '502', '503', '504', 'bad gateway', 'proxy', 'redirect'],
  examines: ['http'],
  judge(_, { http }) {
    if (http.state === 'failed')
      return fail(
        [http.message],
        nextStep('Look at the log of Phoenix or of the proxy before it, then run the check again', 'retry'),
      )
    const { status, redirectsTo, elapsedMs } = http.value
    const seen = `status ${status} in ${Math.round(elapsedMs)} ms`
    if (redirectsTo !== null)
      return fail(
        [seen, `it redirects to ${redirectsTo}, where no key is sent`],
        nextStep('If that address is yours, save it as the host of the connection', 'edit-connection', redirectsTo),
      )
    if (status >= 500) return fail([seen], nextStep('Look at the log of Phoenix or of the proxy before it', 'retry'))
    return pass(seen)
  },
})
