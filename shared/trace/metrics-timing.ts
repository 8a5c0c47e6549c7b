import { distributionOf, inSeconds } from './distribution.ts'
import { traceKinds } from './kind.ts'
import { type Metric, type MetricGap, metricGroup, metricValue, notComputable } from './metric.ts'
import type { SpanTree } from './tree.ts'
import { findTurns } from './turns.ts'

const seconds = (us: number): number => us / 1e6

/** Durations of the simulation, of turns, between turns and by type; all in seconds. */
export function durationMetrics(tree: SpanTree): Metric[] {
  const turns = findTurns(tree)
  const told = turns.by === 'traces' ? 'No span is a turn; each trace is taken for one.' : null
  const lengths = turns.turns.map((turn) => turn.endUs - turn.startUs)
  const gaps = turns.turns.slice(1).map((turn, at) => turn.startUs - (turns.turns[at]?.endUs ?? 0))
  const between = inSeconds(distributionOf(gaps))
  const length = inSeconds(distributionOf(lengths))
  return [
    {
      id: 'duration',
      title: 'Simulation duration',
      unit: 's',
      origin: 'ours',
      reads: 'From the earliest start to the latest end of all spans.',
      result:
        tree.order.length === 0
          ? notComputable('There are no spans.')
          : metricValue(seconds(tree.trace.durationUs), { samples: tree.order.length }),
    },
    {
      id: 'turn_duration',
      title: 'Turn duration',
      unit: 's',
      origin: 'ours',
      reads: 'Average duration of the outermost spans of type turn; without any, of the traces.',
      result:
        length === null
          ? noTurns
          : metricValue(length.average, {
              samples: length.count,
              distribution: length,
              groups: lengths.map((value, at) => metricGroup(`turn ${at + 1}`, seconds(value))),
              note: told,
            }),
    },
    {
      id: 'turn_gap',
      title: 'Time between turns',
      unit: 's',
      origin: 'ours',
      reads: 'Average time from one turn’s end to the next one’s start, in order of start; below zero where they overlap.',
      result:
        between === null
          ? length === null
            ? noTurns
            : notComputable('There is one turn only.')
          : metricValue(between.average, { samples: between.count, distribution: between, note: told }),
    },
    kindMetric(tree),
  ]
}

const noTurns: MetricGap = notComputable('No span is a turn, and the simulation is a single trace.')

function kindMetric(tree: SpanTree): Metric {
  const durations = new Map(traceKinds.map((kind) => [kind, { values: [] as number[], selfUs: 0, errors: 0 }]))
  for (const span of tree.trace.spans) {
    const kind = durations.get(span.kind)
    if (kind === undefined) continue
    kind.values.push(span.endUs - span.startUs)
    kind.selfUs += tree.selfUs[span.index] ?? 0
    if (span.error) kind.errors++
  }
  const selfUs = tree.selfUs.reduce((sum, us) => sum + us, 0)
  const groups = [...durations]
    .filter(([, kind]) => kind.values.length > 0)
    .map(([label, { values, selfUs: own, errors }]) => {
      const distribution = inSeconds(distributionOf(values))
      return metricGroup(label, distribution?.sum ?? 0, { self: seconds(own), errors }, distribution)
    })
  return {
    id: 'type_duration',
    title: 'Duration by type',
    unit: 's',
    origin: 'ours',
    reads:
      'Sum of span durations by type, overlapping ones counted each; self is the time that no child accounts for. The value is the self time of all.',
    result:
      groups.length === 0
        ? notComputable('There are no spans.')
        : metricValue(seconds(selfUs), { samples: tree.order.length, groups }),
  }
}

/** Share of spans with status Error, and the same by type. */
export function errorRateMetric(tree: SpanTree): Metric {
  const kinds = new Map(traceKinds.map((kind) => [kind, { spans: 0, errors: 0 }]))
  let errors = 0
  for (const span of tree.trace.spans) {
    const kind = kinds.get(span.kind)
    if (kind) kind.spans++
    if (!span.error) continue
    errors++
    if (kind) kind.errors++
  }
  const spans = tree.order.length
  return {
    id: 'error_rate',
    title: 'Error rate',
    unit: 'ratio',
    origin: 'ours',
    reads: 'Spans with status Error, of all spans.',
    result:
      spans === 0
        ? notComputable('There are no spans.')
        : metricValue(errors / spans, {
            samples: spans,
            groups: [...kinds]
              .filter(([, kind]) => kind.spans > 0)
              .map(([label, kind]) => metricGroup(label, kind.errors / kind.spans, kind)),
          }),
  }
}
