import type { MetricView } from '../../../shared/contract/metrics.ts'

export interface MetricSection {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly metrics: readonly MetricView[]
}

/** Coval's own metrics first, as it documents them; then ours by what they measure. A section without metrics is left out. */
export function sectionsOf(metrics: readonly MetricView[]): MetricSection[] {
  const ours = metrics.filter((metric) => metric.origin === 'ours')
  const sections: MetricSection[] = [
    {
      id: 'coval',
      title: 'Coval’s own',
      note: 'Read exactly as Coval documents them: by span name.',
      metrics: metrics.filter((metric) => metric.origin === 'coval'),
    },
    {
      id: 'time',
      title: 'Time',
      note: 'Ours: the whole, its turns and its types of span.',
      metrics: ours.filter((metric) => metric.unit === 's' || metric.unit === 'ms'),
    },
    {
      id: 'use',
      title: 'Errors, tokens and tools',
      note: 'Ours: by type, whatever the spans are called.',
      metrics: ours.filter((metric) => metric.unit !== 's' && metric.unit !== 'ms'),
    },
  ]
  return sections.filter((section) => section.metrics.length > 0)
}

/** Every number of seconds that a section shows: they share one unit, so that the eye can compare them. */
export const secondsOf = (metrics: readonly MetricView[]): number[] =>
  metrics.flatMap(({ unit, result }) => {
    if (!result.computable) return []
    const distributions = [result.distribution, ...result.groups.map((group) => group.distribution)]
    return [
      ...(unit === 's' ? [result.value, ...result.groups.map((group) => group.value)] : []),
      ...distributions.flatMap((one) => (one === null ? [] : [one.max])),
    ]
  })

/** How many turns the engine told apart by spans of that type; null where it could not, or took traces for turns. */
export function turnsOf(metrics: readonly MetricView[]): number | null {
  const result = metrics.find((one) => one.id === 'turn_duration')?.result
  return result?.computable && result.note === null ? result.samples : null
}

/** The metric that has a table of its own: durations by type. */
export const kindMetricId = 'type_duration'

/** Groups of a line that stay under it; more of them (turns, mostly) become a drawing, and a list in the panel. */
export const mostInlineGroups = 12
