import type { SpanSource } from '../../shared/contract/index.ts'
import type { CompareReport, SavedMetric } from '../../shared/contract/metrics.ts'
import { evaluateCustomMetric } from '../../shared/trace/custom-metric.ts'
import { builtInMetrics } from '../../shared/trace/metrics.ts'
import type { SpanTree } from '../../shared/trace/tree.ts'
import type { StoredSimulation } from './metrics-simulations.ts'

interface Chosen {
  readonly source: SpanSource
  readonly one: StoredSimulation
  readonly tree: SpanTree
}

/** Traces in memory side by side, as the engine would have them. */
export function compareTraces(chosen: readonly Chosen[], custom: readonly SavedMetric[]): CompareReport {
  const rows = chosen.map(({ source, one, tree }) => ({ source, one, metrics: builtInMetrics(tree) }))
  const first = rows[0]?.metrics ?? []
  return {
    format: 1,
    columns: [
      ...first.map(({ id, title, unit }) => ({ id, title, unit, kind: 'built-in' as const })),
      ...custom.map(({ id, name, unit }) => ({ id: `custom:${id}`, title: name, unit, kind: 'custom' as const })),
    ],
    rows: rows.map(({ source, one, metrics }) => ({
      source,
      title: one.simulation,
      simulation: one.simulation,
      project: one.project,
      start: null,
      spans: one.trace.spans.length,
      partial: null,
      error: null,
      cells: [
        ...metrics.map(({ result }) =>
          result.computable
            ? { value: result.value, because: null, parts: result.groups.map((group) => group.value) }
            : { value: null, because: result.because, parts: [] },
        ),
        ...custom.map((metric) => {
          const answer = evaluateCustomMetric(one.trace, metric)
          return answer.ok ? { value: answer.value, because: null, parts: [] } : { value: null, because: answer.error, parts: [] }
        }),
      ],
    })),
  }
}
