import { defineCheck, fail, nextStep, pass } from './define.ts'
import { symptoms } from './symptoms.ts'
import { count } from './words.ts'

export const authorisedCheck = defineCheck({
  id: 'authorised',
  title: 'Phoenix accepts the request',
  symptom: symptoms.unauthorised,
  keywords: ['401', 'unauthorized', '403', 'forbidden', 'invalid token', 'api key', 'rotated', 'expired', 'revoked'],
  needs: ['key'],
  examines: ['authorisation'],
  judge({ key }, { authorisation }) {
    if (authorisation.state === 'known') return pass(`Phoenix answered with ${count(authorisation.value.projects, 'project')}`)
    const sent = key.configured ? 'the saved key was sent' : 'no key was sent, because none is saved'
    const evidence = [authorisation.message, sent]
    switch (authorisation.code) {
      case 'phoenix-unauthorized':
        return fail(
          evidence,
          key.configured
            ? nextStep('Make a new API key in Phoenix (Settings → API Keys) and replace the saved one', 'replace-key')
            : nextStep('Save an API key of this Phoenix', 'replace-key'),
        )
      case 'phoenix-forbidden':
        return fail(evidence, nextStep('Use a key that may read projects, or ask the owner of this Phoenix', 'replace-key'))
      default:
        return fail(evidence, nextStep('Run the check again', 'retry'))
    }
  },
})
