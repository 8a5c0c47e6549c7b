import { defineCheck, fail, nextStep, pass } from './define.ts'
import { symptoms } from './symptoms.ts'

export const tcpCheck = defineCheck({
  id: 'tcp',
  title: 'The port accepts connections',
  symptom: symptoms.refused,
  keywords: ['connection refused', 'econnrefused', 'port', '6006', '4317', 'timeout', 'firewall', 'unreachable'],
  examines: ['tcp'],
  judge(_, { tcp }) {
    if (tcp.state === 'failed')
      return fail(
        [tcp.message],
        tcp.code === 'phoenix-timeout'
          ? nextStep('Let this machine through the firewall in front of Phoenix, then run the check again', 'retry')
          : nextStep('Start Phoenix, and use the port of its web page (6006 unless it was moved)', 'edit-connection'),
      )
    const { address, port, elapsedMs } = tcp.value
    return pass(`${address} port ${port} accepted in ${Math.round(elapsedMs)} ms`)
  },
})
