import { defineCheck, fail, nextStep, pass, skip, warn } from './define.ts'
import { count, list } from './words.ts'

export const nativeTracesCheck = defineCheck({
  id: 'native-traces',
  title: 'The simulation has no native traces yet',
  symptom: null,
  keywords: ['skipped', 'native', 'otlp', 'already there', 'duplicate', 'import skipped'],
  needs: ['preview'],
  examines: ['native'],
  judge({ preview: { simulation, spans: previewed } }, { native }) {
    if (native.state === 'failed')
      return fail([native.message], nextStep('Look at the trace store, then run it again', 'open-store'))
    const { traces, spans, services } = native.value
    if (simulation === null && previewed.matched === 0) return skip('there are no spans that would be imported')
    if (spans === 0) return pass('the store holds no native OTLP traces of this simulation')
    return warn(
      [`the store holds ${count(spans, 'span')} in ${count(traces, 'trace')} that came by OTLP, from ${list(services)}`],
      nextStep('Nothing is to be done: the import is skipped, and the native traces are shown'),
    )
  },
})
