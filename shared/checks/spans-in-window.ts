import type { NextStep } from '../contract/checks.ts'
import type { PreviewReport } from '../contract/preview.ts'
import { type IsoMicros, parseInstant, toIsoMicros, unixNano } from '../otlp/time.ts'
import { defineCheck, fail, nextStep, pass, skip } from './define.ts'
import type { FactValues, NearestSpan } from './facts.ts'
import { symptoms } from './symptoms.ts'
import { count, duration, quote } from './words.ts'

export const spansInWindowCheck = defineCheck({
  id: 'spans-in-window',
  title: 'The window holds spans',
  symptom: symptoms.noSpans,
  keywords: ['no spans', 'empty', 'time window', 'wrong time', 'time zone', 'nothing found'],
  needs: ['preview', 'around'],
  judge({ preview, around }) {
    const { window, project, spans } = preview
    if (window === null && hasSpans(preview))
      return skip('no window was given, and none was found, because no span carries the id')
    if (hasSpans(preview)) {
      const seen = spans.inWindow ?? Math.max(spans.matched, sumOf(preview))
      return pass(
        `${spans.inWindow === null ? 'at least ' : ''}${count(seen, 'span')} between ${window?.start} and ${window?.end}`,
      )
    }
    const nearest = describeAround(around)
    if (window === null)
      return fail(
        [`no window was given, and none was found in ${quote(project)}`, ...nearest],
        nextStep('Give the start and end of the simulation', 'change-window'),
      )
    const evidence = [`0 spans between ${window.start} and ${window.end} in ${quote(project)}`, ...nearest]
    const target = nearer(around)
    if (target === null)
      return fail(evidence, nextStep('Make sure that the agent exports to this project, then run a simulation', 'pick-project'))
    return fail(evidence, {
      ...nextStep(`Move the window to ${target.time}`, 'change-window', target.time),
      ...windowAt(window, target.time),
    })
  },
})

/** Shorter windows than this are widened: the nearest span is rarely the only one of its conversation. */
const leastMs = 10n * 60_000n

/** The window, as long as it was or a little longer, with an instant in its middle. */
function windowAt(
  { start, end }: { readonly start: IsoMicros; readonly end: IsoMicros },
  at: IsoMicros,
): Pick<NextStep, 'window'> {
  const [from, to, middle] = [parseInstant(start), parseInstant(end), parseInstant(at)]
  if (from === null || to === null || middle === null) return {}
  const least = leastMs * 1_000_000n
  const half = (to - from > least ? to - from : least) / 2n
  return { window: { start: toIsoMicros(unixNano(middle - half)), end: toIsoMicros(unixNano(middle + half)) } }
}

export const hasSpans = ({ spans, traces }: PreviewReport): boolean =>
  (spans.inWindow ?? 0) > 0 || spans.matched > 0 || traces.length > 0

const sumOf = ({ traces }: PreviewReport): number => traces.reduce((sum, trace) => sum + trace.spans, 0)

function describeAround({ before, after }: FactValues['around']): string[] {
  if (before === null && after === null) return ['the project holds no spans at other times either']
  const lines: string[] = []
  if (before !== null) lines.push(describeSpan(before, 'before'))
  if (after !== null) lines.push(describeSpan(after, 'after'))
  return lines
}

const describeSpan = ({ time, name, distanceMs, exact }: NearestSpan, side: string): string =>
  `nearest span ${side}: ${time}, ${exact ? '' : 'at most '}${duration(distanceMs)} away (${name})`

function nearer({ before, after }: FactValues['around']): NearestSpan | null {
  if (before === null || after === null) return before ?? after
  return before.distanceMs <= after.distanceMs ? before : after
}
