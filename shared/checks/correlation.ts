import type { NextStep } from '../contract/checks.ts'
import type { NearMiss, PreviewReport } from '../contract/preview.ts'
import { defineCheck, fail, nextStep, pass, skip } from './define.ts'
import { hasSpans } from './spans-in-window.ts'
import { symptoms } from './symptoms.ts'
import { count, list, quote } from './words.ts'

export const correlationCheck = defineCheck({
  id: 'correlation',
  title: 'Spans carry the simulation output id',
  symptom: symptoms.notInCoval,
  keywords: [
    'in phoenix but not in coval',
    'correlation',
    'simulation_output_id',
    'session.id',
    'session_id',
    'metadata',
    'attribute not set',
    'no match',
    'no spans',
  ],
  needs: ['preview'],
  judge({ preview }) {
    const { simulation, spans, traces, nearMisses, otherSimulations } = preview
    if (simulation === null) return skip('no simulation was given; every span of the window is taken')
    const matched = traces.filter(({ verdict }) => verdict === 'matched')
    if (spans.matched > 0)
      return pass(
        `${count(spans.matched, 'span')} in ${count(matched.length, 'trace')} match ${quote(simulation)}`,
        ...describeKeys(matched),
        ...nearMisses.filter(({ severity }) => severity === 'note').map(({ fix }) => fix),
      )
    const misses = nearMisses.filter(({ severity }) => severity === 'miss')
    if (!hasSpans(preview) && misses.length === 0) return skip('there are no spans in which the id could be')

    const evidence = [
      `no span carries ${quote(simulation)} in simulation_output_id, coval_simulation_output_id, session_id, session.id or metadata`,
      ...misses.slice(0, 5).map(describeMiss),
    ]
    if (otherSimulations.length > 0)
      evidence.push(`ids of other simulations: ${list(otherSimulations.map(({ id }) => quote(id)))}`)
    const [best] = misses
    if (best !== undefined)
      return fail(evidence, {
        ...nextStep(
          best.window ? `Use the window ${best.window.start} – ${best.window.end}` : best.fix,
          actions[best.kind] ?? 'show-near-misses',
          best.value,
        ),
        ...(best.window && { window: best.window }),
      })
    const [other] = otherSimulations
    if (other !== undefined && otherSimulations.length === 1)
      return fail(evidence, nextStep(`Check the id; the window holds ${quote(other.id)}`, 'switch-simulation', other.id))
    return fail(evidence, nextStep('Set simulation_output_id on the agent’s root span; the snippet shows how', 'show-snippet'))
  },
})

/** Near misses that are put right here; the others are put right in the agent. */
const actions: Partial<Record<NearMiss['kind'], NextStep['action']>> = {
  'outside-window': 'change-window',
  'another-project': 'pick-project',
}

/** Which keys matched, and in how many traces. */
function describeKeys(traces: PreviewReport['traces']): string[] {
  const byKey = new Map<string, number>()
  for (const { evidence } of traces)
    for (const where of new Set(evidence.map(({ key, place }) => (place === 'metadata' ? `${key} in metadata` : key))))
      byKey.set(where, (byKey.get(where) ?? 0) + 1)
  return [...byKey].map(([where, many]) => `by ${where} in ${count(many, 'trace')}`)
}

function describeMiss({ key, value, traces, kind }: NearMiss): string {
  const many = traces > 1 ? ` in ${count(traces, 'trace')}` : ''
  // In these two the id itself is right, and the value says where it is.
  if (kind === 'outside-window') return `the id is outside the window, in ${key} at ${value}${many}`
  if (kind === 'another-project') return `the id is in the project ${value}, in ${key}${many}`
  const seen = [key, value === null ? null : quote(value)].filter((part) => part !== null).join(' = ')
  return `near miss (${kind.replaceAll('-', ' ')}): ${seen}${many}`
}
