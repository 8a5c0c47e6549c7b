import { defineCheck, fail, nextStep, pass } from './define.ts'
import { symptoms } from './symptoms.ts'
import { list } from './words.ts'

export const dnsCheck = defineCheck({
  id: 'dns',
  title: 'The host name has an address',
  symptom: symptoms.refused,
  keywords: ['connection refused', 'dns', 'enotfound', 'getaddrinfo', 'unknown host', 'name resolution'],
  examines: ['dns'],
  judge(_, { dns }) {
    if (dns.state === 'failed')
      return fail([dns.message], nextStep('Correct the host name, or join the network (VPN) that knows it', 'edit-connection'))
    const { addresses, elapsedMs } = dns.value
    return pass(`${list(addresses)} (${Math.round(elapsedMs)} ms)`)
  },
})
