import type { CompareReport, CompareRow } from '../../../shared/contract/metrics.ts'
import { formatSource } from '../../stores/span-source.ts'
import { csvOf } from './csv.ts'

/**
 * One line a simulation; values exact and in the metric's own unit, which the head names. A missing value is an empty field, and
 * `error` says of a simulation that could not be read why it has none. It stands last, so that columns keep their places.
 */
export function compareCsv(report: CompareReport, rows: readonly CompareRow[]): string {
  return csvOf([
    [
      'simulation',
      'source',
      'project',
      'start',
      'spans',
      'partial',
      ...report.columns.map(({ title, unit }) => `${title} [${unit}]`),
      'error',
    ],
    ...rows.map((row) => [
      row.simulation ?? row.title,
      formatSource(row.source),
      row.project,
      row.start,
      row.error === null ? row.spans : null,
      row.partial?.detail ?? null,
      ...report.columns.map((_, at) => row.cells[at]?.value ?? null),
      row.error,
    ]),
  ])
}

/** The report as the engine gave it, in the order on screen; it holds the reasons of missing values too. */
export const compareJson = (report: CompareReport, rows: readonly CompareRow[]): string =>
  `${JSON.stringify({ ...report, rows }, null, 2)}\n`
