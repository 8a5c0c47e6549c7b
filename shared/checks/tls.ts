import { defineCheck, fail, nextStep, pass } from './define.ts'

export const tlsCheck = defineCheck({
  id: 'tls',
  title: 'The certificate is trusted',
  symptom: null,
  keywords: ['tls', 'ssl', 'certificate', 'self-signed', 'expired', 'https', 'handshake'],
  examines: ['tls'],
  judge(_, { tls }) {
    if (tls.state === 'failed')
      return fail(
        [tls.message],
        nextStep(
          'Renew the certificate, name its authority in NODE_EXTRA_CA_CERTS, or correct http and https in the host',
          'edit-connection',
        ),
      )
    if (tls.value === null) return pass('the host is plain http; there is no certificate')
    const { protocol, validUntil, elapsedMs } = tls.value
    return pass(`${protocol}, valid until ${validUntil} (${Math.round(elapsedMs)} ms)`)
  },
})
