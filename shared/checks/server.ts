import { defineCheck, fail, nextStep, pass, warn } from './define.ts'

export const serverCheck = defineCheck({
  id: 'server',
  title: 'The server is a Phoenix that can select',
  symptom: null,
  keywords: ['phoenix version', 'not a phoenix', 'html', 'wrong path', 'space', 'upgrade', 'old version', '14.9.0'],
  examines: ['server'],
  judge(_, { server }) {
    if (server.state === 'failed')
      return fail(
        [server.message],
        nextStep(
          'Use Phoenix’s base address, with the path of the space on Phoenix Cloud (https://app.phoenix.arize.com/s/…)',
          'edit-connection',
        ),
      )
    const { version, selects, latencyMs } = server.value
    const seen = `Phoenix ${version ?? 'of unknown version'}, answered in ${Math.round(latencyMs)} ms`
    if (selects) return pass(seen)
    return warn(
      [seen, 'selecting spans by attribute needs 14.9.0; the whole window is read instead'],
      nextStep('Upgrade Phoenix to 14.9.0 or newer, so that a busy window does not cut a simulation off'),
    )
  },
})
