import { create } from 'zustand'
import type { CustomMetricDraft, SavedMetric, SavedSql } from '../../../shared/contract/metrics.ts'
import type { JudgeForm } from './judge-draft.ts'

/**
 * What is typed in Metrics and not saved. It outlives the choice of another simulation, tab or view, none of which is about it.
 * Keys are never here.
 */

export const exampleSql = `SELECT SpanName, count() AS spans,
  round(quantileExactInclusive(0.95)(Duration) / 1e6, 1) AS p95_ms
FROM spans
GROUP BY SpanName
ORDER BY p95_ms DESC`

export interface SqlDraft {
  readonly sql: string
  /** The saved query that it began as; null for a new one. */
  readonly saved: SavedSql | null
  readonly name: string
  readonly limits: { readonly seconds: number; readonly rows: number }
}

const firstSql: SqlDraft = { sql: exampleSql, saved: null, name: '', limits: { seconds: 10, rows: 1000 } }

export const useSqlDraft = create<SqlDraft>(() => firstSql)

export const changeSql = (change: Partial<SqlDraft>): void => useSqlDraft.setState(change)

/** Whether opening another query would lose text. */
export const isSqlChanged = ({ sql, saved }: SqlDraft): boolean => sql.trim() !== '' && sql !== (saved?.sql ?? exampleSql)

/** The saved metric in the form; null for a new one. */
export const useEditedMetric = create<{ readonly edited: SavedMetric | null }>(() => ({ edited: null }))

/** What stands beside the lists of judges; `id` is null while it is new. */
export interface ShownCard {
  readonly kind: 'judge' | 'endpoint'
  readonly id: string | null
}

/** A card keeps its number when it is saved for the first time, and with it what was begun in it. */
export const useShownCard = create<{ readonly shown: ShownCard | null; readonly card: number }>(() => ({ shown: null, card: 0 }))

export interface EndpointDraft {
  readonly name: string
  readonly baseUrl: string
  readonly model: string
}

export const metricDrafts = createDrafts<CustomMetricDraft>()
export const judgeDrafts = createDrafts<JudgeForm>()
export const endpointDrafts = createDrafts<EndpointDraft>()

/** As the page starts. */
export function forgetDrafts(): void {
  useSqlDraft.setState(firstSql)
  useEditedMetric.setState({ edited: null })
  useShownCard.setState({ shown: null, card: 0 })
  for (const drafts of [metricDrafts, judgeDrafts, endpointDrafts]) drafts.forgetAll()
}

/** Forms of one kind, each with what is typed in it, by the id of what it changes; null is the form of a new one. */
function createDrafts<T>() {
  const useTyped = create<{ readonly byId: ReadonlyMap<string | null, T> }>(() => ({ byId: new Map() }))
  const change = (alter: (byId: Map<string | null, T>) => void) => {
    const byId = new Map(useTyped.getState().byId)
    alter(byId)
    useTyped.setState({ byId })
  }
  return {
    /** What stands in a form: what is typed, else what is saved. */
    useDraft: (id: string | null, saved: T): T => useTyped(({ byId }) => byId.get(id)) ?? saved,
    put: (id: string | null, draft: T): void => change((byId) => byId.set(id, draft)),
    forget: (id: string | null): void => change((byId) => byId.delete(id)),
    forgetAll: (): void => change((byId) => byId.clear()),
  }
}
