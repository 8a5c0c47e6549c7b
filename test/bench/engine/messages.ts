import type { ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import type { TransitionMode } from '../../../shared/contract/transitions.ts'

/** What the bench may ask of an engine in a process of its own; times are taken in that process. */
export type EngineMessage =
  /** Opens the store and asks it something small. */
  | { readonly kind: 'open' }
  | { readonly kind: 'import'; readonly host: string; readonly project: string; readonly request: BenchRequest }
  | { readonly kind: 'remove'; readonly importId: string }
  | { readonly kind: 'read'; readonly importId: string }
  /** Copies an import under other import ids until the table holds at least so many rows. */
  | { readonly kind: 'multiply'; readonly importId: string; readonly rows: number }
  /** Writes made simulations, each as an import of its own, until there are so many. */
  | { readonly kind: 'make'; readonly simulations: number; readonly spans: number }
  /** Computes every built-in metric of an import. */
  | { readonly kind: 'metrics'; readonly importId: string }
  /** Computes the heatmap over every import. */
  | { readonly kind: 'heatmap'; readonly by: 'kind' | 'name' | 'tool'; readonly mode: TransitionMode }
  /** Makes the conversation of an import. */
  | { readonly kind: 'conversation'; readonly importId: string }
  | { readonly kind: 'close' }

export type BenchRequest = Pick<ImportRequest, 'simulation' | 'window' | 'limits' | 'strategy'>

export interface EngineAnswers {
  readonly open: { readonly version: string }
  readonly import: { readonly elapsedMs: number; readonly report: ImportReport }
  readonly remove: { readonly removed: boolean }
  readonly read: { readonly elapsedMs: number; readonly spans: number }
  readonly multiply: { readonly rows: number }
  readonly make: { readonly importIds: readonly string[] }
  readonly metrics: { readonly elapsedMs: number; readonly spans: number }
  readonly heatmap: { readonly elapsedMs: number; readonly simulations: number; readonly spans: number }
  readonly conversation: { readonly elapsedMs: number; readonly messages: number }
  readonly close: Record<string, never>
}

/** What the process sends back for one message. */
export type EngineReply = { readonly answer: EngineAnswers[keyof EngineAnswers] } | { readonly failure: string }
