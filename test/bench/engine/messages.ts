import type { ImportReport, ImportRequest } from '../../../shared/contract/import.ts'

/** What the bench may ask of an engine in a process of its own; times are taken in that process. */
export type EngineMessage =
  /** Opens the store and asks it something small. */
  | { readonly kind: 'open' }
  | { readonly kind: 'import'; readonly host: string; readonly project: string; readonly request: BenchRequest }
  | { readonly kind: 'remove'; readonly importId: string }
  | { readonly kind: 'read'; readonly importId: string }
  /** Copies an import under other import ids until the table holds at least so many rows. */
  | { readonly kind: 'multiply'; readonly importId: string; readonly rows: number }
  | { readonly kind: 'close' }

export type BenchRequest = Pick<ImportRequest, 'simulation' | 'window' | 'limits' | 'strategy'>

export interface EngineAnswers {
  readonly open: { readonly version: string }
  readonly import: { readonly elapsedMs: number; readonly report: ImportReport }
  readonly remove: { readonly removed: boolean }
  readonly read: { readonly elapsedMs: number; readonly spans: number }
  readonly multiply: { readonly rows: number }
  readonly close: Record<string, never>
}

/** What the process sends back for one message. */
export type EngineReply = { readonly answer: EngineAnswers[keyof EngineAnswers] } | { readonly failure: string }
