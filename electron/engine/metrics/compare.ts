import { reportFormat } from '../../../shared/contract/import.ts'
import type { CompareCell, CompareColumn, CompareReport, CompareRow, SavedMetric } from '../../../shared/contract/metrics.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import type { Metric } from '../../../shared/trace/metric.ts'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import type { SimulationTrace } from '../../../shared/trace/model.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { SpanSources } from '../trace/span-sources.ts'

/** Bars of one cell; a simulation may have thousands of turns. */
const mostParts = 60

export interface CompareOptions {
  readonly custom: readonly SavedMetric[]
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Measures simulations one after another, so that only one of them is in memory at a time. */
export async function compareSources(
  sources: SpanSources,
  wanted: readonly SpanSource[],
  { custom, signal, onProgress }: CompareOptions,
): Promise<CompareReport> {
  const attributes = custom.flatMap(({ attribute }) => (attribute === null ? [] : [attribute]))
  const rows: CompareRow[] = []
  let columns: CompareColumn[] = []
  for (const source of wanted) {
    signal.throwIfAborted()
    const { header, trace } = await sources.outlinedTrace(source, attributes)
    const metrics = builtInMetrics(buildTree(trace))
    columns = [...metrics.map(columnOf), ...custom.map(customColumn)]
    rows.push({
      source,
      title: header.title,
      simulation: header.simulation,
      project: header.project,
      start: header.start,
      spans: header.spans,
      partial: header.partial,
      cells: [...metrics.map(cellOf), ...custom.map((metric) => customCell(trace, metric))],
    })
    onProgress(rows.length, wanted.length)
  }
  return { format: reportFormat, columns, rows }
}

const columnOf = ({ id, title, unit }: Metric): CompareColumn => ({ id, title, unit, kind: 'built-in' })
const customColumn = ({ id, name, unit }: SavedMetric): CompareColumn => ({
  id: `custom:${id}`,
  title: name,
  unit,
  kind: 'custom',
})

const cellOf = ({ result }: Metric): CompareCell =>
  result.computable
    ? { value: result.value, because: null, parts: result.groups.slice(0, mostParts).map((group) => group.value) }
    : { value: null, because: result.because, parts: [] }

function customCell(trace: SimulationTrace, metric: SavedMetric): CompareCell {
  const result = evaluateCustomMetric(trace, metric)
  return result.ok ? { value: result.value, because: null, parts: [] } : { value: null, because: result.error, parts: [] }
}
