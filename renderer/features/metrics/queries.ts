import { useQuery } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { CustomMetricDraft } from '../../../shared/contract/metrics.ts'
import { useEngine } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'

export const metricsKeys = {
  builtIn: (source: SpanSource | null) => ['metrics', 'built-in', source],
  custom: ['metrics', 'custom'],
  answer: (source: SpanSource, metric: CustomMetricDraft) => ['metrics', 'answer', source, metric],
  sql: ['metrics', 'sql'],
  sqlColumns: ['metrics', 'sql-columns'],
  names: (source: SpanSource) => ['metrics', 'names', source],
  endpoints: ['judges', 'endpoints'],
  judges: ['judges', 'list'],
  results: ['judges', 'results'],
} as const

export function useBuiltIn(source: SpanSource | null, enabled = true) {
  const client = useEngine()
  return useQuery({
    queryKey: metricsKeys.builtIn(source),
    queryFn: ({ signal }) => {
      if (source === null) throw new Error('no source is chosen')
      return ask(() => client.metrics.builtIn({ source }, { signal }))
    },
    enabled: enabled && source !== null,
  })
}

export function useCustomMetrics() {
  const client = useEngine()
  return useQuery({ queryKey: metricsKeys.custom, queryFn: () => ask(() => client.metrics.listCustom()) })
}

export function useCustomAnswer(source: SpanSource, metric: CustomMetricDraft) {
  const client = useEngine()
  const { name, spanName, attribute, aggregation, unit } = metric
  const draft = { name, spanName, attribute, aggregation, unit }
  return useQuery({
    queryKey: metricsKeys.answer(source, draft),
    queryFn: ({ signal }) => ask(() => client.metrics.runCustom({ source, metric: draft }, { signal })),
  })
}

export function useSavedSql() {
  const client = useEngine()
  return useQuery({ queryKey: metricsKeys.sql, queryFn: () => ask(() => client.metrics.listSql()) })
}

export function useSqlColumns() {
  const client = useEngine()
  return useQuery({
    queryKey: metricsKeys.sqlColumns,
    queryFn: () => ask(() => client.metrics.sqlColumns()),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Whether a source lies in the store, so that SQL reaches it. */
export const inStore = (source: SpanSource): boolean => source.kind === 'import' || source.kind === 'native'

const namesSql = `SELECT SpanName AS name, arrayJoin(mapKeys(SpanAttributes)) AS key, count() AS spans
FROM spans GROUP BY name, key ORDER BY spans DESC, name, key`

/** Span names with their attributes, for suggestions only: without an answer there are none, and everything can still be typed. */
export function useSpanNames(source: SpanSource) {
  const client = useEngine()
  return useQuery({
    queryKey: metricsKeys.names(source),
    enabled: inStore(source),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const question = { source, sql: namesSql, limits: { seconds: 5, rows: 10_000 } }
      const answer = await ask(() => client.metrics.runSql(question, { signal }))
      const names = new Map<string, string[]>()
      for (const [name, key] of answer.ok ? answer.rows : []) {
        const keys = names.get(String(name)) ?? []
        keys.push(String(key))
        names.set(String(name), keys)
      }
      return names
    },
  })
}

export function useEndpoints() {
  const client = useEngine()
  return useQuery({ queryKey: metricsKeys.endpoints, queryFn: () => ask(() => client.judges.listEndpoints()) })
}

export function useJudges() {
  const client = useEngine()
  return useQuery({ queryKey: metricsKeys.judges, queryFn: () => ask(() => client.judges.list()) })
}

/** Of every simulation, newest first: those of the one on screen are picked where they are shown. */
export function useJudgeResults() {
  const client = useEngine()
  return useQuery({ queryKey: metricsKeys.results, queryFn: () => ask(() => client.judges.results({ source: null })) })
}
