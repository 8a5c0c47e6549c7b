import type { QueryClient } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { CompareEvent, CompareReport } from '../../../shared/contract/metrics.ts'
import { createStreamJob } from '../../stores/stream-job.ts'
import { metricsKeys } from './queries.ts'

export interface CompareLive {
  readonly done: number
  readonly total: number
  readonly report: CompareReport | null
}

/** The comparison outlives its view; the request is the list of sources, as `formatSource` writes them. */
export const compareJob = createStreamJob<
  { readonly key: string; readonly sources: readonly SpanSource[] },
  CompareEvent,
  CompareLive
>('the comparison', { done: 0, total: 0, report: null }, (live, event) =>
  event.kind === 'progress' ? { ...live, done: event.done, total: event.total } : { ...live, report: event.report },
)

/** A custom metric was saved or removed: each is a column of the comparison. */
export function customMetricsChanged(queries: QueryClient): Promise<void> {
  compareJob.reset()
  return queries.invalidateQueries({ queryKey: metricsKeys.custom })
}
