import { defineCheck, fail, nextStep, pass } from './define.ts'
import { symptoms } from './symptoms.ts'

export const connectionCheck = defineCheck({
  id: 'connection',
  title: 'The connection is saved and complete',
  symptom: symptoms.noSpans,
  keywords: ['no spans', 'configured', 'chip', 'not configured', 'settings', 'host', 'project name'],
  examines: ['connection'],
  judge(_, { connection }) {
    if (connection.state === 'failed')
      return fail(
        [connection.message],
        connection.code === 'settings-unreadable'
          ? nextStep('Repair the settings file, or move it away and enter the connections again')
          : nextStep('Fill in host and project of the connection', 'edit-connection'),
      )
    const { name, host, project } = connection.value
    return pass(`${name}: ${host}, project ${project}`)
  },
})
