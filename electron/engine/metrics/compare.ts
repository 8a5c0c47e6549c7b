import { CompanionError } from '../../../shared/contract/errors.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type { CompareCell, CompareColumn, CompareReport, CompareRow, SavedMetric } from '../../../shared/contract/metrics.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { evaluateCustomMetric } from '../../../shared/trace/custom-metric.ts'
import type { Metric } from '../../../shared/trace/metric.ts'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import { type SimulationTrace, traceOfSpans } from '../../../shared/trace/model.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import type { SpanSources } from '../trace/span-sources.ts'
import { attributesOf } from './built-in.ts'

/** Bars of one cell; a simulation may have thousands of turns. */
const mostParts = 60

export interface CompareOptions {
  readonly custom: readonly SavedMetric[]
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Measures simulations one after another, so that only one of them is in memory at a time. One that is not there is a row without values. */
export async function compareSources(
  sources: SpanSources,
  wanted: readonly SpanSource[],
  { custom, signal, onProgress }: CompareOptions,
): Promise<CompareReport> {
  const rows: CompareRow[] = []
  const columns = [...builtInMetrics(buildTree(traceOfSpans([]))).map(columnOf), ...custom.map(customColumn)]
  for (const source of wanted) {
    signal.throwIfAborted()
    rows.push(await rowOf(sources, source, custom).catch((error: unknown) => absentRow(source, columns, error)))
    onProgress(rows.length, wanted.length)
  }
  return { format: reportFormat, columns, rows }
}

async function rowOf(sources: SpanSources, source: SpanSource, custom: readonly SavedMetric[]): Promise<CompareRow> {
  const { header, trace } = await sources.outlinedTrace(source, attributesOf(custom))
  return {
    source,
    title: header.title,
    simulation: header.simulation,
    project: header.project,
    start: header.start,
    spans: header.spans,
    partial: header.partial,
    error: null,
    cells: [...builtInMetrics(buildTree(trace)).map(cellOf), ...custom.map((metric) => customCell(trace, metric))],
  }
}

/** A source that is gone is no reason to hide the others; a store that fails is. */
function absentRow(source: SpanSource, columns: readonly CompareColumn[], error: unknown): CompareRow {
  if (!(error instanceof CompanionError) || !['usage', 'no-longer-held'].includes(error.code)) throw error
  return {
    source,
    title: nameOf(source),
    simulation: null,
    project: null,
    start: null,
    spans: 0,
    partial: null,
    error: error.message,
    cells: columns.map(() => ({ value: null, because: error.message, parts: [] })),
  }
}

function nameOf(source: SpanSource): string {
  switch (source.kind) {
    case 'import':
      return source.importId
    case 'native':
      return source.id
    case 'preview':
      return source.previewId
    case 'file':
      return source.fileId
  }
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
