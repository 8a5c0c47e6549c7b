import type { ImportRecord, ImportReport, Partial, Window } from '../../../shared/contract/import.ts'
import type { SqlAnswer, SqlLimits } from '../../../shared/contract/metrics.ts'
import type { TraceRow } from '../../../shared/otlp/span.ts'
import type { UnixNano } from '../../../shared/otlp/time.ts'
import type { StoredColumns } from '../../../shared/trace/outline-stored.ts'
import type { SearchField, SearchHit } from '../../../shared/trace/search.ts'
import type { ShapedColumns } from '../../../shared/trace/shaped-spans.ts'

/** How to open a store. A password comes from the vault and goes no further than the ClickHouse client. */
export type StoreLocation =
  | { readonly kind: 'embedded'; readonly path: string; readonly table: string }
  | {
      readonly kind: 'server'
      readonly url: string
      readonly user: string
      readonly password: string | null
      readonly database: string
      readonly table: string
    }

export interface ImportHeader {
  /**
   * What makes two imports the same one: the simulation output id; without a hint, host, project and window.
   */
  readonly identity: string
  readonly simulation: string | null
  readonly host: string
  readonly project: string
  readonly window: Window
}

export interface NativeTraces {
  /** Traces with the same ids, or the simulation's id, under a service name that no import uses. */
  readonly traces: number
  readonly spans: number
  readonly services: readonly string[]
}

/** One import on its way into the store. Nothing that was written is visible before `commit` has returned. */
export interface ImportWriter {
  readonly importId: string
  /** Adds rows; may be called while more are fetched. Rows of traces that turn out not to match are dropped at commit. */
  write(rows: readonly TraceRow[]): Promise<void>
  /**
   * Makes the rows of `traceIds` visible together, and (with `replaces`) hides the earlier import in the same step.
   * `traceIds` null keeps every row; beyond `maxSpans` the latest by start time are left out. Returns the number of visible
   * spans. `report` makes the report that is kept with the record, from the number of spans that will be visible. `window`
   * stands in place of the header's: a window that is found may have grown since.
   */
  commit(result: {
    window?: Window
    traceIds: readonly string[] | null
    maxSpans: number
    partial: Partial | null
    report: (written: number) => ImportReport
  }): Promise<number>
  /**
   * Removes what was written, also after the signal fired. Safe to call at any point, also after a failure; never throws for an
   * expected one: what could not be removed in time is nowhere visible and is cleaned at the next opening.
   */
  abandon(): Promise<void>
}

/** A span as it is read back: times exact, attributes as the table holds them. */
export interface StoredSpan extends Omit<TraceRow, 'Timestamp' | 'Duration'> {
  readonly start: UnixNano
  readonly durationNs: bigint
}

/** Spans that belong together: an import, or native ones by the simulation's id that their traces carry, or by trace. */
export type SpanSet =
  | { readonly kind: 'import'; readonly importId: string }
  | { readonly kind: 'native'; readonly by: 'simulation' | 'trace'; readonly id: string }

/** What is known of an import but for its report. */
export type ImportFacts = Omit<ImportRecord, 'report'>

/** `facts` are of the moment before the columns were read; null for a set that is no import. */
export interface ReadOutline {
  readonly columns: StoredColumns
  readonly facts: ImportFacts | null
}

export interface NativeGroupFacts {
  readonly simulation: string | null
  readonly traceIds: readonly string[]
  readonly services: readonly string[]
  readonly spans: number
  readonly errors: number
  readonly start: UnixNano
  readonly end: UnixNano
}

/**
 * The trace store: embedded chDB or a ClickHouse server, the same SQL. Methods throw `CompanionError` with a `store-…` code.
 * Only spans of complete imports (and native ones) are ever read back.
 */
export interface Store {
  /** For people: a directory, or the URL without user info. */
  readonly location: string
  version(): Promise<string>
  size(): Promise<{ spans: number; bytes: number | null }>
  /** Writes and removes a row of our own tables. */
  probeWritable(): Promise<void>
  /** The complete import with this identity, if there is one. */
  findImport(identity: string): Promise<ImportRecord | null>
  getImport(importId: string): Promise<ImportRecord | null>
  listImports(): Promise<ImportRecord[]>
  removeImport(importId: string): Promise<boolean>
  /** `replaces`: the complete import that `commit` supersedes. */
  beginImport(header: ImportHeader, options: { replaces: string | null; signal: AbortSignal }): Promise<ImportWriter>
  findNativeTraces(query: { simulation: string | null; traceIds: readonly string[] }): Promise<NativeTraces>
  /** Spans of one complete import, by start time. Reads through the lookup, not by scanning. */
  readSpans(importId: string, options?: { traceId?: string }): Promise<StoredSpan[]>
  /** The same for any set, also of one trace, or the spans with one id. A set that is not there has no spans. */
  readSet(set: SpanSet, options?: { traceId?: string; spanId?: string }): Promise<StoredSpan[]>
  /** What an outline needs of a set, without most attributes; null where there is no such set. In the order of `readSet`. */
  readOutline(set: SpanSet, keys: readonly string[]): Promise<ReadOutline | null>
  /** Many imports in one statement, by import id, with these attributes; those that are not there are left out. */
  readMany(importIds: readonly string[], keys: readonly string[]): Promise<Map<string, ShapedColumns>>
  /** The same of native traces, by trace id. */
  readManyNative(traceIds: readonly string[], keys: readonly string[]): Promise<Map<string, ShapedColumns>>
  /** Spans in which `text` is found, in the order of `readSet`. */
  search(set: SpanSet, text: string, fields: readonly SearchField[]): Promise<SearchHit[]>
  /** One SELECT of a person's over the table `spans`, which holds this set only. Bad SQL is an answer. Throws `usage` for an unknown set. */
  runSql(set: SpanSet, sql: string, limits: SqlLimits, signal?: AbortSignal): Promise<SqlAnswer>
  /** The same over rows that are in no store. Only where the store is in this process: they are sent nowhere. */
  runSqlOver(rows: readonly TraceRow[], sql: string, limits: SqlLimits, signal?: AbortSignal): Promise<SqlAnswer>
  listNative(limit: number): Promise<{ groups: NativeGroupFacts[]; more: boolean }>
  /** The same store for one job: `signal` ends every call, with `cancelled`. What runs in this process is no longer waited for. */
  under(signal: AbortSignal): Store
  close(): Promise<void>
}
