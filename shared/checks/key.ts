import { defineCheck, fail, nextStep, pass, warn } from './define.ts'
import { symptoms } from './symptoms.ts'

const needsKey = /(^|\.)phoenix\.arize\.com$/i

export const keyCheck = defineCheck({
  id: 'key',
  title: 'The API key fits the connection',
  symptom: symptoms.noSpans,
  keywords: ['api key', 'configured', 'chip', 'missing key', 'phoenix cloud', 'another origin', 'plain http'],
  needs: ['connection'],
  examines: ['key'],
  judge({ connection }, { key }) {
    if (key.state === 'failed') return fail([key.message], nextStep('Unlock the keychain and run this check again', 'retry'))
    const { configured, origin, originMismatch, plainHttpAbroad } = key.value
    if (originMismatch)
      return fail(
        [`the key was saved for ${origin}, the connection goes to ${connection.host}; it is not sent there`],
        nextStep('Type the key for this host', 'replace-key'),
      )
    if (!configured) {
      if (needsKey.test(hostnameOf(connection.host)))
        return fail(
          ['no API key is saved, and Phoenix Cloud needs one'],
          nextStep('Save an API key of this space', 'replace-key'),
        )
      return pass('no API key is saved; a Phoenix without authentication needs none')
    }
    if (plainHttpAbroad)
      return warn(
        [`a key is saved for ${origin}`, 'it crosses the network unencrypted, because the host is plain http'],
        nextStep('Use the https address of this Phoenix', 'edit-connection'),
      )
    return pass(`a key is saved for ${origin}`)
  },
})

/** The part of a parsed host between scheme and port or path. */
const hostnameOf = (host: string): string => host.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '')
